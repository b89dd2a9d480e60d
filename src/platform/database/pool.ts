import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { PoolClient } from 'pg';
import type { BoundedClient, BoundedPool } from './bounded-client.ts';
import { DatabaseUnavailable, isAnswer } from './failure.ts';

/** What becomes of queries, for whoever judges the database by it. */
export interface QueryWatch {
  succeeded(): void;
  failed(error: unknown): void;
}

/**
 * The pool as the query builder sees it: a connection that cannot be had, or that breaks within a query, is told as
 * DatabaseUnavailable in place of whatever the socket said. Errors that PostgreSQL sends pass as they are. With `answerMs`
 * answers are waited for longer than the pool's connections do.
 */
export function watchedPool(pool: BoundedPool, watch: QueryWatch, answerMs?: number): PostgresPool {
  const clients = new WeakMap<PoolClient, PostgresPoolClient>();
  return {
    options: pool.options,
    connect: async () => {
      let client: PoolClient;
      try {
        client = await pool.connect();
      } catch (cause) {
        const error = new DatabaseUnavailable('no connection to the database', { cause });
        watch.failed(error);
        throw error;
      }
      const watched = clients.get(client) ?? watchedClient(client, watch, answerMs);
      clients.set(client, watched);
      return watched;
    },
    end: () => pool.end(),
  };
}

function watchedClient(client: PoolClient, watch: QueryWatch, answerMs?: number): PostgresPoolClient {
  const bounded = client as PoolClient & BoundedClient;
  const usualMs = bounded.answerMs;
  let isBroken = false;
  for (const event of ['error', 'end'] as const) client.on(event, () => (isBroken = true));
  const query = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
    bounded.answerMs = answerMs ?? usualMs;
    try {
      const result = await client.query(text, [...parameters]);
      watch.succeeded();
      return result;
    } catch (thrown) {
      const error =
        isBroken && !isAnswer(thrown)
          ? new DatabaseUnavailable('the connection to the database broke', { cause: thrown })
          : thrown;
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
