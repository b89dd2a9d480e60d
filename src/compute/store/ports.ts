import type { Insertable, Selectable, Updateable } from 'kysely';
import type { NetworkTable, PortTable, VolumeTable } from './schema.ts';
import type { PortRow, Session } from './servers/servers.ts';

export type NetworkRow = Selectable<NetworkTable>;
export type VolumeRow = Selectable<VolumeTable>;

export async function insertPorts(tx: Session, rows: Insertable<PortTable>[]): Promise<PortRow[]> {
  if (rows.length === 0) return [];
  return tx.insertInto('ports').values(rows).returningAll().execute();
}

export async function portsOf(db: Session, server: number): Promise<PortRow[]> {
  return db.selectFrom('ports').selectAll().where('server_id', '=', server).orderBy('index').execute();
}

export async function updatePort(tx: Session, id: number, changes: Updateable<PortTable>): Promise<void> {
  await tx.updateTable('ports').set(changes).where('id', '=', id).execute();
}

export async function removePortsOf(tx: Session, server: number): Promise<void> {
  await tx.deleteFrom('ports').where('server_id', '=', server).execute();
}

export async function removePort(tx: Session, id: number): Promise<void> {
  await tx.deleteFrom('ports').where('id', '=', id).execute();
}

export async function setStateOfPorts(
  tx: Session,
  server: number,
  state: string,
  updated: Date,
): Promise<void> {
  await tx.updateTable('ports').set({ state, updated }).where('server_id', '=', server).execute();
}

export async function insertVolume(tx: Session, row: Insertable<VolumeTable>): Promise<VolumeRow> {
  return tx.insertInto('volumes').values(row).returningAll().executeTakeFirstOrThrow();
}

export async function volumesOf(db: Session, server: number): Promise<VolumeRow[]> {
  return db
    .selectFrom('volumes')
    .selectAll()
    .where('server_id', '=', server)
    .where('deleted', '=', false)
    .orderBy('index')
    .execute();
}

export async function setStatusOfVolumes(
  tx: Session,
  server: number,
  status: string,
  updated: Date,
): Promise<void> {
  await tx
    .updateTable('volumes')
    .set({ status, updated })
    .where('server_id', '=', server)
    .where('deleted', '=', false)
    .execute();
}

/** The volumes went with their server. */
export async function removeVolumesOf(tx: Session, server: number, updated: Date): Promise<void> {
  await tx
    .updateTable('volumes')
    .set({ status: 'DELETED', deleted: true, server_id: null, updated })
    .where('server_id', '=', server)
    .execute();
}

export async function insertNetwork(tx: Session, row: Insertable<NetworkTable>): Promise<NetworkRow> {
  return tx.insertInto('networks').values(row).returningAll().executeTakeFirstOrThrow();
}

/** Networks a viewer sees: public ones, own ones, those of projects. */
export async function visibleNetworks(
  db: Session,
  viewer: { user: string; projects: readonly string[] },
  choice: { id?: number; since?: Date } = {},
): Promise<NetworkRow[]> {
  let rows = db
    .selectFrom('networks')
    .selectAll()
    .where((eb) =>
      eb.or([
        eb('public', '=', true),
        eb('user_id', '=', viewer.user),
        ...(viewer.projects.length === 0
          ? []
          : [eb.and([eb('shared_to_project', '=', true), eb('project', 'in', [...viewer.projects])])]),
      ]),
    );
  if (choice.id !== undefined) rows = rows.where('id', '=', choice.id);
  else if (choice.since !== undefined) rows = rows.where('updated', '>=', choice.since);
  else rows = rows.where('deleted', '=', false);
  return rows.orderBy('id').execute();
}

/** All live networks of one link, for the operator's lists. */
export async function networksOfLink(db: Session, link: string): Promise<NetworkRow[]> {
  return db
    .selectFrom('networks')
    .selectAll()
    .where('link', '=', link)
    .where('public', '=', true)
    .where('deleted', '=', false)
    .orderBy('id')
    .execute();
}

/** Live networks by number, also those the user does not see: for the operator's own lists and back-end names. */
export async function networksById(db: Session, ids: readonly number[]): Promise<NetworkRow[]> {
  if (ids.length === 0) return [];
  return db
    .selectFrom('networks')
    .selectAll()
    .where('id', 'in', [...ids])
    .where('deleted', '=', false)
    .execute();
}
