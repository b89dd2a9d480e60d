import { type Selectable, sql } from 'kysely';
import type { Transaction } from '#platform/database';
import type { OrphanTable } from './schema.ts';
import type { Session } from './servers/servers.ts';

export type OrphanRow = Selectable<OrphanTable>;

/** Back ends know machines, cards, disks and networks by number: none is given out again that a restore lost (F10). */
export async function skipNumbers(tx: Transaction<unknown>): Promise<void> {
  await sql`select setval(s, nextval(s) + 1000000) from (
    select pg_get_serial_sequence(name, 'id') as s
    from unnest(array['servers', 'ports', 'volumes', 'networks']) name) sequences`.execute(tx);
}

/** The highest number that a server was ever given. */
export async function lastServerNumber(db: Session): Promise<number> {
  const { rows } = await sql<{ last: bigint }>`
    select coalesce(pg_sequence_last_value(pg_get_serial_sequence('servers', 'id')::regclass), 0) as last`.execute(
    db,
  );
  return Number(rows[0]!.last);
}

/** Keeps which machines of a back end are orphans now: new ones are dated, others keep their date, the rest is forgotten. */
export async function keepOrphans(
  tx: Session,
  backend: number,
  names: readonly string[],
  now: Date,
): Promise<void> {
  await sql`delete from orphans where backend_id = ${backend} and name <> all(${[...names]}::text[])`.execute(
    tx,
  );
  await sql`insert into orphans (backend_id, name, seen)
    select ${backend}, name, ${now} from unnest(${[...names]}::text[]) name on conflict do nothing`.execute(
    tx,
  );
}

export async function orphansOf(db: Session, backend: number): Promise<OrphanRow[]> {
  return db
    .selectFrom('orphans')
    .selectAll()
    .where('backend_id', '=', backend)
    .orderBy('seen')
    .orderBy('name')
    .execute();
}

export async function orphanStopped(db: Session, orphan: OrphanRow, stopped: Date): Promise<void> {
  await db
    .updateTable('orphans')
    .set({ stopped })
    .where('backend_id', '=', orphan.backend_id)
    .where('name', '=', orphan.name)
    .execute();
}
