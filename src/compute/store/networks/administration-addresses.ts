import { sql } from 'kysely';
import type { Session } from '../session.ts';

/** Which addresses in use are wanted: what is undefined asks nothing. */
export interface AddressesQuery {
  /** The whole address, or what it begins with. */
  match: string | undefined;
  network: number | undefined;
  /** Who holds it. */
  owner: string | undefined;
  /** Floating IPs, or all others. */
  floating: boolean | undefined;
  offset: number;
  limit: number;
}

export interface AdministeredAddressRow {
  address: string;
  networkId: number;
  networkName: string;
  public: boolean;
  floatingIpId: number | null;
  portId: number | null;
  serverId: number | null;
  serverName: string | null;
  userId: string;
  project: string | null;
  created: Date;
}

/** Of whose history: of an address, of a server, or of both; what overlaps with a span of time. */
export interface HoldingsQuery {
  address: string | undefined;
  server: number | undefined;
  from: Date | undefined;
  until: Date | undefined;
  offset: number;
  limit: number;
}

export interface HoldingRow {
  id: bigint;
  address: string;
  networkId: number;
  serverId: number;
  serverName: string;
  userId: string;
  from: Date;
  until: Date | null;
  reason: string;
  endReason: string;
}

/** Addresses of all users, as administrators see them. */
export class AdministeredAddressStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  /** Addresses in use, by address, and how many there are. */
  async list(wanted: AddressesQuery): Promise<{ rows: AdministeredAddressRow[]; total: number }> {
    const { match, network, owner, floating } = wanted;
    const from = sql`from addresses a join networks n on n.id = a.network_id
      left join floating_ips f on f.id = a.floating_ip_id
      left join ports p on p.id = a.port_id
      left join servers s on s.id = p.server_id
      where ${match === undefined ? sql`true` : sql`starts_with(host(a.address), ${match})`}
        and ${network === undefined ? sql`true` : sql`a.network_id = ${network}`}
        and ${owner === undefined ? sql`true` : sql`coalesce(f.user_id, p.user_id) = ${owner}`}
        and ${floating === undefined ? sql`true` : sql`(a.floating_ip_id is not null) = ${floating}`}`;
    const [{ rows }, total] = await Promise.all([
      sql<AdministeredAddressRow>`select host(a.address) as address, a.network_id as "networkId",
          n.name as "networkName", n.public, a.floating_ip_id as "floatingIpId", a.port_id as "portId",
          p.server_id as "serverId", s.name as "serverName", coalesce(f.user_id, p.user_id) as "userId",
          coalesce(f.project, s.project) as project, a.created
        ${from} order by a.address, a.network_id offset ${wanted.offset} limit ${wanted.limit}`.execute(
        this.#db,
      ),
      sql<{ total: number }>`select count(*)::integer as total ${from}`.execute(this.#db),
    ]);
    return { rows, total: total.rows[0]!.total };
  }

  /**
   * Which servers had an address, or which addresses a server had, the newest first. What comes next in the log of an
   * address in its network ends what was: that it was taken away, or, where a log has lost that, that another got it.
   */
  async holdings(wanted: HoldingsQuery): Promise<{ rows: HoldingRow[]; total: number }> {
    const { address, server, from, until } = wanted;
    const held = sql`from address_history a join servers s on s.id = a.server_id
      left join lateral (select created, reason from address_history later
        where later.address = a.address and later.network_id = a.network_id and later.id > a.id
        order by later.id limit 1) e on true
      where a.action = 'associate'
        and ${address === undefined ? sql`true` : sql`a.address = ${address}::inet`}
        and ${server === undefined ? sql`true` : sql`a.server_id = ${server}`}
        and ${until === undefined ? sql`true` : sql`a.created < ${until}`}
        and ${from === undefined ? sql`true` : sql`(e.created is null or e.created >= ${from})`}`;
    const [{ rows }, total] = await Promise.all([
      sql<HoldingRow>`select a.id, host(a.address) as address, a.network_id as "networkId",
          a.server_id as "serverId", s.name as "serverName", a.user_id as "userId", a.created as "from",
          e.created as until, a.reason, coalesce(e.reason, '') as "endReason"
        ${held} order by a.id desc offset ${wanted.offset} limit ${wanted.limit}`.execute(this.#db),
      sql<{ total: number }>`select count(*)::integer as total ${held}`.execute(this.#db),
    ]);
    return { rows, total: total.rows[0]!.total };
  }
}
