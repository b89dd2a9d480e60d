import { sql } from 'kysely';
import { type ChangeOf, columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { Page, PageRequest } from '#platform/commands/page';
import { readPage } from '#platform/database/list-page';
import type { Charge } from '#platform/quota/charge';
import type { UsageFilter } from '#platform/quota/differences';
import type { ServerTable } from '../schema.ts';
import type { Session } from '../session.ts';
import { listedServerColumns, type ListedServers } from './listed-servers.ts';

export type ServerRow = RowOf<ServerTable>;
export type ServerChanges = ChangeOf<ServerTable>;

/** Whose eyes look: rows are loaded with the caller, never loaded and then checked. */
export interface Viewer {
  user: string;
  projects: readonly string[];
  /** Sees all. */
  administrator?: true;
}

export const serverColumns = columns('servers', [
  'id',
  'name',
  'user_id',
  'project',
  'shared_to_project',
  'flavor_id',
  'image_id',
  'backend_id',
  'operstate',
  'deleted',
  'suspended',
  'task',
  'task_intent',
  'task_job_id',
  'build_percentage',
  'state_job_id',
  'backend_job_id',
  'backend_job_rank',
  'backend_job_status',
  'backend_opcode',
  'nics_job_id',
  'flavor_job_id',
  'medium_job_id',
  'rescue',
  'rescue_image_id',
  'os_family',
  'os',
  'trouble',
  'health_serial',
  'charged',
  'key_names',
  'created',
  'updated',
]);

/** What a viewer may see of servers, as a condition on their rows alone. */
export const visibleTo = ({ user, projects, administrator }: Viewer) =>
  administrator === true
    ? sql<boolean>`true`
    : sql<boolean>`(user_id = ${user} or (shared_to_project and project = any(${[...projects]}::text[])))`;

/** Servers themselves; what belongs to them has stores beside this one. */
export class ServerStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  /** What users are charged of projects for their servers; of one user or project where they are given. */
  async charges({ user, project }: UsageFilter): Promise<Charge[]> {
    const { rows } = await sql<Charge>`
      select s.user_id as "user", s.project, x.key as resource, sum(x.value::bigint)::bigint as quantity
      from servers s cross join jsonb_each_text(s.charged) x
      where ${user === undefined ? sql`true` : sql`s.user_id = ${user}`}
        and ${project === undefined ? sql`true` : sql`s.project = ${project}`}
      group by 1, 2, 3`.execute(this.#db);
    return rows;
  }

  /** Adds a server and gives its number. */
  insert(row: NewRowOf<ServerTable>): Promise<ServerRow> {
    return this.#db
      .insertInto('servers')
      .values(toColumns(row))
      .returning(serverColumns)
      .executeTakeFirstOrThrow();
  }

  /** Any server, for the back end's news and the administrator. */
  find(id: number): Promise<ServerRow | undefined> {
    return this.#all().where('id', '=', id).executeTakeFirst();
  }

  /** A server that the viewer may see, deleted ones included. */
  findVisible(viewer: Viewer, id: number): Promise<ServerRow | undefined> {
    return this.#all().where('id', '=', id).where(visibleTo(viewer)).executeTakeFirst();
  }

  /** Any server, locked until the transaction ends. */
  lock(id: number): Promise<ServerRow | undefined> {
    return this.#all().where('id', '=', id).forUpdate().executeTakeFirst();
  }

  /** Those of these numbers that there are, locked by number until the transaction ends. */
  async lockAll(ids: readonly number[]): Promise<Map<number, ServerRow>> {
    const rows = await this.#all()
      .where('id', '=', sql<number>`any(${[...ids]}::integer[])`)
      .orderBy('id')
      .forUpdate()
      .execute();
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Those of these numbers that there are. */
  async byIds(ids: readonly number[]): Promise<Map<number, ServerRow>> {
    const rows = await this.#all()
      .where('id', '=', sql<number>`any(${[...ids]}::integer[])`)
      .execute();
    return new Map(rows.map((row) => [row.id, row]));
  }

  async update(id: number, changes: ChangeOf<ServerTable>): Promise<void> {
    await this.#db.updateTable('servers').set(toColumns(changes)).where('id', '=', id).execute();
  }

  /** One page of the servers that a viewer sees, by number: live ones, or with `since` all that changed since then. */
  page(viewer: Viewer, page: { after: number; limit: number; since?: Date }): Promise<ServerRow[]> {
    const rows = this.#all().where(visibleTo(viewer)).where('id', '>', page.after);
    const chosen =
      page.since === undefined ? rows.where('deleted', '=', false) : rows.where('updated', '>=', page.since);
    return chosen.orderBy('id').limit(page.limit).execute();
  }

  /** Numbers and names only. */
  names(viewer: Viewer, since?: Date): Promise<{ id: number; name: string }[]> {
    const rows = this.#db.selectFrom('servers').select(['id', 'name']).where(visibleTo(viewer));
    const chosen =
      since === undefined ? rows.where('deleted', '=', false) : rows.where('updated', '>=', since);
    return chosen.orderBy('id').execute();
  }

  /** Live servers of a back end, by number: for reconciliation. */
  ofBackend(backend: number): Promise<ServerRow[]> {
    return this.#all().where('backend_id', '=', backend).where('deleted', '=', false).orderBy('id').execute();
  }

  /** One page of the administrator's list. */
  listed(wanted: ListedServers, request: PageRequest): Promise<Page<ServerRow>> {
    let rows = this.#all().where('deleted', '=', wanted.deleted);
    if (wanted.user !== undefined) rows = rows.where('user_id', '=', wanted.user);
    if (wanted.project !== undefined) rows = rows.where('project', '=', wanted.project);
    if (wanted.backend !== undefined) rows = rows.where('backend_id', '=', wanted.backend);
    if (wanted.suspended === true) rows = rows.where('suspended', '=', true);
    if (wanted.build === true) rows = rows.where('operstate', '=', 'BUILD');
    return readPage(rows, listedServerColumns, 'id', request);
  }

  /** The highest number that a server was ever given. */
  async lastNumber(): Promise<number> {
    const { rows } = await sql<{ last: bigint }>`
      select coalesce(pg_sequence_last_value(pg_get_serial_sequence('servers', 'id')::regclass), 0) as last`.execute(
      this.#db,
    );
    return Number(rows[0]!.last);
  }

  #all() {
    return this.#db.selectFrom('servers').select(serverColumns);
  }
}
