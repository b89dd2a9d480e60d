import type { Insertable, Selectable } from 'kysely';
import { sql } from 'kysely';
import type { FlavorTable, VolumeTypeTable } from './schema.ts';
import type { Session } from './servers/servers.ts';

export type VolumeTypeRow = Selectable<VolumeTypeTable>;
/** A flavor with the template its volume type stands for. */
export type FlavorRow = Selectable<FlavorTable> & { disk_template: string };

const flavorsWithType = (db: Session) =>
  db
    .selectFrom('flavors')
    .innerJoin('volume_types', 'volume_types.id', 'flavors.volume_type_id')
    .selectAll('flavors')
    .select('volume_types.disk_template');

/** Flavors that anybody may see, live ones. */
export async function openFlavors(db: Session): Promise<FlavorRow[]> {
  return flavorsWithType(db)
    .where('flavors.public', '=', true)
    .where('flavors.deleted', '=', false)
    .orderBy('flavors.id')
    .execute();
}

/** Every flavor, for the administrator. */
export async function allFlavors(db: Session, deleted: boolean): Promise<FlavorRow[]> {
  return flavorsWithType(db).where('flavors.deleted', '=', deleted).orderBy('flavors.id').execute();
}

/** A flavor by number, deleted ones too, when it is public or the user has or had a server of it. */
export async function findVisibleFlavor(
  db: Session,
  user: string,
  id: number,
): Promise<FlavorRow | undefined> {
  return flavorsWithType(db)
    .where('flavors.id', '=', id)
    .where((eb) =>
      eb.or([
        eb('flavors.public', '=', true),
        eb.exists(
          eb
            .selectFrom('servers')
            .select('servers.id')
            .where('servers.user_id', '=', user)
            .whereRef('servers.flavor_id', '=', 'flavors.id'),
        ),
      ]),
    )
    .executeTakeFirst();
}

export async function findFlavor(db: Session, id: number): Promise<FlavorRow | undefined> {
  return flavorsWithType(db).where('flavors.id', '=', id).executeTakeFirst();
}

/** Adds the flavor unless there is one of these sizes; undefined when there was. */
export async function insertFlavor(tx: Session, row: Insertable<FlavorTable>): Promise<number | undefined> {
  const added = await tx
    .insertInto('flavors')
    .values(row)
    .onConflict((conflict) => conflict.columns(['cpu', 'ram', 'disk', 'volume_type_id']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return added?.id;
}

/** The volume type of a template, made when it is not there. */
export async function ensureVolumeType(tx: Session, template: string): Promise<VolumeTypeRow> {
  await tx
    .insertInto('volume_types')
    .values({ name: template, disk_template: template, deleted: false })
    .onConflict((conflict) => conflict.column('disk_template').doNothing())
    .execute();
  return tx
    .selectFrom('volume_types')
    .selectAll()
    .where('disk_template', '=', template)
    .executeTakeFirstOrThrow();
}

export async function findVolumeType(db: Session, id: number): Promise<VolumeTypeRow | undefined> {
  return db
    .selectFrom('volume_types')
    .selectAll()
    .where('id', '=', id)
    .where('deleted', '=', false)
    .executeTakeFirst();
}

/** Live servers of each flavor. */
export async function serversPerFlavor(db: Session): Promise<Map<number, number>> {
  const rows = await db
    .selectFrom('servers')
    .select(['flavor_id', sql<bigint>`count(*)`.as('count')])
    .where('deleted', '=', false)
    .groupBy('flavor_id')
    .execute();
  return new Map(rows.map((row) => [row.flavor_id, Number(row.count)]));
}
