import { sql } from 'kysely';
import type { Session } from '../session.ts';
import type { PoolRow } from './pools.ts';

/** Which pools are wanted: what is undefined asks nothing. */
export interface PoolsQuery {
  kind: PoolRow['kind'] | undefined;
  network: number | undefined;
  /** Ranges of public networks, or of private ones; pools of the whole cloud are neither. */
  public: boolean | undefined;
  order: 'id' | 'fullest';
  offset: number;
  limit: number;
}

/** A pool, what is in it, and the network that it is of. */
export interface AdministeredPoolRow extends PoolRow {
  networkId: number | null;
  networkName: string | null;
  cidr: string | null;
  public: boolean | null;
  free: number;
  reserved: number;
  cooling: number;
}

/** Pools of the cloud and of all networks, as administrators see them. */
export class AdministeredPoolStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  /** A part of the list, and how long the whole is. By number only the pools of the page are counted. */
  async list(wanted: PoolsQuery): Promise<{ rows: AdministeredPoolRow[]; total: number }> {
    const { kind, network, order } = wanted;
    const from = sql`from pools p left join subnets s on s.id = p.subnet_id
      left join networks n on n.id = s.network_id`;
    const chosen = sql`where ${kind === undefined ? sql`true` : sql`p.kind = ${kind}`}
      and ${network === undefined ? sql`true` : sql`n.id = ${network}`}
      and ${wanted.public === undefined ? sql`true` : sql`n.public = ${wanted.public}`}`;
    const by = order === 'id' ? sql`p.id` : sql`c.free::float / p.size, p.id`;
    const [{ rows }, total] = await Promise.all([
      sql<AdministeredPoolRow>`select p.id, p.kind, p.subnet_id as "subnetId", p.base, p."offset", p.size,
          n.id as "networkId", n.name as "networkName", s.cidr::text as cidr, n.public,
          c.free::integer as free, c.reserved::integer as reserved, c.cooling::integer as cooling
        ${from}, lateral (
          select coalesce(sum(bit_count(available & reserved)), 0) as free,
            coalesce(sum(bit_count(~reserved)), 0) as reserved,
            (select count(*) from cooling_values v where v.pool_id = p.id) as cooling
          from pool_chunks where pool_id = p.id) c
        ${chosen} order by ${by} offset ${wanted.offset} limit ${wanted.limit}`.execute(this.#db),
      sql<{ total: number }>`select count(*)::integer as total ${from} ${chosen}`.execute(this.#db),
    ]);
    return { rows, total: total.rows[0]!.total };
  }
}
