import { sql } from 'kysely';
import type { OperState } from './schema.ts';
import type { Session } from './session.ts';

interface ServerHolding {
  id: number;
  user: string;
  project: string;
  backend: number;
  operstate: OperState;
  size: { cpu: number; ramMib: number; diskGib: number };
  busy: boolean;
}

interface IpHolding {
  id: number;
  user: string;
  project: string;
}

/** What projects have that can be taken from them. */
export class EnforcementStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  /** Live servers that are charged to these projects. */
  async servers(projects: readonly string[]): Promise<ServerHolding[]> {
    const { rows } = await sql<ServerHolding>`
      select s.id, s.user_id as "user", s.project, s.backend_id as backend, s.operstate, s.task is not null as busy,
        jsonb_build_object('cpu', f.cpu, 'ramMib', f.ram, 'diskGib', f.disk) as size
      from servers s join flavors f on f.id = s.flavor_id
      where not s.deleted and s.project = any(${[...projects]}::text[])`.execute(this.#db);
    return rows;
  }

  /** Floating IPs of these projects that no port has, the newest first. */
  async freeIps(projects: readonly string[]): Promise<IpHolding[]> {
    const { rows } = await sql<IpHolding>`
      select f.id, f.user_id as "user", f.project from floating_ips f
      join addresses a on a.floating_ip_id = f.id
      where not f.deleted and a.port_id is null and f.project = any(${[...projects]}::text[])
      order by f.id desc`.execute(this.#db);
    return rows;
  }

  async holders(ids: readonly number[]): Promise<IpHolding[]> {
    const { rows } = await sql<IpHolding>`
      select id, user_id as "user", project from floating_ips
      where not deleted and id = any(${[...ids]}::integer[])`.execute(this.#db);
    return rows;
  }
}
