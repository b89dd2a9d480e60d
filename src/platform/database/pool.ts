import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { PoolClient } from 'pg';
import type { BoundedClient, BoundedPool } from './bounded-client.ts';
import { DatabaseUnavailable, isAnswer } from './failure.ts';
import type { PreparedStatements } from './prepared-statements.ts';

/** What becomes of queries, for whoever judges the database by it. */
export interface QueryWatch {
  succeeded(): void;
  failed(error: unknown): void;
}

interface Watching {
  watch: QueryWatch;
  /** Of all that share the pool: a connection knows a name once. */
  statements: PreparedStatements;
  answerMs?: number;
}

/**
 * The pool as the query builder sees it: a connection that cannot be had, or that breaks within a query, is told as
 * DatabaseUnavailable in place of whatever the socket said. Errors that PostgreSQL sends pass as they are. With `answerMs`
 * answers are waited for longer than the pool's connections do.
 */
export function watchedPool(pool: BoundedPool, watching: Watching): PostgresPool {
  const clients = new WeakMap<PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    connect: async () => {
      let client: PoolClient;
      try {
        client = await pool.connect();
      } catch (cause) {
        const error = new DatabaseUnavailable('no connection to the database', { cause });
        watching.watch.failed(error);
        throw error;
      }
      const watched = clients.get(client) ?? watchedClient(client, watching);
      clients.set(client, watched);
      return watched;
    },
    end: () => pool.end(),
  };
}

function watchedClient(client: PoolClient, { watch, statements, answerMs }: Watching): PostgresPoolClient {
  const bounded = client as PoolClient & BoundedClient;
  const usualMs = bounded.answerMs;
  let isBroken = false;
  let isOwn: boolean | undefined;
  for (const event of ['error', 'end'] as const) client.on(event, () => (isBroken = true));
  const run = async (text: string, values: unknown[]): Promise<unknown> => {
    const name = statements.nameOf(text, values);
    if (name === undefined) return client.query(text, values);
    isOwn ??= await isOwnSession(client);
    return isOwn ? client.query({ name, text, values }) : client.query(text, values);
  };
  const query = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
    bounded.answerMs = answerMs ?? usualMs;
    try {
      const result = await run(text, [...parameters]);
      watch.succeeded();
      return result;
    } catch (thrown) {
      const isStale = isStalePlan(thrown);
      const error =
        isStale || (isBroken && !isAnswer(thrown))
          ? new DatabaseUnavailable('the connection to the database broke', { cause: thrown })
          : thrown;
      isBroken ||= isStale;
      watch.failed(error);
      throw error;
    }
  };
  return {
    query: query as PostgresPoolClient['query'],
    // What broke is not lent again.
    release: (discard) => client.release(discard === true || isBroken),
  };
}

/** Whether the peer is PostgreSQL itself: a pooler, which gives each transaction another session, tells a number of its own. */
async function isOwnSession(client: PoolClient): Promise<boolean> {
  const { rows } = await client.query<{ pid: number }>('select pg_backend_pid() as pid');
  return rows[0]?.pid === (client as unknown as { processID: number | null }).processID;
}

/** A table that a statement was planned for has other columns since, or somebody between us and the server lost the plan. */
function isStalePlan(error: unknown): boolean {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return code === '26000' || (code === '0A000' && String(message).startsWith('cached plan'));
}
