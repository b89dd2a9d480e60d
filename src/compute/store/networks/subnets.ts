import { sql } from 'kysely';
import type { Page, PageRequest } from '#platform/commands/page';
import { readPage } from '#platform/database/list-page';
import { type ChangeOf, columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { Session } from '../session.ts';
import type { Viewer } from '../servers/servers.ts';
import type { NetworkTable, SubnetTable } from './schema.ts';
import { type Listed, listedSubnetColumns, onlyListed } from './listed.ts';
import { seenBy } from './seen-by.ts';

export type SubnetRow = RowOf<SubnetTable>;
/** A subnet with what its network says of it. */
export type OwnedSubnetRow = SubnetRow & Pick<RowOf<NetworkTable>, 'userId' | 'project' | 'public'>;

const subnetColumns = columns('subnets', [
  'id',
  'network_id',
  'name',
  'ip_version',
  'cidr',
  'gateway',
  'dhcp',
  'dns_nameservers',
  'host_routes',
  'deleted',
  'created',
  'updated',
]);

/** Ranges of addresses of networks: at most one of each version in each. */
export class SubnetStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  insert(row: NewRowOf<SubnetTable>): Promise<SubnetRow> {
    return this.#db
      .insertInto('subnets')
      .values(toColumns(row))
      .returning(subnetColumns)
      .executeTakeFirstOrThrow();
  }

  /** The subnets of networks, deleted ones included: they are deleted with their networks. */
  ofNetworks(networks: readonly number[]): Promise<SubnetRow[]> {
    return this.#db
      .selectFrom('subnets')
      .select(subnetColumns)
      .where('network_id', '=', sql<number>`any(${[...networks]}::integer[])`)
      .orderBy('id')
      .execute();
  }

  async update(id: number, changes: ChangeOf<SubnetTable>): Promise<void> {
    await this.#db.updateTable('subnets').set(toColumns(changes)).where('id', '=', id).execute();
  }

  /** A network goes, and its subnets with it. */
  async removeOf(network: number, updated: Date): Promise<void> {
    await this.#db
      .updateTable('subnets')
      .set({ deleted: true, updated })
      .where('network_id', '=', network)
      .execute();
  }

  /** Those of networks that a viewer sees: live ones, one by number, or what changed since a time, both with deleted ones. */
  visible(
    viewer: Viewer,
    { id, since }: { id?: number; since?: Date | undefined },
  ): Promise<OwnedSubnetRow[]> {
    const rows = this.#owned().where(seenBy('networks', viewer));
    const chosen =
      id !== undefined
        ? rows.where('subnets.id', '=', id)
        : since !== undefined
          ? rows.where('subnets.updated', '>=', since)
          : rows.where('subnets.deleted', '=', false);
    return chosen.orderBy('subnets.id').execute();
  }

  /** True once a network was made in any back end. */
  async isRealised(network: number): Promise<boolean> {
    const row = await this.#db
      .selectFrom('backend_networks')
      .select('backend_id')
      .where('network_id', '=', network)
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** True when a public network has addresses of this range: nobody could tell them apart. */
  async overlapsPublic(cidr: string): Promise<boolean> {
    const { rows } = await sql`select 1 from subnets join networks on networks.id = subnets.network_id
      where networks.public and not subnets.deleted and subnets.cidr && ${cidr}::cidr limit 1`.execute(
      this.#db,
    );
    return rows.length > 0;
  }

  /** One page of the administrator's list, deleted ones instead of live ones where they are asked for. */
  listed(
    { version, dhcp, isPublic, ...listed }: Listed & { version?: 4 | 6; dhcp: boolean; isPublic: boolean },
    request: PageRequest,
  ): Promise<Page<OwnedSubnetRow>> {
    let rows = onlyListed(this.#owned(), 'networks', listed);
    if (version !== undefined) rows = rows.where('subnets.ip_version', '=', version);
    if (dhcp) rows = rows.where('subnets.dhcp', '=', true);
    if (isPublic) rows = rows.where('networks.public', '=', true);
    return readPage(rows, listedSubnetColumns, 'subnets.id', request);
  }

  /** Any one, for the administrator. */
  find(id: number): Promise<OwnedSubnetRow | undefined> {
    return this.#owned().where('subnets.id', '=', id).executeTakeFirst();
  }

  #owned() {
    return this.#db
      .selectFrom('subnets')
      .innerJoin('networks', 'networks.id', 'subnets.network_id')
      .select([
        ...subnetColumns,
        'networks.user_id as userId',
        'networks.project as project',
        'networks.public as public',
      ]);
  }
}
