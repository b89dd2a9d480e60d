import { sql } from 'kysely';
import type { Page, PageRequest } from '#platform/commands/page';
import { type ChangeOf, columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import { listColumn, readPage } from '#platform/database/list-page';
import type { BackendTable } from '../schema.ts';
import { liveServers } from '../servers/listed-servers.ts';
import type { Session } from '../session.ts';

export type BackendRow = RowOf<BackendTable>;
/** What a back end says of itself. */
export type BackendFigures = Pick<
  BackendRow,
  'mfree' | 'mtotal' | 'dfree' | 'dtotal' | 'pinstCnt' | 'ctotal' | 'diskTemplates' | 'figuresAt'
>;

const backendColumns = columns('backends', [
  'id',
  'clustername',
  'address',
  'username',
  'password_sealed',
  'fingerprint',
  'hypervisor',
  'index',
  'drained',
  'offline',
  'public',
  'disk_templates',
  'mfree',
  'mtotal',
  'dfree',
  'dtotal',
  'pinst_cnt',
  'ctotal',
  'figures_at',
  'created',
  'updated',
]);

/** Live servers of each back end, joined as `lived`. */
const vms = sql<number>`coalesce(lived.vms, 0)`;

/** What the administrator's list of back ends can be filtered and ordered by. */
export const listedBackendColumns = {
  id: listColumn.number('backends.id'),
  clustername: listColumn.text('backends.clustername'),
  address: listColumn.text('backends.address'),
  username: listColumn.text('backends.username'),
  drained: listColumn.flag('backends.drained'),
  offline: listColumn.flag('backends.offline'),
  public: listColumn.flag('backends.public'),
  vms: listColumn.number(vms),
  hypervisor: listColumn.text('backends.hypervisor'),
  fingerprint: listColumn.text('backends.fingerprint'),
  updated: listColumn.time('backends.updated'),
};

/** So many servers of one size: memory in MiB, disk in GiB. */
export interface UnseenServers {
  backendId: number;
  ram: number;
  disk: number;
  diskTemplate: string;
  count: number;
}

/** Clusters that machines run in. */
export class BackendStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  all(): Promise<BackendRow[]> {
    return this.#all().orderBy('id').execute();
  }

  /** Back ends that may get new servers. */
  open(): Promise<BackendRow[]> {
    return this.#open().orderBy('clustername').execute();
  }

  /** The same, locked, by cluster name: the order that keeps two creations from a deadlock. */
  lockOpen(): Promise<BackendRow[]> {
    return this.#open().orderBy('clustername').forNoKeyUpdate().execute();
  }

  find(id: number): Promise<BackendRow | undefined> {
    return this.#all().where('id', '=', id).executeTakeFirst();
  }

  findByName(clustername: string): Promise<BackendRow | undefined> {
    return this.#all().where('clustername', '=', clustername).executeTakeFirst();
  }

  /** The back end, locked until the transaction ends. */
  lock(id: number): Promise<BackendRow | undefined> {
    return this.#all().where('id', '=', id).forNoKeyUpdate().executeTakeFirst();
  }

  /** Keeps others from adding a back end until the transaction ends: names and indexes are given once. */
  async lockTable(): Promise<void> {
    await sql`lock table backends in share row exclusive mode`.execute(this.#db);
  }

  insert(row: NewRowOf<BackendTable>): Promise<BackendRow> {
    return this.#db
      .insertInto('backends')
      .values(toColumns(row))
      .returning(backendColumns)
      .executeTakeFirstOrThrow();
  }

  async update(id: number, changes: ChangeOf<BackendTable>): Promise<void> {
    await this.#db.updateTable('backends').set(toColumns(changes)).where('id', '=', id).execute();
  }

  /** Writes figures, unless newer ones stand there. */
  async updateFigures(id: number, figures: BackendFigures): Promise<void> {
    await this.#db
      .updateTable('backends')
      .set(toColumns({ ...figures, updated: figures.figuresAt }))
      .where('id', '=', id)
      .where('figures_at', '<=', figures.figuresAt)
      .execute();
  }

  /** Live servers that the figures of their back ends do not hold yet, counted by size. */
  unseenServers(): Promise<UnseenServers[]> {
    return this.#db
      .selectFrom('servers')
      .innerJoin('backends', 'backends.id', 'servers.backend_id')
      .innerJoin('flavors', 'flavors.id', 'servers.flavor_id')
      .innerJoin('volume_types', 'volume_types.id', 'flavors.volume_type_id')
      .where('servers.deleted', '=', false)
      .where((eb) =>
        eb.or([
          eb('servers.operstate', '=', 'BUILD'),
          eb('servers.created', '>', eb.ref('backends.figures_at')),
        ]),
      )
      .groupBy(['servers.backend_id', 'flavors.ram', 'flavors.disk', 'volume_types.disk_template'])
      .select((eb) => [
        'servers.backend_id as backendId',
        'flavors.ram',
        'flavors.disk',
        'volume_types.disk_template as diskTemplate',
        eb.cast<number>(eb.fn.countAll(), 'integer').as('count'),
      ])
      .execute();
  }

  /** One page of the administrator's list, with how many live servers each has. */
  listed(request: PageRequest): Promise<Page<BackendRow & { vms: number }>> {
    const rows = this.#all()
      .leftJoin(liveServers(this.#db, 'backend_id').as('lived'), 'lived.of', 'backends.id')
      .select(vms.as('vms'));
    return readPage(rows, listedBackendColumns, 'backends.id', request);
  }

  #all() {
    return this.#db.selectFrom('backends').select(backendColumns);
  }

  #open() {
    return this.#all().where('offline', '=', false).where('drained', '=', false).where('public', '=', true);
  }
}
