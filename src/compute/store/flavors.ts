import { sql } from 'kysely';
import type { Page, PageRequest } from '#platform/commands/page';
import { type ChangeOf, columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import { listColumn, readPage } from '#platform/database/list-page';
import type { FlavorTable, VolumeTypeTable } from './schema.ts';
import { liveServers } from './servers/listed-servers.ts';
import type { Viewer } from './servers/servers.ts';
import type { Session } from './session.ts';

export type VolumeTypeRow = RowOf<VolumeTypeTable>;
/** A flavor with the template its volume type stands for. */
export type FlavorRow = RowOf<FlavorTable> & { diskTemplate: string };

const flavorColumns = columns('flavors', [
  'id',
  'cpu',
  'ram',
  'disk',
  'volume_type_id',
  'allow_create',
  'public',
  'deleted',
  'specs',
]);
const openTo = (projects: readonly string[]) =>
  sql<boolean>`(flavors.public or exists (select from flavor_access
    where flavor_access.flavor_id = flavors.id and flavor_access.project = any(${[...projects]}::text[])))`;

/** Live servers of each flavor, joined as `lived`. */
const vms = sql<number>`coalesce(lived.vms, 0)`;

/** What the administrator's list of flavors can be filtered and ordered by. */
export const listedFlavorColumns = {
  id: listColumn.number('flavors.id'),
  name: listColumn.text(
    sql`('C' || flavors.cpu || 'R' || flavors.ram || 'D' || flavors.disk || volume_types.disk_template)`,
  ),
  cpu: listColumn.number('flavors.cpu'),
  ram: listColumn.number('flavors.ram'),
  disk: listColumn.number('flavors.disk'),
  template: listColumn.text('volume_types.disk_template'),
  volume_type: listColumn.number('flavors.volume_type_id'),
  allow_create: listColumn.flag('flavors.allow_create'),
  public: listColumn.flag('flavors.public'),
  vms: listColumn.number(vms),
};

const volumeTypeColumns = columns('volume_types', ['id', 'name', 'disk_template', 'deleted']);

/** Sizes of servers, and the volume types of their disks. */
export class FlavorStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  /** Live flavors that everybody may use, or one of these projects. */
  open(projects: readonly string[]): Promise<FlavorRow[]> {
    return this.#all()
      .where(openTo(projects))
      .where('flavors.deleted', '=', false)
      .orderBy('flavors.id')
      .execute();
  }

  /** One page of the administrator's list, with how many live servers have each. */
  listed(deleted: boolean, request: PageRequest): Promise<Page<FlavorRow & { vms: number }>> {
    const rows = this.#all()
      .leftJoin(liveServers(this.#db, 'flavor_id').as('lived'), 'lived.of', 'flavors.id')
      .select(vms.as('vms'))
      .where('flavors.deleted', '=', deleted);
    return readPage(rows, listedFlavorColumns, 'flavors.id', request);
  }

  find(id: number): Promise<FlavorRow | undefined> {
    return this.#all().where('flavors.id', '=', id).executeTakeFirst();
  }

  /** The flavor of a size: there is at most one. */
  ofSize(size: Pick<FlavorRow, 'cpu' | 'ram' | 'disk' | 'volumeTypeId'>): Promise<FlavorRow | undefined> {
    return this.#all()
      .where('flavors.cpu', '=', size.cpu)
      .where('flavors.ram', '=', size.ram)
      .where('flavors.disk', '=', size.disk)
      .where('flavors.volume_type_id', '=', size.volumeTypeId)
      .executeTakeFirst();
  }

  /** A flavor by number, deleted ones too, when the viewer may use it, or has or had a server of it. */
  findVisible({ user, projects }: Viewer, id: number): Promise<FlavorRow | undefined> {
    return this.#all()
      .where('flavors.id', '=', id)
      .where((eb) =>
        eb.or([
          openTo(projects),
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

  /** The flavor, locked until the transaction ends. */
  lock(id: number): Promise<FlavorRow | undefined> {
    return this.#all().where('flavors.id', '=', id).forNoKeyUpdate('flavors').executeTakeFirst();
  }

  async update(id: number, changes: ChangeOf<FlavorTable>): Promise<void> {
    await this.#db.updateTable('flavors').set(toColumns(changes)).where('id', '=', id).execute();
  }

  /** Those of these sizes that are there, deleted ones too. */
  ofSizes(rows: readonly Pick<FlavorRow, 'cpu' | 'ram' | 'disk' | 'volumeTypeId'>[]): Promise<FlavorRow[]> {
    const sizes = JSON.stringify(rows.map(toColumns));
    return this.#all()
      .where(
        sql<boolean>`(cpu, ram, disk, volume_type_id) in (select * from jsonb_to_recordset(${sizes}::jsonb)
          as wanted(cpu integer, ram integer, disk integer, volume_type_id integer))`,
      )
      .execute();
  }

  /** Adds those whose sizes no flavor has yet, and gives them. */
  async insertNew(rows: readonly NewRowOf<FlavorTable>[]): Promise<RowOf<FlavorTable>[]> {
    if (rows.length === 0) return [];
    return this.#db
      .insertInto('flavors')
      .values(rows.map(toColumns))
      .onConflict((conflict) => conflict.columns(['cpu', 'ram', 'disk', 'volume_type_id']).doNothing())
      .returning(flavorColumns)
      .execute();
  }

  /** The volume types of templates, made where they are not there; by template. */
  async ensureVolumeTypes(templates: readonly string[]): Promise<Map<string, VolumeTypeRow>> {
    const names = [...new Set(templates)].sort();
    if (names.length === 0) return new Map();
    await this.#db
      .insertInto('volume_types')
      .values(names.map((name) => ({ name, disk_template: name, deleted: false })))
      .onConflict((conflict) => conflict.column('disk_template').doNothing())
      .execute();
    const rows = await this.#db
      .selectFrom('volume_types')
      .select(volumeTypeColumns)
      .where('disk_template', 'in', names)
      .execute();
    return new Map(rows.map((row) => [row.diskTemplate, row]));
  }

  /** Live volume types of these numbers. */
  async volumeTypes(ids: readonly number[]): Promise<Map<number, VolumeTypeRow>> {
    const rows = await this.#db
      .selectFrom('volume_types')
      .select(volumeTypeColumns)
      .where('id', '=', sql<number>`any(${[...ids]}::integer[])`)
      .where('deleted', '=', false)
      .execute();
    return new Map(rows.map((row) => [row.id, row]));
  }

  #all() {
    return this.#db
      .selectFrom('flavors')
      .innerJoin('volume_types', 'volume_types.id', 'flavors.volume_type_id')
      .select(flavorColumns)
      .select('volume_types.disk_template as diskTemplate');
  }
}
