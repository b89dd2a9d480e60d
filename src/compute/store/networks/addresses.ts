import { sql } from 'kysely';
import type { Page, PageRequest } from '#platform/commands/page';
import { readPage } from '#platform/database/list-page';
import { listedHistoryColumns } from './listed.ts';
import { columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { Session } from '../session.ts';
import type { AddressHistoryTable, AddressTable } from './schema.ts';

export type AddressRow = RowOf<AddressTable>;

export type HistoryRow = RowOf<AddressHistoryTable>;

const historyColumns = columns('address_history', [
  'id',
  'address',
  'server_id',
  'network_id',
  'user_id',
  'action',
  'reason',
  'created',
]);

const addressColumns = columns('addresses', [
  'network_id',
  'address',
  'subnet_id',
  'pool_id',
  'pool_index',
  'port_id',
  'floating_ip_id',
  'created',
]);

/** IPv4 addresses in use, and the log of who had which public one. */
export class AddressStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  async insert(row: NewRowOf<AddressTable>): Promise<void> {
    await this.#db.insertInto('addresses').values(toColumns(row)).execute();
  }

  /** Addresses of ports. */
  ofPorts(ports: readonly number[]): Promise<AddressRow[]> {
    return this.#db
      .selectFrom('addresses')
      .select(addressColumns)
      .where('port_id', '=', sql<number>`any(${[...ports]}::integer[])`)
      .execute();
  }

  /** Takes the addresses of ports from them: those that nobody holds are gone. Gives all, as they were. */
  async takeFromPorts(ports: readonly number[]): Promise<AddressRow[]> {
    const rows = await this.#db
      .selectFrom('addresses')
      .select(addressColumns)
      .where('port_id', '=', sql<number>`any(${[...ports]}::integer[])`)
      .orderBy('network_id')
      .orderBy('address')
      .forUpdate()
      .execute();
    if (rows.length === 0) return [];
    const ids = sql<number>`any(${rows.map(({ portId }) => portId)}::integer[])`;
    await this.#db
      .deleteFrom('addresses')
      .where('port_id', '=', ids)
      .where('floating_ip_id', 'is', null)
      .execute();
    await this.#db.updateTable('addresses').set({ port_id: null }).where('port_id', '=', ids).execute();
    return rows;
  }

  /** Puts the address of a floating IP on a port. False when it is on one already. */
  async putOnPort(floatingIp: number, port: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('addresses')
      .set({ port_id: port })
      .where('floating_ip_id', '=', floatingIp)
      .where('port_id', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }

  /** The address of a floating IP that is held. */
  ofFloatingIp(floatingIp: number): Promise<AddressRow | undefined> {
    return this.#db
      .selectFrom('addresses')
      .select(addressColumns)
      .where('floating_ip_id', '=', floatingIp)
      .executeTakeFirst();
  }

  /** Takes the address of a floating IP out of use; undefined, and nothing done, while it is on a port. */
  removeFloating(floatingIp: number): Promise<AddressRow | undefined> {
    return this.#db
      .deleteFrom('addresses')
      .where('floating_ip_id', '=', floatingIp)
      .where('port_id', 'is', null)
      .returning(addressColumns)
      .executeTakeFirst();
  }

  async log(rows: readonly NewRowOf<AddressHistoryTable>[]): Promise<void> {
    if (rows.length === 0) return;
    await this.#db.insertInto('address_history').values(rows.map(toColumns)).execute();
  }

  /** One page of who had which public address, of one server or address where they are asked for. */
  history(
    { address, server }: { address?: string | undefined; server?: number | undefined },
    request: PageRequest,
  ): Promise<Page<HistoryRow>> {
    let rows = this.#db.selectFrom('address_history').select(historyColumns);
    if (address !== undefined) rows = rows.where('address', '=', address);
    if (server !== undefined) rows = rows.where('server_id', '=', server);
    return readPage(rows, listedHistoryColumns, 'address_history.id', request);
  }
}
