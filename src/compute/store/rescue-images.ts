import { sql } from 'kysely';
import type { Page, PageRequest } from '#platform/commands/page';
import { type ChangeOf, columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import { listColumn, readPage } from '#platform/database/list-page';
import type { RescueImageTable } from './schema.ts';
import type { Session } from './session.ts';

export type RescueImageRow = RowOf<RescueImageTable>;
export type RescueImageChanges = ChangeOf<RescueImageTable>;

const rescueImageColumns = columns('rescue_images', [
  'id',
  'name',
  'location',
  'location_type',
  'os_family',
  'os',
  'target_os_family',
  'target_os',
  'is_default',
  'deleted',
  'created',
  'updated',
]);

/** Servers that start from it, or are about to. */
const vms = sql<number>`(select count(*)::int from servers where servers.rescue_image_id = rescue_images.id)`;

/** What the administrator's list can be filtered and ordered by. */
export const listedRescueImageColumns = {
  id: listColumn.number('rescue_images.id'),
  name: listColumn.text('rescue_images.name'),
  location_type: listColumn.text('rescue_images.location_type'),
  location: listColumn.text('rescue_images.location'),
  os_family: listColumn.text('rescue_images.os_family'),
  os: listColumn.text('rescue_images.os'),
  target_os: listColumn.text('rescue_images.target_os'),
  target_os_family: listColumn.text('rescue_images.target_os_family'),
  deleted: listColumn.flag('rescue_images.deleted'),
  is_default: listColumn.flag('rescue_images.is_default'),
  vms_using_image: listColumn.number(vms),
};

/** Media that machines are rescued with. */
export class RescueImageStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  insert(row: NewRowOf<RescueImageTable>): Promise<RescueImageRow> {
    return this.#db
      .insertInto('rescue_images')
      .values(toColumns(row))
      .returning(rescueImageColumns)
      .executeTakeFirstOrThrow();
  }

  find(id: number): Promise<RescueImageRow | undefined> {
    return this.#all().where('id', '=', id).executeTakeFirst();
  }

  /** Locked until the transaction ends. */
  lock(id: number): Promise<RescueImageRow | undefined> {
    return this.#all().where('id', '=', id).forUpdate().executeTakeFirst();
  }

  async update(id: number, changes: RescueImageChanges): Promise<void> {
    await this.#db.updateTable('rescue_images').set(toColumns(changes)).where('id', '=', id).execute();
  }

  /** No image is the default any more. */
  async clearDefault(updated: Date): Promise<void> {
    await this.#db
      .updateTable('rescue_images')
      .set({ is_default: false, updated })
      .where('is_default', '=', true)
      .execute();
  }

  /** The live default image. */
  default(): Promise<RescueImageRow | undefined> {
    return this.#live().where('is_default', '=', true).executeTakeFirst();
  }

  /** The best live image for a system: of its family and name, of its family, or the default one. */
  bestFor({ osFamily, os }: { osFamily: string; os: string }): Promise<RescueImageRow | undefined> {
    const family = sql<boolean>`(${osFamily} <> '' and lower(target_os_family) = lower(${osFamily}))`;
    const exact = sql<boolean>`(${family} and ${os} <> '' and lower(target_os) = lower(${os}))`;
    return this.#live()
      .where(sql<boolean>`(${family} or is_default)`)
      .orderBy(sql`${exact} desc, ${family} desc, target_os = '' desc, id`)
      .limit(1)
      .executeTakeFirst();
  }

  /** A live image that is found there. */
  atLocation(location: string): Promise<RescueImageRow | undefined> {
    return this.#live().where('location', '=', location).orderBy('id').limit(1).executeTakeFirst();
  }

  /** How many servers start from it, or are about to. */
  async uses(id: number): Promise<number> {
    const { count } = await this.#db
      .selectFrom('servers')
      .select((eb) => eb.fn.countAll<bigint>().as('count'))
      .where('rescue_image_id', '=', id)
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  /** One page of the administrator's list. */
  listed(request: PageRequest): Promise<Page<RescueImageRow & { vms: number }>> {
    return readPage(this.#all().select(vms.as('vms')), listedRescueImageColumns, 'rescue_images.id', request);
  }

  #all() {
    return this.#db.selectFrom('rescue_images').select(rescueImageColumns);
  }

  #live() {
    return this.#all().where('deleted', '=', false);
  }
}
