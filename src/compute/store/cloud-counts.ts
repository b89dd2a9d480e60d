import { sql } from 'kysely';
import type { Session } from './session.ts';

/** Live servers of one kind in one back end. */
export interface ServerCount {
  backendId: number;
  operstate: string;
  cpu: number;
  /** MiB */
  ram: number;
  /** GiB */
  disk: number;
  template: string;
  count: number;
}

export interface NetworkCount {
  type: string;
  state: string;
  count: number;
}

/** Addresses of public networks that give floating IPs. */
export interface AddressCount {
  drained: boolean;
  networks: number;
  total: number;
  free: number;
}

/** How much of everything the cloud has. */
export class CloudCountStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  /** Of one back end where it is given. */
  async servers(backend?: number): Promise<ServerCount[]> {
    const { rows } = await sql<ServerCount>`
      select s.backend_id as "backendId", s.operstate, f.cpu, f.ram, f.disk, t.disk_template as template,
        count(*)::integer as count
      from servers s join flavors f on f.id = s.flavor_id join volume_types t on t.id = f.volume_type_id
      where not s.deleted and ${backend === undefined ? sql`true` : sql`s.backend_id = ${backend}`}
      group by 1, 2, 3, 4, 5, 6`.execute(this.#db);
    return rows;
  }

  async networks(): Promise<NetworkCount[]> {
    const { rows } = await sql<NetworkCount>`
      select type, state, count(*)::integer as count from networks where not deleted group by 1, 2`.execute(
      this.#db,
    );
    return rows;
  }

  /** The highest numbers that a server and a network were ever given, and how many servers run. */
  async ever(): Promise<{ servers: number; networks: number; active: number }> {
    const { rows } = await sql<{ servers: number; networks: number; active: number }>`
      select coalesce((select max(id) from servers), 0) as servers, coalesce((select max(id) from networks), 0) as networks,
        (select count(*)::integer from servers where not deleted and operstate = 'STARTED') as active`.execute(
      this.#db,
    );
    return rows[0]!;
  }

  async addresses(): Promise<AddressCount[]> {
    const { rows } = await sql<AddressCount>`
      with ranges as (
        select n.id, n.drained, p.id as pool, p.size from networks n
        join subnets s on s.network_id = n.id and not s.deleted join pools p on p.subnet_id = s.id
        where n.public and n.floating_ip_pool and not n.deleted),
      free as (
        select c.pool_id, sum(bit_count(c.available & c.reserved)) as free
        from pool_chunks c join ranges r on r.pool = c.pool_id group by 1)
      select r.drained, count(distinct r.id)::integer as networks, coalesce(sum(r.size), 0)::integer as total,
        coalesce(sum(f.free), 0)::integer as free
      from ranges r left join free f on f.pool_id = r.pool group by 1`.execute(this.#db);
    return rows;
  }
}
