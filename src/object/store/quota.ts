import { sql } from 'kysely';
import type { Db, Tx } from './rows.ts';

/** Writes serials of commissions beside the rows they pay for: a serial that is here means "accept". */
export async function recordSerials(tx: Tx, serials: readonly bigint[], now: bigint): Promise<void> {
  if (serials.length === 0) return;
  await tx
    .insertInto('quota_serials')
    .values(serials.map((serial) => ({ serial, recorded: now })))
    .execute();
}

/** Forgets serials that identity has accepted. */
export async function forgetSerials(db: Db, serials: readonly bigint[]): Promise<void> {
  if (serials.length === 0) return;
  await db
    .deleteFrom('quota_serials')
    .where('serial', '=', sql<bigint>`any(${serials.map(String)}::bigint[])`)
    .execute();
}

export async function recordedSerials(db: Db): Promise<bigint[]> {
  const rows = await db
    .selectFrom('quota_serials')
    .select('serial')
    .where('recorded', '>=', 0n)
    .orderBy('serial')
    .execute();
  return rows.map(({ serial }) => serial);
}

/**
 * Keeps transactions from recording these serials any more, and gives the ones that none has recorded: they may be
 * rejected. A transaction that holds one uncommitted is waited for. A fence is a row with a time below zero.
 */
export async function fenceSerials(db: Db, serials: readonly bigint[], now: bigint): Promise<bigint[]> {
  if (serials.length === 0) return [];
  await db
    .insertInto('quota_serials')
    .values(serials.map((serial) => ({ serial, recorded: -now })))
    .onConflict((conflict) => conflict.column('serial').doNothing())
    .execute();
  const rows = await db
    .selectFrom('quota_serials')
    .select('serial')
    .where('serial', '=', sql<bigint>`any(${serials.map(String)}::bigint[])`)
    .where('recorded', '<', 0n)
    .execute();
  return rows.map(({ serial }) => serial);
}

/** Takes fences down that were put up before a time: no transaction lives that long. */
export async function dropOldFences(db: Db, before: bigint): Promise<void> {
  await db.deleteFrom('quota_serials').where('recorded', '<', 0n).where('recorded', '>', -before).execute();
}

/** Says that an upload still needs its commission; recovery leaves it alone until then. */
export async function keepReservation(
  db: Db,
  serial: bigint,
  { aliveUntil, process }: { aliveUntil: bigint; process: string },
): Promise<void> {
  await db
    .insertInto('quota_reservations')
    .values({ serial, alive_until: aliveUntil, process })
    .onConflict((conflict) => conflict.column('serial').doUpdateSet({ alive_until: aliveUntil }))
    .execute();
}

/** Ends reservations; gives the ones that recovery had not yet taken away. */
export async function endReservations(db: Db, serials: readonly bigint[]): Promise<bigint[]> {
  if (serials.length === 0) return [];
  const rows = await db
    .deleteFrom('quota_reservations')
    .where('serial', '=', sql<bigint>`any(${serials.map(String)}::bigint[])`)
    .returning('serial')
    .execute();
  return rows.map(({ serial }) => serial);
}

/** Reservations of uploads that still live. */
export async function livingReservations(db: Db, now: bigint): Promise<Set<bigint>> {
  const rows = await db
    .selectFrom('quota_reservations')
    .select('serial')
    .where('alive_until', '>', now)
    .execute();
  return new Set(rows.map(({ serial }) => serial));
}

/** Takes away reservations whose upload has died, so that its commission may be rejected. */
export async function dropDeadReservations(db: Db, now: bigint): Promise<void> {
  await db.deleteFrom('quota_reservations').where('alive_until', '<=', now).execute();
}
