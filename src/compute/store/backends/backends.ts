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

const ownOf = (project: string) =>
  sql<boolean>`exists (select from project_backends
    where project_backends.backend_id = backends.id and project_backends.project = ${project})`;

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

  /** Back ends that may get new servers of a project: its own where it has some, else those open to all. */
  open(project: string): Promise<BackendRow[]> {
    return this.#open(project).orderBy('clustername').execute();
  }

  /** The same, locked, by cluster name: the order that keeps two creations from a deadlock. */
  lockOpen(project: string): Promise<BackendRow[]> {
    return this.#open(project).orderBy('clustername').forNoKeyUpdate().execute();
  }

  /** Whether a project may have servers in a back end: one of its own, or one that is open to all. */
  async allows(id: number, project: string): Promise<boolean> {
    const found = await this.#all()
      .where('id', '=', id)
      .where((eb) => eb.or([eb('public', '=', true), ownOf(project)]))
      .executeTakeFirst();
    return found !== undefined;
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

  /** The same once no transaction that puts a server there is under way; none begins until this one ends. */
  lockAgainstServers(id: number): Promise<BackendRow | undefined> {
    return this.#all().where('id', '=', id).forUpdate().executeTakeFirst();
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

  /** Gives the numbers of the networks that are still in it. */
  async delete(id: number): Promise<number[]> {
    const left = await this.#db
      .deleteFrom('backend_networks')
      .where('backend_id', '=', id)
      .returning(['network_id', 'state'])
      .execute();
    await this.#db.deleteFrom('backends').where('id', '=', id).execute();
    return left.filter(({ state }) => state !== 'DELETED').map(({ network_id: network }) => network);
  }

  /** Live servers in a back end, and changes of any server in it whose end nobody has told yet. */
  async inUse(id: number): Promise<{ servers: number; changes: number }> {
    const { rows } = await sql<{ servers: number; changes: number }>`
      select (select count(*)::integer from servers where live_backend_id = ${id}) as servers,
        (select count(*)::integer from intents join servers on servers.id = intents.server_id
          where intents.state = 'open' and servers.backend_id = ${id}) as changes`.execute(this.#db);
    return rows[0]!;
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

  /**
   * Live servers that the figures of their back ends do not hold yet, counted by size. Those being made and those made since
   * have an index each, which one condition for both would not use; nor would a plain join, which is taken for a third of
   * all servers (`offset 0` keeps each back end's look apart).
   */
  async unseenServers({ except }: { except?: number | undefined } = {}): Promise<UnseenServers[]> {
    const { rows } = await sql<UnseenServers>`
      with unseen as (
        select id, backend_id, flavor_id from servers where operstate = 'BUILD' and not deleted
        union all
        select s.id, s.backend_id, s.flavor_id
        from backends b cross join lateral (
          select id, flavor_id, backend_id, operstate from servers
          where backend_id = b.id and created > b.figures_at and not deleted offset 0) s
        where s.operstate <> 'BUILD')
      select u.backend_id as "backendId", f.ram, f.disk, t.disk_template as "diskTemplate", count(*)::integer as count
      from unseen u join flavors f on f.id = u.flavor_id join volume_types t on t.id = f.volume_type_id
      where u.id <> ${except ?? 0}
      group by 1, 2, 3, 4`.execute(this.#db);
    return rows;
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

  #open(project: string) {
    return this.#all()
      .where('offline', '=', false)
      .where('drained', '=', false)
      .where(
        sql<boolean>`case when exists (select from project_backends where project = ${project})
          then ${ownOf(project)} else public end`,
      );
  }
}
