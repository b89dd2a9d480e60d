import { type RawBuilder, sql } from 'kysely';
import type { Session } from '../session.ts';

/** A floating IP that a server's port has. */
export interface HeldIp {
  id: number;
  userId: string;
  project: string;
}

/** What goes along when a server gets another owner. */
export class OwnershipStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  /** Floating IPs on the ports of a server, by number. */
  heldBy(server: number): Promise<HeldIp[]> {
    return this.#held(server, sql``);
  }

  /** The same, locked until the transaction ends: none is moved to another project meanwhile. The server is locked before. */
  lockHeldBy(server: number): Promise<HeldIp[]> {
    return this.#held(server, sql`for update of f`);
  }

  async #held(server: number, lock: RawBuilder<unknown>): Promise<HeldIp[]> {
    const { rows } = await sql<HeldIp>`
      select f.id, f.user_id as "userId", f.project from floating_ips f
      join addresses a on a.floating_ip_id = f.id join ports p on p.id = a.port_id
      where p.server_id = ${server} and not f.deleted order by f.id ${lock}`.execute(this.#db);
    return rows;
  }

  /** Disks, ports and floating IPs of a server become the user's, and his own project's. */
  async give(server: number, user: string, updated: Date): Promise<void> {
    await sql`update ports set user_id = ${user}, updated = ${updated} where server_id = ${server}`.execute(
      this.#db,
    );
    await sql`update floating_ips set user_id = ${user}, project = ${user}, shared_to_project = false, updated = ${updated}
      where id in (select a.floating_ip_id from addresses a join ports p on p.id = a.port_id
        where p.server_id = ${server})`.execute(this.#db);
    await sql`update volumes set user_id = ${user}, project = ${user}, updated = ${updated}
      where server_id = ${server} and not deleted`.execute(this.#db);
  }
}
