import { sql } from 'kysely';
import type { Db } from '../rows.ts';
import type { LoanStore } from './loans.ts';

/** Rows gone through by one statement: a tenth of a second's work. */
const SCANNED = 50_000;

/** A content that versions have, and whether an operator has given its damaged list up. */
export interface ContentInUse {
  hash: string;
  sizeBytes: number;
  givenUp: boolean;
}

interface ScannedRow {
  lastHash: string;
  lastSize: bigint;
  hash: string | null;
  size: bigint;
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

  /**
   * Every content that a version has and that has a list of blocks, or whose one block lies in shards `from` to `to`; then
   * what is lent, since an object may go as soon as that is.
   */
  async *contentsInUse(
    { from, to }: { from: string; to: string },
    blockSize: number,
  ): AsyncGenerator<ContentInUse> {
    for (let after = { hash: '', size: 0n }; ;) {
      const rows = await this.#scan(after, { from, to, blockSize });
      for (const { hash, size, givenUp } of rows)
        if (hash !== null) yield { hash, sizeBytes: Number(size), givenUp };
      const [first] = rows;
      if (first === undefined) break;
      after = { hash: first.lastHash, size: first.lastSize };
    }
    yield* await this.#loans.lent();
  }

  /** Bounded by what is gone through, not by what is found: of a large store few contents may lie in the shards. */
  async #scan(
    after: { hash: string; size: bigint },
    wanted: { from: string; to: string; blockSize: number },
  ): Promise<ScannedRow[]> {
    const { rows } = await sql<ScannedRow>`
      with scanned as materialized (
        select hash, size from versions
        where hash is not null and size > 0 and (hash, size) > (${after.hash}, ${after.size}::bigint)
        order by hash, size limit ${SCANNED}),
      last as (select hash, size from scanned order by hash desc, size desc limit 1)
      select last.hash as "lastHash", last.size as "lastSize", c.hash, c.size, exists (
        select from content_damage d where d.hash = c.hash and d.size = c.size and d.given_up) as "givenUp"
      from last left join (
        select distinct hash, size from scanned
        where size > ${wanted.blockSize} or (hash >= ${wanted.from} and hash < ${`${wanted.to}g`})) c on true`.execute(
      this.#db,
    );
    return rows;
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
