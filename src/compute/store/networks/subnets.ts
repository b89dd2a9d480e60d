import { sql } from 'kysely';
import { columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { Session } from '../session.ts';
import type { SubnetTable } from './schema.ts';

export type SubnetRow = RowOf<SubnetTable>;

const subnetColumns = columns('subnets', [
  'id',
  'network_id',
  'name',
  'ip_version',
  'cidr',
  'gateway',
  'dhcp',
  'dns_nameservers',
  'host_routes',
  'deleted',
  'created',
  'updated',
]);

/** Ranges of addresses of networks: at most one of each version in each. */
export class SubnetStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  insert(row: NewRowOf<SubnetTable>): Promise<SubnetRow> {
    return this.#db
      .insertInto('subnets')
      .values(toColumns(row))
      .returning(subnetColumns)
      .executeTakeFirstOrThrow();
  }

  /** The subnets of networks, deleted ones included: they are deleted with their networks. */
  ofNetworks(networks: readonly number[]): Promise<SubnetRow[]> {
    return this.#db
      .selectFrom('subnets')
      .select(subnetColumns)
      .where('network_id', '=', sql<number>`any(${[...networks]}::integer[])`)
      .orderBy('id')
      .execute();
  }
}
