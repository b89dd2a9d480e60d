import { sql } from 'kysely';
import { databaseNow } from '../database-now.ts';
import type { Db, Tx } from '../rows.ts';
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

export async function unpaidBytes(db: Db, account: string): Promise<UnpaidBytes> {
  const { rows } = await sql<UnpaidBytes>`
    select coalesce((select sum(s.size) from nodes a join nodes c on c.parent = a.id
        join statistics s on s.node = c.id and s.cluster = ${HISTORY}
        where a.parent = 0 and a.name = ${account}), 0)::bigint as history,
      coalesce((select sum(bytes) from dropped_bytes where account = ${account}), 0)::bigint as dropped,
      coalesce((select sum(l.size) from content_loans l where l.borrower = ${account} and l.until > ${databaseNow}
        and not exists (select from versions v where v.hash = l.hash and v.size = l.size)), 0)::bigint as borrowed`.execute(
    db,
  );
  return rows[0]!;
}

const SECOND = 1_000_000n;
const MINUTE = 60n * SECOND;

/** Counts bytes that an account no longer uses, until they are collected; by the second that has not passed then. */
export async function countDropped(db: Db, account: string, bytes: bigint, now: bigint): Promise<void> {
  if (bytes <= 0n) return;
  await sql`insert into dropped_bytes (account, at, bytes) values (${account}, ${roundedUp(now, SECOND)}, ${bytes})
    on conflict (account, at) do update set bytes = dropped_bytes.bytes + excluded.bytes`.execute(db);
}

function roundedUp(at: bigint, unit: bigint): bigint {
  return ((at + unit - 1n) / unit) * unit;
}

/** Joins what was dropped before a time by the minute. Each stays counted as long as before, or a minute longer. */
export async function joinDropped(db: Db, before: bigint): Promise<void> {
  await sql`
    with old as (
      delete from dropped_bytes where at < ${before} and at % ${MINUTE} <> 0 returning account, at, bytes)
    insert into dropped_bytes (account, at, bytes)
    select account, (at / ${MINUTE} + 1) * ${MINUTE}, sum(bytes) from old group by 1, 2
    on conflict (account, at) do update set bytes = dropped_bytes.bytes + excluded.bytes`.execute(db);
}

/** What was dropped before a time counts no more: it has long been off the disk. */
export async function forgetDroppedBefore(db: Db, before: bigint): Promise<void> {
  await db.deleteFrom('dropped_bytes').where('at', '<', before).execute();
}

export interface Dropped {
  account: string;
  at: bigint;
  bytes: bigint;
}

/** What was dropped before a time. */
export async function droppedBefore(db: Db, before: bigint): Promise<Dropped[]> {
  return db.selectFrom('dropped_bytes').selectAll().where('at', '<', before).execute();
}

/** What was dropped is off the disk. */
export async function forgetDropped(db: Db, dropped: readonly Dropped[]): Promise<void> {
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
    db,
  );
}

/** Serials of an account's oldest superseded versions, together at least `bytes`, but at most `limit`, by container. */
export async function oldestHistory(
  db: Db,
  account: string,
  bytes: bigint,
  limit: number,
): Promise<Map<bigint, bigint[]>> {
  const { rows } = await sql<{ container: bigint; serial: bigint }>`
    with page as (
      select c.id as container, v.serial, v.size
      from nodes a join nodes c on c.parent = a.id join nodes n on n.parent = c.id
      join versions v on v.node = n.id and v.cluster = ${HISTORY} and v.size > 0
      where a.parent = 0 and a.name = ${account} order by v.serial limit ${limit}),
    summed as (select *, sum(size) over (order by serial) - size as older from page)
    select container, serial from summed where older < ${bytes} order by serial`.execute(db);
  const found = new Map<bigint, bigint[]>();
  for (const { container, serial } of rows) found.set(container, [...(found.get(container) ?? []), serial]);
  return found;
}

/** Collections and commits exclude each other by this lock; its number has no meaning. */
const HORIZON_LOCK = 7_310_561;

/** Holds the lock in a transaction that commits rows about blocks: no collection begins until it ends. */
export async function shareHorizon(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(${HORIZON_LOCK})`.execute(tx);
}

/** So long an announcement waits for the commits that are under way: all that come later wait behind it. */
const LOCK_TIMEOUT_MS = 100;

/**
 * Waits for the transactions that hold the lock, and announces the horizon to those that come after. Fails as an
 * overload of the database when they take too long.
 */
export async function announceHorizon(tx: Tx, horizon: bigint): Promise<bigint> {
  await sql`select set_config('lock_timeout', ${String(LOCK_TIMEOUT_MS)}, true)`.execute(tx);
  await sql`select pg_advisory_xact_lock(${HORIZON_LOCK})`.execute(tx);
  const { number } = await tx
    .insertInto('collections')
    .values({ horizon })
    .returning('number')
    .executeTakeFirstOrThrow();
  return number;
}

/** The latest horizon of the collections after one; undefined when there were none. Asked for under the lock. */
export async function horizonAfter(db: Db, collection: bigint): Promise<bigint | undefined> {
  const { horizon } = await db
    .selectFrom('collections')
    .select((eb) => eb.fn.max('horizon').as('horizon'))
    .where('number', '>', collection)
    .executeTakeFirstOrThrow();
  return horizon ?? undefined;
}

/** The latest horizon of the collections between two; undefined when there were none. Asked for under the lock. */
export async function horizonBetween(db: Db, after: bigint, before: bigint): Promise<bigint | undefined> {
  const { horizon } = await db
    .selectFrom('collections')
    .select((eb) => eb.fn.max('horizon').as('horizon'))
    .where('number', '>', after)
    .where('number', '<', before)
    .executeTakeFirstOrThrow();
  return horizon ?? undefined;
}

/** Collections from before a time are no matter to anything that is in flight now. */
export async function dropOldCollections(db: Db, before: bigint): Promise<void> {
  await db.deleteFrom('collections').where('horizon', '<', before).execute();
}
