import { sql } from 'kysely';
import { columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { PortTable } from '../schema.ts';
import type { Session } from '../session.ts';

export type PortRow = RowOf<PortTable>;
/** What a back end says of a card of a machine. */
export interface FoundPort {
  id: number;
  index: number;
  mac: string | null;
  ipv4: string | null;
  forward: PortRow['forward'];
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
    await sql`update ports set state = 'ACTIVE', index = f.index, mac = f.mac, ipv4 = f.ipv4, forward = f.forward,
        updated = ${updated}
      from jsonb_to_recordset(${JSON.stringify(found)}::jsonb)
        as f(id integer, index integer, mac text, ipv4 text, forward jsonb)
      where ports.id = f.id`.execute(this.#db);
  }

  async setIpv4(port: number, ipv4: string): Promise<void> {
    await this.#db.updateTable('ports').set({ ipv4 }).where('id', '=', port).execute();
  }

  async setStateOf(server: number, state: string, updated: Date): Promise<void> {
    await this.#db.updateTable('ports').set({ state, updated }).where('server_id', '=', server).execute();
  }

  async removeOf(server: number): Promise<void> {
    await this.#db.deleteFrom('ports').where('server_id', '=', server).execute();
  }
}
