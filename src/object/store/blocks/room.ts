import { sql } from 'kysely';
import { databaseNow } from '../clock.ts';
import type { Db } from '../rows.ts';
import { HISTORY } from '../schema.ts';

/** Bytes of an account that nobody pays for. */
export interface UnpaidBytes {
  /** Of superseded versions. */
  history: bigint;
  /** Dropped and not yet collected. */
  dropped: bigint;
  /** Kept only because the account has borrowed it. */
  borrowed: bigint;
}

export interface Dropped {
  account: string;
  at: bigint;
  bytes: bigint;
}

const SECOND = 1_000_000n;

const MINUTE = 60n * SECOND;

/** What accounts have on the disk beyond what is charged for it. */
export class RoomStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  async unpaid(account: string): Promise<UnpaidBytes> {
    const { rows } = await sql<UnpaidBytes>`
      select coalesce((select sum(s.size) from nodes a join nodes c on c.parent = a.id
          join statistics s on s.node = c.id and s.cluster = ${HISTORY}
          where a.parent = 0 and a.name = ${account}), 0)::bigint as history,
        coalesce((select sum(bytes) from dropped_bytes where account = ${account}), 0)::bigint as dropped,
        coalesce((select sum(l.size) from content_loans l where l.borrower = ${account} and l.until > ${databaseNow}
          and not exists (select from versions v where v.hash = l.hash and v.size = l.size)), 0)::bigint as borrowed`.execute(
      this.#db,
    );
    return rows[0]!;
  }

  /** Counts bytes that an account no longer uses, until they are collected; by the second that has not passed then. */
  async countDropped(account: string, bytes: bigint, now: bigint): Promise<void> {
    if (bytes <= 0n) return;
    await sql`insert into dropped_bytes (account, at, bytes) values (${account}, ${roundedUp(now, SECOND)}, ${bytes})
      on conflict (account, at) do update set bytes = dropped_bytes.bytes + excluded.bytes`.execute(this.#db);
  }

  /** Joins what was dropped before a time by the minute. Each stays counted as long as before, or a minute longer. */
  async joinDropped(before: bigint): Promise<void> {
    await sql`
      with old as (
        delete from dropped_bytes where at < ${before} and at % ${MINUTE} <> 0 returning account, at, bytes)
      insert into dropped_bytes (account, at, bytes)
      select account, (at / ${MINUTE} + 1) * ${MINUTE}, sum(bytes) from old group by 1, 2
      on conflict (account, at) do update set bytes = dropped_bytes.bytes + excluded.bytes`.execute(this.#db);
  }

  /** What was dropped before a time counts no more: it has long been off the disk. */
  async forgetDroppedBefore(before: bigint): Promise<void> {
    await this.#db.deleteFrom('dropped_bytes').where('at', '<', before).execute();
  }

  /** What was dropped before a time. */
  async droppedBefore(before: bigint): Promise<Dropped[]> {
    return this.#db.selectFrom('dropped_bytes').selectAll().where('at', '<', before).execute();
  }

  /** What was dropped is off the disk. */
  async forgetDropped(dropped: readonly Dropped[]): Promise<void> {
    if (dropped.length === 0) return;
    await sql`
      with gone as (
        select * from unnest(${dropped.map(({ account }) => account)}::text[],
          ${dropped.map(({ at }) => at.toString())}::bigint[],
          ${dropped.map(({ bytes }) => bytes.toString())}::bigint[]) as g (account, at, bytes)),
      less as (
        update dropped_bytes d set bytes = d.bytes - g.bytes from gone g
        where d.account = g.account and d.at = g.at and d.bytes > g.bytes)
      delete from dropped_bytes d using gone g where d.account = g.account and d.at = g.at and d.bytes <= g.bytes`.execute(
      this.#db,
    );
  }
}

function roundedUp(at: bigint, unit: bigint): bigint {
  return ((at + unit - 1n) / unit) * unit;
}
