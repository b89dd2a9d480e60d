import { sql } from 'kysely';
import type { Db } from '../rows.ts';
import type { LoanStore } from './loans.ts';

const PAGE = 5000;

/** A content that versions have, and whether an operator has given its damaged list up. */
export interface ContentInUse {
  hash: string;
  sizeBytes: number;
  givenUp: boolean;
}

/** Collections and commits exclude each other by this lock; its number has no meaning. */
const HORIZON_LOCK = 7_310_561;

/** So long an announcement waits for the commits that are under way: all that come later wait behind it. */
const LOCK_TIMEOUT_MS = 100;

/** What a collection of blocks must leave alone, and its agreement with the commits that run beside it. */
export class CollectionStore {
  readonly #db: Db;
  readonly #loans: LoanStore;

  constructor(db: Db, loans: LoanStore) {
    this.#db = db;
    this.#loans = loans;
  }

  /** Every content that a version has, in pages of their serials; then what is lent, since an object may go as soon as that is. */
  async *contentsInUse(): AsyncGenerator<ContentInUse> {
    for (let after = 0n; ;) {
      const rows = await this.#db
        .selectFrom('versions')
        .select((eb) => [
          'serial',
          'hash',
          'size',
          eb
            .exists(
              eb
                .selectFrom('content_damage as d')
                .whereRef('d.hash', '=', 'versions.hash')
                .whereRef('d.size', '=', 'versions.size')
                .where('d.given_up', '=', true)
                .select('d.name'),
            )
            .as('givenUp'),
        ])
        .where('serial', '>', after)
        .where('hash', 'is not', null)
        .where('size', '>', 0n)
        .orderBy('serial')
        .limit(PAGE)
        .execute();
      for (const { hash, size, givenUp } of rows)
        yield { hash: hash ?? '', sizeBytes: Number(size), givenUp: givenUp === true };
      const last = rows.at(-1);
      if (rows.length < PAGE || last === undefined) break;
      after = last.serial;
    }
    yield* await this.#loans.lent();
  }

  /** Holds the lock in a transaction that commits rows about blocks: no collection begins until it ends. */
  async shareHorizon(): Promise<void> {
    await sql`select pg_advisory_xact_lock_shared(${HORIZON_LOCK})`.execute(this.#db);
  }

  /**
   * Waits for the transactions that hold the lock, and announces the horizon to those that come after. Fails as an
   * overload of the database when they take too long.
   */
  async announce(horizon: bigint): Promise<bigint> {
    await sql`select set_config('lock_timeout', ${String(LOCK_TIMEOUT_MS)}, true)`.execute(this.#db);
    await sql`select pg_advisory_xact_lock(${HORIZON_LOCK})`.execute(this.#db);
    const { number } = await this.#db
      .insertInto('collections')
      .values({ horizon })
      .returning('number')
      .executeTakeFirstOrThrow();
    return number;
  }

  /** The latest horizon of the collections after one; undefined when there were none. Asked for under the lock. */
  async horizonAfter(collection: bigint): Promise<bigint | undefined> {
    const { horizon } = await this.#db
      .selectFrom('collections')
      .select((eb) => eb.fn.max('horizon').as('horizon'))
      .where('number', '>', collection)
      .executeTakeFirstOrThrow();
    return horizon ?? undefined;
  }

  /** The latest horizon of the collections between two; undefined when there were none. Asked for under the lock. */
  async horizonBetween(after: bigint, before: bigint): Promise<bigint | undefined> {
    const { horizon } = await this.#db
      .selectFrom('collections')
      .select((eb) => eb.fn.max('horizon').as('horizon'))
      .where('number', '>', after)
      .where('number', '<', before)
      .executeTakeFirstOrThrow();
    return horizon ?? undefined;
  }

  /** Collections from before a time are no matter to anything that is in flight now. */
  async dropOld(before: bigint): Promise<void> {
    await this.#db.deleteFrom('collections').where('horizon', '<', before).execute();
  }
}
