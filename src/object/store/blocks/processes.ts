import { sql } from 'kysely';
import type { Db } from '../rows.ts';

/** A process says that it lives, and when the oldest of what it has in flight began. Gives the newest collection. */
export async function beat(
  db: Db,
  process: { id: string; aliveUntil: bigint; oldest: bigint },
): Promise<bigint> {
  const { rows } = await sql<{ newest: bigint }>`
    with beat as (
      insert into processes (id, alive_until, oldest) values (${process.id}, ${process.aliveUntil}, ${process.oldest})
      on conflict (id) do update set alive_until = excluded.alive_until, oldest = excluded.oldest)
    select coalesce(max(number), 0) as newest from collections`.execute(db);
  return rows[0]!.newest;
}

/** When the oldest began of what other living processes have in flight, by their last word; undefined without others. */
export async function oldestElsewhere(db: Db, process: string, now: bigint): Promise<bigint | undefined> {
  const { oldest } = await db
    .selectFrom('processes')
    .select((eb) => eb.fn.min('oldest').as('oldest'))
    .where('id', '!=', process)
    .where('alive_until', '>=', now)
    .executeTakeFirstOrThrow();
  return oldest ?? undefined;
}

/** Ends the reservations of processes that no longer live, and gives their serials. */
export async function endReservationsOfGone(db: Db, now: bigint): Promise<bigint[]> {
  const { rows } = await sql<{ serial: bigint }>`
    delete from quota_reservations r using processes p
    where p.id = r.process and p.alive_until < ${now} returning r.serial`.execute(db);
  return rows.map(({ serial }) => serial);
}

/** Forgets processes that have been gone since a time. */
export async function forgetProcesses(db: Db, before: bigint): Promise<void> {
  await db.deleteFrom('processes').where('alive_until', '<', before).execute();
}
