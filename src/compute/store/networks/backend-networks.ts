import { sql } from 'kysely';
import { type ChangeOf, columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { Session } from '../session.ts';
import type { BackendNetworkTable } from './schema.ts';

export type BackendNetworkRow = RowOf<BackendNetworkTable>;

const backendNetworkColumns = columns('backend_networks', [
  'network_id',
  'backend_id',
  'mac_prefix',
  'state',
  'intent',
  'job_id',
  'job_rank',
  'job_status',
  'opcode',
  'created',
  'updated',
]);

/** Networks in back ends: made there with the first port that needs them. */
export class BackendNetworkStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  /** Writes a row where there is none. */
  async ensure(row: NewRowOf<BackendNetworkTable>): Promise<void> {
    await this.#db
      .insertInto('backend_networks')
      .values(toColumns(row))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  find(network: number, backend: number): Promise<BackendNetworkRow | undefined> {
    return this.#all().where('network_id', '=', network).where('backend_id', '=', backend).executeTakeFirst();
  }

  /** Where a network is, or was. */
  of(network: number): Promise<BackendNetworkRow[]> {
    return this.#all().where('network_id', '=', network).orderBy('backend_id').execute();
  }

  /** True when a server of a back end has a port in a network. */
  async isUsed(network: number, backend: number): Promise<boolean> {
    const { rows } = await sql`select 1 from ports join servers on servers.id = ports.server_id
      where ports.network_id = ${network} and servers.backend_id = ${backend} limit 1`.execute(this.#db);
    return rows.length > 0;
  }

  /** Forgets that a network ever was in a back end. */
  async remove(network: number, backend: number): Promise<void> {
    await this.#db
      .deleteFrom('backend_networks')
      .where('network_id', '=', network)
      .where('backend_id', '=', backend)
      .execute();
  }

  /** In how many back ends networks are, and how many live servers are connected to them. */
  async countsOf(networks: readonly number[]): Promise<Map<number, { backends: number; vms: number }>> {
    const { rows } = await sql<{ id: number; backends: number; vms: number }>`
      select n as id,
        (select count(*)::integer from backend_networks b where b.network_id = n and b.state <> 'DELETED') as backends,
        (select count(distinct p.server_id)::integer from ports p where p.network_id = n) as vms
      from unnest(${[...networks]}::integer[]) n`.execute(this.#db);
    return new Map(rows.map(({ id, ...counts }) => [id, counts]));
  }

  /** Writes what was learnt of a job, unless something newer is known. */
  async update(
    { networkId, backendId }: Pick<BackendNetworkRow, 'networkId' | 'backendId'>,
    job: bigint,
    changes: ChangeOf<BackendNetworkTable>,
  ): Promise<void> {
    await this.#db
      .updateTable('backend_networks')
      .set(toColumns({ ...changes, jobId: job }))
      .where('network_id', '=', networkId)
      .where('backend_id', '=', backendId)
      .where((eb) => eb.or([eb('job_id', 'is', null), eb('job_id', '<=', job)]))
      .execute();
  }

  /**
   * Networks whose state in a back end has been under way since before a time: of those that are to go, and of others. Of
   * each back end those that nothing was learnt of for longest, but no more than its share: what one that says nothing leaves
   * unsettled does not keep the others' waiting.
   */
  async unsettled(before: Date, share: number): Promise<BackendNetworkRow[]> {
    const ranked = this.#db
      .selectFrom('backend_networks')
      .innerJoin('networks', 'networks.id', 'backend_networks.network_id')
      .innerJoin('backends', 'backends.id', 'backend_networks.backend_id')
      .select((eb) => [
        'backend_networks.network_id',
        'backend_networks.backend_id',
        sql<bigint>`row_number() over (partition by ${eb.ref('backend_networks.backend_id')}
          order by ${eb.ref('backend_networks.updated')}, ${eb.ref('backend_networks.network_id')})`.as(
          'rank',
        ),
      ])
      .where('backends.offline', '=', false)
      .where('networks.deleted', '=', false)
      .where('backend_networks.updated', '<', before)
      .where((eb) =>
        eb.or([eb('backend_networks.state', '=', 'PENDING'), eb('networks.action', '=', 'DESTROY')]),
      )
      .as('ranked');
    return this.#all()
      .innerJoin(ranked, (join) =>
        join
          .onRef('ranked.network_id', '=', 'backend_networks.network_id')
          .onRef('ranked.backend_id', '=', 'backend_networks.backend_id'),
      )
      .where('ranked.rank', '<=', BigInt(share))
      .orderBy('ranked.rank')
      .execute();
  }

  #all() {
    return this.#db.selectFrom('backend_networks').select(backendNetworkColumns);
  }
}
