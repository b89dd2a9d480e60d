import type { Client } from 'pg';
import { KeptConnection, type KeptConnectionOptions } from './single-connection.ts';

/** A busy server may take its time; a session that says nothing for longer (five seconds more) is lost. */
const STATEMENT_TIMEOUT_MS = 15_000;

export interface LifeSignOptions extends Pick<KeptConnectionOptions, 'url' | 'name' | 'log' | 'askEveryMs'> {
  /** First half of the advisory lock; the second half is the number of the process. */
  lock: number;
  /** Where numbers come from. */
  sequence: string;
  /** What else the session is for. */
  prepare?(client: Client): Promise<void>;
  /** Called when the lock is held, at first and after each loss: others may have taken this process for dead meanwhile. */
  onHeld(): void;
}

/**
 * Shows that this process is alive: a session of its own holds an advisory lock with the number of the process. After a loss it
 * is taken anew under the same number, which is on whatever the process has in hand.
 */
export class LifeSign {
  readonly #connection: KeptConnection;
  #id = 0;

  constructor(options: LifeSignOptions) {
    const { lock, sequence, prepare, onHeld, ...connection } = options;
    this.#connection = new KeptConnection({
      ...connection,
      statementTimeoutMs: STATEMENT_TIMEOUT_MS,
      prepare: async (client) => {
        if (this.#id === 0) {
          const { rows } = await client.query<{ id: string }>('select nextval($1) as id', [sequence]);
          this.#id = Number(rows[0]?.id);
        }
        // The number is ours alone: whoever holds its lock is a session of ours of which the server does not know that it is lost.
        await client.query(
          `select pg_terminate_backend(pid) from pg_locks
           where locktype = 'advisory' and classid = $1 and objid = $2 and objsubid = 2 and granted
             and database = (select oid from pg_database where datname = current_database())`,
          [lock, this.#id],
        );
        await client.query('select pg_advisory_lock($1, $2)', [lock, this.#id]);
        await prepare?.(client);
        onHeld();
      },
    });
  }

  /** The number of this process; 0 before the start. */
  get id(): number {
    return this.#id;
  }

  start(): Promise<void> {
    return this.#connection.start();
  }

  stop(): Promise<void> {
    return this.#connection.stop();
  }
}
