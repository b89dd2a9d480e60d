import type { Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, type ClientConfig, Pool, type PoolConfig } from 'pg';

/** A connection that is not had by then is not had at all, whether the database hangs or all are lent. */
const CONNECTION_TIMEOUT_MS = 10_000;
/** The server ends a statement at its time-out and says so; an answer that is this much later will not come. */
const ANSWER_GRACE_MS = 5_000;
/** How long a good-bye may take. */
const END_LIMIT_MS = 2_000;
/** What a pool has lent gets this long to be given back when the pool ends. */
const POOL_END_LIMIT_MS = 5_000;

export interface ConnectionOptions {
  url: string;
  /** What the connections are called in pg_stat_activity. */
  name: string;
  /** Milliseconds after which the server gives up a statement. */
  statementTimeoutMs: number;
  /** Milliseconds after which whoever waits for a connection is told that there is none. */
  connectionTimeoutMs?: number | undefined;
  /** Milliseconds after which the server ends a session that does nothing within a transaction. */
  idleInTransactionMs?: number;
}

/**
 * A connection that hangs no one: when the peer says nothing more to a query or to the good-bye it is cut, which `pg` does not do
 * by itself. A query then fails as on any broken connection, and what became of it is not known.
 */
export class BoundedClient extends Client {
  /** Milliseconds that an answer may take. */
  answerMs: number;

  constructor(config: ClientConfig & { statement_timeout: number }) {
    super(config);
    this.answerMs = config.statement_timeout + ANSWER_GRACE_MS;
    const query = this.query.bind(this) as (...args: unknown[]) => unknown;
    this.query = ((...args: unknown[]) => {
      const limit = setTimeout(() => this.cut(), this.answerMs);
      const told = args.at(-1);
      if (typeof told === 'function') {
        args[args.length - 1] = (...outcome: unknown[]): unknown => {
          clearTimeout(limit);
          return (told as (...outcome: unknown[]) => unknown)(...outcome);
        };
        return query(...args);
      }
      const result = query(...args) as Promise<unknown>;
      return result.finally(() => clearTimeout(limit));
    }) as Client['query'];
    const connect = this.connect.bind(this) as (told?: unknown) => Promise<unknown>;
    this.connect = ((told?: unknown) => {
      if (told !== undefined) return connect(told);
      // Ended while it is being made it would never say so.
      const ended = new Promise((_, reject) => {
        this.once('end', () => reject(new Error('Connection terminated')));
      });
      return Promise.race([connect(), ended]);
    }) as Client['connect'];
    const end = this.end.bind(this) as (told?: () => void) => Promise<void> | void;
    this.end = ((told?: () => void) => {
      const limit = setTimeout(() => this.cut(), END_LIMIT_MS).unref();
      this.once('end', () => clearTimeout(limit));
      return end(told);
    }) as Client['end'];
  }

  /** Breaks the connection: whoever waits for an answer is told so. */
  cut(): void {
    (this as unknown as { connection: { stream: Socket } }).connection.stream.destroy();
  }
}

/** A pool of such connections, whose end waits a few seconds for what is lent and cuts it then. */
export class BoundedPool extends Pool {
  readonly #clients = new Set<BoundedClient>();

  constructor(options: ConnectionOptions & Pick<PoolConfig, 'max' | 'types'>) {
    const { max, types } = options;
    super({ ...clientConfig(options), Client: BoundedClient as never, max, types });
    // A connection that dies while idle is replaced at its next use; without a listener it would end the process.
    this.on('error', () => undefined);
    this.on('connect', (client) => {
      // So is one that breaks while it is lent: its query fails, and the socket's own error has nobody else to go to.
      client.on('error', () => undefined);
      this.#clients.add(client as unknown as BoundedClient);
    });
    this.on('remove', (client) => this.#clients.delete(client as unknown as BoundedClient));
  }

  override async end(): Promise<void> {
    // Whoever has just asked is still served, and whoever waits for a moment: `pg` would leave them waiting.
    const began = performance.now();
    do await sleep(5);
    while (this.waitingCount > 0 && performance.now() - began < POOL_END_LIMIT_MS);
    const limit = setTimeout(() => {
      for (const client of this.#clients) client.cut();
    }, POOL_END_LIMIT_MS);
    try {
      await super.end();
    } finally {
      clearTimeout(limit);
    }
  }
}

/** What every connection is made with. */
export function clientConfig(options: ConnectionOptions): ClientConfig & { statement_timeout: number } {
  const {
    url,
    name,
    statementTimeoutMs,
    connectionTimeoutMs = CONNECTION_TIMEOUT_MS,
    idleInTransactionMs,
  } = options;
  return {
    connectionString: url,
    application_name: name,
    connectionTimeoutMillis: connectionTimeoutMs,
    statement_timeout: statementTimeoutMs,
    idle_in_transaction_session_timeout: idleInTransactionMs,
    // A host that is gone is noticed on an idle connection after twenty seconds.
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  };
}
