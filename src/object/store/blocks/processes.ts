import { sql } from 'kysely';
import type { Db } from '../rows.ts';

/** The processes that share the database, and what they have in flight. */
export class ProcessStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** A process says that it lives, and when the oldest of what it has in flight began. Gives the newest collection. */
  async beat(process: { id: string; aliveUntil: bigint; oldest: bigint }): Promise<bigint> {
    const { rows } = await sql<{ newest: bigint }>`
      with beat as (
        insert into processes (id, alive_until, oldest) values (${process.id}, ${process.aliveUntil}, ${process.oldest})
        on conflict (id) do update set alive_until = excluded.alive_until, oldest = excluded.oldest)
      select coalesce(max(number), 0) as newest from collections`.execute(this.#db);
    return rows[0]!.newest;
  }

  /** When the oldest began of what other living processes have in flight, by their last word; undefined without others. */
  async oldestElsewhere(process: string, now: bigint): Promise<bigint | undefined> {
    const { oldest } = await this.#db
      .selectFrom('processes')
      .select((eb) => eb.fn.min('oldest').as('oldest'))
      .where('id', '!=', process)
      .where('alive_until', '>=', now)
      .executeTakeFirstOrThrow();
    return oldest ?? undefined;
  }

  /** Processes that have given no word for their time. */
  async gone(now: bigint): Promise<string[]> {
    const rows = await this.#db.selectFrom('processes').select('id').where('alive_until', '<', now).execute();
    return rows.map(({ id }) => id);
  }

  /** Forgets processes that have been gone since a time. */
  async forget(before: bigint): Promise<void> {
    await this.#db.deleteFrom('processes').where('alive_until', '<', before).execute();
  }
}
