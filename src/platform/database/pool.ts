import type { PostgresPool, PostgresPoolClient } from 'kysely';
import type { Pool, PoolClient } from 'pg';
import { DatabaseUnavailable, isAnswer } from './failure.ts';

/** What becomes of queries, for whoever judges the database by it. */
export interface QueryWatch {
  succeeded(): void;
  failed(error: unknown): void;
}

/**
 * The pool as the query builder sees it: a connection that cannot be had, or that breaks within a query, is told as
 * DatabaseUnavailable in place of whatever the socket said. Errors that PostgreSQL sends pass as they are.
 */
export function watchedPool(pool: Pool, watch: QueryWatch): PostgresPool {
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
      const watched = clients.get(client) ?? watchedClient(client, watch);
      clients.set(client, watched);
      return watched;
    },
    end: () => pool.end(),
  };
}

function watchedClient(client: PoolClient, watch: QueryWatch): PostgresPoolClient {
  let isBroken = false;
  for (const event of ['error', 'end'] as const) client.on(event, () => (isBroken = true));
  const query = async (text: string, parameters: readonly unknown[]): Promise<unknown> => {
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
