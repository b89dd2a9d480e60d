import { type Insertable, type Selectable, sql } from 'kysely';
import type { BackendTable } from '../schema.ts';
import type { Session } from '../servers/servers.ts';

export type BackendRow = Selectable<BackendTable>;
/** What a back end says of itself. */
export type BackendFigures = Pick<
  BackendRow,
  'mfree' | 'mtotal' | 'dfree' | 'dtotal' | 'pinst_cnt' | 'ctotal' | 'disk_templates' | 'figures_at'
>;

/** So many servers of one size: memory in MiB, disk in GiB. */
export interface UnseenServers {
  backend_id: number;
  ram: number;
  disk: number;
  disk_template: string;
  count: number;
}

const openOnes = (db: Session) =>
  db
    .selectFrom('backends')
    .selectAll()
    .where('offline', '=', false)
    .where('drained', '=', false)
    .where('public', '=', true);

export async function allBackends(db: Session): Promise<BackendRow[]> {
  return db.selectFrom('backends').selectAll().orderBy('id').execute();
}

/** Back ends that may get new servers, locked, by cluster name: the order that keeps two creations from a deadlock. */
export async function lockOpenBackends(tx: Session): Promise<BackendRow[]> {
  return openOnes(tx).orderBy('clustername').forNoKeyUpdate().execute();
}

/** The same, as they are now. */
export async function openBackends(db: Session): Promise<BackendRow[]> {
  return openOnes(db).orderBy('clustername').execute();
}

/** Live servers that the figures of their back ends do not hold yet, counted by size. */
export async function unseenServers(db: Session): Promise<UnseenServers[]> {
  return db
    .selectFrom('servers')
    .innerJoin('backends', 'backends.id', 'servers.backend_id')
    .innerJoin('flavors', 'flavors.id', 'servers.flavor_id')
    .innerJoin('volume_types', 'volume_types.id', 'flavors.volume_type_id')
    .where('servers.deleted', '=', false)
    .where((eb) =>
      eb.or([
        eb('servers.operstate', '=', 'BUILD'),
        eb('servers.created', '>', eb.ref('backends.figures_at')),
      ]),
    )
    .groupBy(['servers.backend_id', 'flavors.ram', 'flavors.disk', 'volume_types.disk_template'])
    .select((eb) => [
      'servers.backend_id',
      'flavors.ram',
      'flavors.disk',
      'volume_types.disk_template',
      eb.cast<number>(eb.fn.countAll(), 'integer').as('count'),
    ])
    .execute();
}

export async function findBackend(db: Session, id: number): Promise<BackendRow | undefined> {
  return db.selectFrom('backends').selectAll().where('id', '=', id).executeTakeFirst();
}

/** The back end, locked until the transaction ends. */
export async function lockBackend(tx: Session, id: number): Promise<BackendRow | undefined> {
  return tx.selectFrom('backends').selectAll().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
}

/** Keeps others from adding a back end until the transaction ends: names and indexes are given once. */
export async function lockBackendTable(tx: Session): Promise<void> {
  await sql`lock table backends in share row exclusive mode`.execute(tx);
}

export async function findBackendByName(db: Session, clustername: string): Promise<BackendRow | undefined> {
  return db.selectFrom('backends').selectAll().where('clustername', '=', clustername).executeTakeFirst();
}

export async function insertBackend(tx: Session, row: Insertable<BackendTable>): Promise<BackendRow> {
  return tx.insertInto('backends').values(row).returningAll().executeTakeFirstOrThrow();
}

export async function updateBackend(
  tx: Session,
  id: number,
  changes: Partial<Omit<BackendRow, 'id'>>,
): Promise<void> {
  await tx.updateTable('backends').set(changes).where('id', '=', id).execute();
}

/** Writes figures, unless newer ones stand there. */
export async function updateFigures(db: Session, id: number, figures: BackendFigures): Promise<void> {
  await db
    .updateTable('backends')
    .set({ ...figures, updated: figures.figures_at })
    .where('id', '=', id)
    .where('figures_at', '<=', figures.figures_at)
    .execute();
}

/** Live servers of each back end. */
export async function serversPerBackend(db: Session): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('servers')
    .select(['backend_id', sql<bigint>`count(*)`.as('count')])
    .where('deleted', '=', false)
    .groupBy('backend_id')
    .execute();
  return new Map(rows.map((row) => [row.backend_id, Number(row.count)]));
}
