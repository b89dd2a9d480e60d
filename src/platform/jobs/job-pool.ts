import type { ClientConfig, PoolClient } from 'pg';

import { BoundedClient, BoundedPool } from '../database/bounded-client.ts';

/** The queue writes down what became of a job, and does so again after a failure of this code alone; of any other nobody hears. */
const TRY_AGAIN = 'ETIMEDOUT';

/**
 * The queue's connections. A job that was done while the database was away would stay locked for four hours, with all that wait in
 * its queue; so whatever fails is a failure that the queue tries again, with pauses of three seconds to two minutes. Once the pool
 * has ended nobody is answered: the jobs that are still locked are given back when this process is gone.
 */
export class JobPool extends BoundedPool {
  constructor(options: { url: string; max: number; statementTimeoutMs: number }) {
    super({ ...options, name: 'jobs', client: JobClient });
    const connect = this.connect.bind(this) as (told?: unknown) => Promise<PoolClient>;
    this.connect = ((told?: unknown) => {
      if (told !== undefined) return connect(told);
      if (this.ending) return new Promise(() => undefined);
      return connect().catch(tryAgain);
    }) as BoundedPool['connect'];
  }
}

class JobClient extends BoundedClient {
  constructor(config: ClientConfig & { statement_timeout: number }) {
    super(config);
    const query = this.query.bind(this) as (...args: unknown[]) => unknown;
    this.query = ((...args: unknown[]) => {
      const result = query(...args);
      return result instanceof Promise ? result.catch(tryAgain) : result;
    }) as BoundedClient['query'];
  }
}

function tryAgain(error: Error): never {
  throw Object.assign(error, { code: TRY_AGAIN });
}
