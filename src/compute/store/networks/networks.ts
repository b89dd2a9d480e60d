import type { Page, PageRequest } from '#platform/commands/page';
import { readPage } from '#platform/database/list-page';
import { type Listed, listedNetworkColumns, onlyListed } from './listed.ts';
import { sql } from 'kysely';
import type { Charge } from '#platform/quota/charge';
import type { UsageFilter } from '#platform/quota/differences';
import { type ChangeOf, columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { NetworkTable } from './schema.ts';
import type { Viewer } from '../servers/servers.ts';
import type { Session } from '../session.ts';
import { seenBy } from './seen-by.ts';

export type NetworkRow = RowOf<NetworkTable>;

export const networkColumns = columns('networks', [
  'id',
  'name',
  'type',
  'mode',
  'link',
  'mac_prefix',
  'tags',
  'public',
  'floating_ip_pool',
  'drained',
  'deleted',
  'action',
  'user_id',
  'project',
  'shared_to_project',
  'state',
  'created',
  'updated',
]);

/** Networks of servers. */
export class NetworkStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  insert(row: NewRowOf<NetworkTable>): Promise<NetworkRow> {
    return this.#db
      .insertInto('networks')
      .values(toColumns(row))
      .returning(networkColumns)
      .executeTakeFirstOrThrow();
  }

  async update(id: number, changes: ChangeOf<NetworkTable>): Promise<void> {
    await this.#db.updateTable('networks').set(toColumns(changes)).where('id', '=', id).execute();
  }

  /** What keeps a network from being deleted. */
  async inUse(id: number): Promise<{ ports: boolean; floatingIps: boolean }> {
    const { rows } = await sql<{ ports: boolean; floatingIps: boolean }>`select
      exists (select from ports where network_id = ${id}) as ports,
      exists (select from floating_ips where network_id = ${id} and not deleted) as "floatingIps"`.execute(
      this.#db,
    );
    return rows[0]!;
  }

  /** True when a network stands in no back end any more, or never did. */
  async isGone(id: number): Promise<boolean> {
    const { rows } = await sql`select 1 from backend_networks
      where network_id = ${id} and state <> 'DELETED' limit 1`.execute(this.#db);
    return rows.length === 0;
  }

  /** Networks that are to be deleted and that no back end has any more: the last one that had them was removed. */
  async leftOver(limit: number): Promise<number[]> {
    const { rows } = await sql<{ id: number }>`select id from networks
      where not deleted and action = 'DESTROY' and not exists (
        select from backend_networks where network_id = networks.id and backend_networks.state <> 'DELETED')
      order by id limit ${limit}`.execute(this.#db);
    return rows.map(({ id }) => id);
  }

  /** What private networks and floating IPs are charged with, of all users and projects or of one. */
  async charges({ user, project }: UsageFilter): Promise<Charge[]> {
    const { rows } = await sql<Charge>`
      select "user", project, resource, count(*)::bigint as quantity from (
        select user_id as "user", project, 'cyclades.network.private' as resource from networks
          where not deleted and not public and user_id is not null and project is not null
        union all
        select user_id, project, 'cyclades.floating_ip' from floating_ips where not deleted) held
      where ${user === undefined ? sql`true` : sql`"user" = ${user}`}
        and ${project === undefined ? sql`true` : sql`project = ${project}`}
      group by 1, 2, 3`.execute(this.#db);
    return rows;
  }

  /** Any network, for the administrator. */
  find(id: number): Promise<NetworkRow | undefined> {
    return this.#all().where('id', '=', id).executeTakeFirst();
  }

  /** Bridges or MAC prefixes that live networks have of the cloud's pool. */
  async valuesInUse(kind: 'bridge' | 'mac-prefix'): Promise<string[]> {
    const [column, type] =
      kind === 'bridge' ? (['link', 'PHYSICAL_VLAN'] as const) : (['mac_prefix', 'MAC_FILTERED'] as const);
    const rows = await this.#db
      .selectFrom('networks')
      .select(`${column} as value`)
      .where('type', '=', type)
      .where('deleted', '=', false)
      .execute();
    return rows.map(({ value }) => value);
  }

  /** Addresses of public networks: those that can be given out now, and all. A closed network gives none. */
  async publicAddresses(): Promise<{ free: number; total: number }> {
    const { rows } = await sql<{ free: number; total: number }>`
      select coalesce(sum(c.free) filter (where not n.drained), 0)::integer as free,
        coalesce(sum(p.size), 0)::integer as total
      from networks n join subnets s on s.network_id = n.id join pools p on p.subnet_id = s.id
        cross join lateral (select sum(bit_count(available & reserved)) as free from pool_chunks
          where pool_id = p.id) c
      where n.public and not n.deleted`.execute(this.#db);
    return rows[0]!;
  }

  /** Removes what back ends said of a network that is deleted. */
  async forgetBackends(id: number): Promise<void> {
    await this.#db.deleteFrom('backend_networks').where('network_id', '=', id).execute();
  }

  /** The network that a floating IP is taken of where none is named: the first with a free address, or else the first. */
  async floatingPool(): Promise<number | undefined> {
    const { rows } = await sql<{ id: number }>`
      select n.id from networks n where n.public and n.floating_ip_pool and not n.drained and not n.deleted
        and n.action = 'CREATE' and n.state = 'ACTIVE'
      order by not exists (select from subnets s join pools p on p.subnet_id = s.id
        join pool_chunks c on c.pool_id = p.id where s.network_id = n.id and c.open), n.id
      limit 1`.execute(this.#db);
    return rows[0]?.id;
  }

  /**
   * Networks a viewer sees: public ones, own ones, those of projects. Live ones, or those of `ids`, or what changed since a
   * time, both with deleted ones.
   */
  visible(viewer: Viewer, choice: { ids?: readonly number[]; since?: Date } = {}): Promise<NetworkRow[]> {
    let rows = this.#all().where(seenBy('networks', viewer));
    if (choice.ids !== undefined) rows = rows.where('id', '=', anyOf(choice.ids));
    else if (choice.since !== undefined) rows = rows.where('updated', '>=', choice.since);
    else rows = rows.where('deleted', '=', false);
    return rows.orderBy('id').execute();
  }

  /** All live networks of a kind, by number. */
  live(kind: 'public' | 'private'): Promise<NetworkRow[]> {
    return this.#all()
      .where('public', '=', kind === 'public')
      .where('deleted', '=', false)
      .where('action', '=', 'CREATE')
      .orderBy('id')
      .execute();
  }

  /** All live public networks of one link, for the operator's lists. */
  ofLink(link: string): Promise<NetworkRow[]> {
    return this.#all()
      .where('link', '=', link)
      .where('public', '=', true)
      .where('deleted', '=', false)
      .orderBy('id')
      .execute();
  }

  /** Live networks by number, also those the user does not see: for the operator's own lists and back-end names. */
  byIds(ids: readonly number[]): Promise<NetworkRow[]> {
    return this.#all().where('id', '=', anyOf(ids)).where('deleted', '=', false).execute();
  }

  /**
   * Locks a network for whoever connects something to it: several may at once, but it is neither deleted nor drained
   * meanwhile.
   */
  lockForUse(id: number): Promise<NetworkRow | undefined> {
    return this.#all().where('id', '=', id).forShare().executeTakeFirst();
  }

  /** Locks a network for whoever changes it, until nobody connects anything to it any more. */
  lock(id: number): Promise<NetworkRow | undefined> {
    return this.#all().where('id', '=', id).forUpdate().executeTakeFirst();
  }

  /** One page of the administrator's list, deleted ones instead of live ones where they are asked for. */
  listed(listed: Listed & { onlyPublic?: boolean }, request: PageRequest): Promise<Page<NetworkRow>> {
    const rows = onlyListed(this.#all(), 'networks', listed);
    const chosen = listed.onlyPublic === true ? rows.where('public', '=', true) : rows;
    return readPage(chosen, listedNetworkColumns, 'networks.id', request);
  }

  #all() {
    return this.#db.selectFrom('networks').select(networkColumns);
  }
}

const anyOf = (ids: readonly number[]) => sql<number>`any(${[...ids]}::integer[])`;
