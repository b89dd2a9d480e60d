import { sql } from 'kysely';
import type { NetworkType } from '#contract/network-words';
import type { Session } from '../session.ts';
import { networkColumns, type NetworkRow } from './networks.ts';

/** Which networks of the cloud are wanted: what is undefined asks nothing. */
export interface NetworksQuery {
  /** Part of the name in any case, the number, or the bridge. */
  match: string | undefined;
  owner: string | undefined;
  project: string | undefined;
  type: NetworkType | undefined;
  public: boolean | undefined;
  drained: boolean | undefined;
  /** Deleted ones instead of live ones. */
  deleted: boolean;
  order: 'created' | 'name';
  /** The other way round. */
  down: boolean;
  offset: number;
  limit: number;
}

/** What a network has. */
export interface NetworkFigures {
  cidrs: string[];
  ports: number;
  size: number;
  free: number;
  reserved: number;
  cooling: number;
}

/** Networks of all users, as administrators see them. */
export class AdministeredNetworkStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  /** A part of the list, the newest first or by name, and how long the whole is. */
  async list(wanted: NetworksQuery): Promise<{ rows: NetworkRow[]; total: number }> {
    const { match, owner, project, type, drained, order, down } = wanted;
    let query = this.#db.selectFrom('networks').where('networks.deleted', '=', wanted.deleted);
    if (owner !== undefined) query = query.where('networks.user_id', '=', owner);
    if (project !== undefined) query = query.where('networks.project', '=', project);
    if (type !== undefined) query = query.where('networks.type', '=', type);
    if (wanted.public !== undefined) query = query.where('networks.public', '=', wanted.public);
    if (drained !== undefined) query = query.where('networks.drained', '=', drained);
    if (match !== undefined)
      query = query.where(
        sql<boolean>`(position(${match.toLowerCase()} in lower(networks.name)) > 0
          or networks.id::text = ${match} or networks.link = ${match})`,
      );
    const by = order === 'name' ? 'networks.name' : 'networks.id';
    const direction = (order === 'name') === down ? 'desc' : 'asc';
    const [rows, { total }] = await Promise.all([
      query
        .select(networkColumns)
        .orderBy(by, direction)
        .orderBy('networks.id')
        .offset(wanted.offset)
        .limit(wanted.limit)
        .execute(),
      query.select(sql<number>`count(*)::integer`.as('total')).executeTakeFirstOrThrow(),
    ]);
    return { rows, total };
  }

  /** What each of some networks has, in one query. */
  async figures(ids: readonly number[]): Promise<Map<number, NetworkFigures>> {
    const { rows } = await sql<NetworkFigures & { id: number }>`
      select n.id,
        array(select s.cidr::text from subnets s where s.network_id = n.id order by s.ip_version) as cidrs,
        (select count(*)::integer from ports where network_id = n.id) as ports,
        coalesce(p.size, 0) as size, coalesce(p.free, 0) as free, coalesce(p.reserved, 0) as reserved,
        coalesce(p.cooling, 0) as cooling
      from unnest(${[...ids]}::integer[]) as n(id), lateral (
        select sum(pools.size)::integer as size, sum(c.free)::integer as free, sum(c.reserved)::integer as reserved,
          sum((select count(*) from cooling_values v where v.pool_id = pools.id))::integer as cooling
        from subnets s join pools on pools.subnet_id = s.id, lateral (
          select sum(bit_count(available & reserved)) as free, sum(bit_count(~reserved)) as reserved
          from pool_chunks where pool_id = pools.id) c
        where s.network_id = n.id) p`.execute(this.#db);
    return new Map(rows.map(({ id, ...figures }) => [id, figures]));
  }
}
