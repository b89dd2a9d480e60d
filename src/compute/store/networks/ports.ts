import { sql } from 'kysely';
import type { Page, PageRequest } from '#platform/commands/page';
import { readPage } from '#platform/database/list-page';
import { type ChangeOf, columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { PortTable } from '../schema.ts';
import { visibleTo, type Viewer } from '../servers/servers.ts';
import type { Session } from '../session.ts';
import { listedPortColumns } from './listed.ts';

export type PortRow = RowOf<PortTable>;
/** What a back end says of a card of a machine. */
export interface FoundPort {
  id: number;
  index: number;
  mac: string | null;
  ipv4: string | null;
  ipv6: string | null;
  firewall: string | null;
  forward: PortRow['forward'];
}

/** Which ports the administrator asks for. */
export interface ListedPorts {
  user?: string | undefined;
  server?: number | undefined;
  /** Those in public networks alone. */
  isPublic: boolean;
}

export const portColumns = columns('ports', [
  'id',
  'name',
  'network_id',
  'server_id',
  'user_id',
  'index',
  'state',
  'mac',
  'ipv4',
  'ipv6',
  'firewall',
  'forward',
  'created',
  'updated',
]);

/** Places of servers in networks. */
export class PortStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  async insert(rows: NewRowOf<PortTable>[]): Promise<PortRow[]> {
    if (rows.length === 0) return [];
    return this.#db.insertInto('ports').values(rows.map(toColumns)).returning(portColumns).execute();
  }

  /** Any port, for the administrator. */
  find(id: number): Promise<PortRow | undefined> {
    return this.#db.selectFrom('ports').select(portColumns).where('id', '=', id).executeTakeFirst();
  }

  /** One page of the administrator's list. */
  listed({ user, server, isPublic }: ListedPorts, request: PageRequest): Promise<Page<PortRow>> {
    let rows = this.#db.selectFrom('ports').select(portColumns);
    if (user !== undefined) rows = rows.where('ports.user_id', '=', user);
    if (server !== undefined) rows = rows.where('ports.server_id', '=', server);
    if (isPublic)
      rows = rows.where('ports.network_id', 'in', (eb) =>
        eb.selectFrom('networks').select('networks.id').where('networks.public', '=', true),
      );
    return readPage(rows, listedPortColumns, 'ports.id', request);
  }

  /** How many ports a network has. */
  async countOf(network: number): Promise<number> {
    const { count } = await this.#db
      .selectFrom('ports')
      .select((eb) => eb.fn.countAll<bigint>().as('count'))
      .where('network_id', '=', network)
      .executeTakeFirstOrThrow();
    return Number(count);
  }

  of(server: number): Promise<PortRow[]> {
    return this.#db
      .selectFrom('ports')
      .select(portColumns)
      .where('server_id', '=', server)
      .orderBy('index')
      .execute();
  }

  /** Makes ports active, as their cards were found. */
  async activate(found: readonly FoundPort[], updated: Date): Promise<void> {
    if (found.length === 0) return;
    await sql`update ports set state = 'ACTIVE', index = f.index, mac = f.mac, ipv4 = f.ipv4, ipv6 = f.ipv6,
        firewall = f.firewall, forward = f.forward, updated = ${updated}
      from jsonb_to_recordset(${JSON.stringify(found)}::jsonb)
        as f(id integer, index integer, mac text, ipv4 text, ipv6 text, firewall text, forward jsonb)
      where ports.id = f.id`.execute(this.#db);
  }

  /** One at a time makes a port without a server for this user, until the transaction ends: so they can be counted. */
  async lockFreeOf(user: string): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtextextended(${`free-ports:${user}`}, 0))`.execute(this.#db);
  }

  /** How many ports of a user wait for a server. */
  async countFree(user: string): Promise<number> {
    const { count } = await this.#db
      .selectFrom('ports')
      .select(sql<number>`count(*)::integer`.as('count'))
      .where('user_id', '=', user)
      .where('server_id', 'is', null)
      .executeTakeFirstOrThrow();
    return count;
  }

  async setIpv4(port: number, ipv4: string): Promise<void> {
    await this.#db.updateTable('ports').set({ ipv4 }).where('id', '=', port).execute();
  }

  async setStateOf(server: number, state: string, updated: Date): Promise<void> {
    await this.#db.updateTable('ports').set({ state, updated }).where('server_id', '=', server).execute();
  }

  async update(id: number, changes: ChangeOf<PortTable>): Promise<void> {
    await this.#db.updateTable('ports').set(toColumns(changes)).where('id', '=', id).execute();
  }

  async remove(ids: readonly number[]): Promise<void> {
    if (ids.length === 0) return;
    await this.#db.deleteFrom('ports').where('id', '=', anyOf(ids)).execute();
  }

  /** Locks a port until the transaction ends. Its server is locked before it. */
  lock(id: number): Promise<PortRow | undefined> {
    return this.#db
      .selectFrom('ports')
      .select(portColumns)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst();
  }

  /**
   * Ports that a viewer sees: own ones, those of servers, of networks of users and of floating IPs that he sees. All, or
   * one by number, those of some networks, or what changed since a time.
   */
  visible(
    viewer: Viewer,
    choice: { id?: number; networks?: readonly number[]; since?: Date | undefined } = {},
  ): Promise<PortRow[]> {
    let rows = this.#db
      .selectFrom('ports')
      .select(portColumns)
      .where((eb) =>
        eb.or([
          eb.val(viewer.administrator === true),
          eb('ports.user_id', '=', viewer.user),
          eb('ports.server_id', 'in', eb.selectFrom('servers').select('id').where(visibleTo(viewer))),
          eb('ports.network_id', 'in', ownNetworks(this.#db, viewer)),
          eb('ports.id', 'in', portsOfFloatingIps(this.#db, viewer)),
        ]),
      );
    if (choice.id !== undefined) rows = rows.where('ports.id', '=', choice.id);
    if (choice.networks !== undefined) rows = rows.where('ports.network_id', '=', anyOf(choice.networks));
    if (choice.since !== undefined) rows = rows.where('ports.updated', '>=', choice.since);
    return rows.orderBy('ports.id').execute();
  }
}

const anyOf = (ids: readonly number[]) => sql<number>`any(${[...ids]}::integer[])`;

const projectsOf = ({ projects }: Viewer) => sql<string>`any(${[...projects]}::text[])`;

function ownNetworks(db: Session, viewer: Viewer) {
  return db
    .selectFrom('networks')
    .select('id')
    .where('public', '=', false)
    .where((eb) =>
      eb.or([
        eb('user_id', '=', viewer.user),
        eb.and([eb('shared_to_project', '=', true), eb('project', '=', projectsOf(viewer))]),
      ]),
    );
}

function portsOfFloatingIps(db: Session, viewer: Viewer) {
  return db
    .selectFrom('floating_ips')
    .innerJoin('addresses', 'addresses.floating_ip_id', 'floating_ips.id')
    .select('addresses.port_id')
    .where('floating_ips.deleted', '=', false)
    .where('addresses.port_id', 'is not', null)
    .where((eb) =>
      eb.or([
        eb('floating_ips.user_id', '=', viewer.user),
        eb.and([
          eb('floating_ips.shared_to_project', '=', true),
          eb('floating_ips.project', '=', projectsOf(viewer)),
        ]),
      ]),
    );
}
