import { type Kysely, sql } from 'kysely';
import { columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { ProjectsTable } from '../schema/projects.ts';
import type { IdentitySchema } from '../schema.ts';

export type Project = RowOf<ProjectsTable>;

const projectColumns = columns('projects', [
  'id',
  'uuid',
  'is_base',
  'realname',
  'name',
  'owner_id',
  'homepage',
  'description',
  'private',
  'join_policy',
  'leave_policy',
  'max_members',
  'state',
  'created_at',
  'end_at',
  'deactivated_at',
  'last_application_id',
]);

/** What a project grants of one resource. */
export interface ProjectQuotaRow {
  projectId: bigint;
  resource: string;
  apiVisible: boolean;
  projectCapacity: bigint;
  memberCapacity: bigint;
}

/** Rows of projects, and what they grant. */
export class ProjectStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  /** With `lock` the row stays ours until the transaction ends: whoever changes a project or derives its limits holds it. */
  byUuid(uuid: string, options: { lock?: boolean } = {}): Promise<Project | undefined> {
    const query = this.#db.selectFrom('projects').select(projectColumns).where('uuid', '=', uuid);
    return (options.lock === true ? query.forUpdate() : query).executeTakeFirst();
  }

  byIds(ids: readonly bigint[]): Promise<Project[]> {
    return this.#db
      .selectFrom('projects')
      .select(projectColumns)
      .where('id', '=', sql<bigint>`any(${ids.map(String)}::bigint[])`)
      .orderBy('id')
      .execute();
  }

  /** Active, suspended and terminated projects, or a page of them, locked in key order until the transaction ends. */
  lockInitialized(page?: { after: bigint; limit: number }): Promise<Project[]> {
    const query = this.#db
      .selectFrom('projects')
      .select(projectColumns)
      .where('state', 'in', [1, 10, 100])
      .orderBy('id')
      .forUpdate();
    return (page === undefined ? query : query.where('id', '>', page.after).limit(page.limit)).execute();
  }

  /** Until the transaction ends no new resource comes; any number of projects may. */
  async awaitNewResources(): Promise<void> {
    await sql`select pg_advisory_xact_lock_shared(hashtext('resources of projects'))`.execute(this.#db);
  }

  /** Until the transaction ends no new project comes: those in the making are waited for. */
  async awaitNewProjects(): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtext('resources of projects'))`.execute(this.#db);
  }

  async insert(project: NewRowOf<ProjectsTable>): Promise<Project> {
    return this.#db
      .insertInto('projects')
      .values(toColumns(project))
      .returning(projectColumns)
      .executeTakeFirstOrThrow();
  }

  /** Sets the state of projects, each with an entry in its log. */
  async setStates(
    projects: readonly Project[],
    state: number,
    log: { at: Date; reason: string; deactivated: boolean },
  ): Promise<void> {
    if (projects.length === 0) return;
    const ids = projects.map(({ id }) => String(id));
    await this.#db
      .updateTable('projects')
      .set({ state, ...(log.deactivated ? { deactivated_at: log.at } : {}) })
      .where('id', '=', sql<bigint>`any(${ids}::bigint[])`)
      .execute();
    await sql`
      insert into project_log (project_id, from_state, to_state, at, reason)
      select project_id, from_state, ${state}::smallint, ${log.at}::timestamptz, ${log.reason}
      from unnest(${ids}::bigint[], ${projects.map((project) => project.state)}::integer[]) as p (project_id, from_state)
      order by project_id`.execute(this.#db);
  }

  /** Why each of these projects entered a state the last time. */
  async lastReasons(projectIds: readonly bigint[], toState: number): Promise<Map<bigint, string>> {
    const rows = await this.#db
      .selectFrom('project_log')
      .distinctOn('project_id')
      .select(['project_id', 'reason'])
      .where('project_id', '=', sql<bigint>`any(${projectIds.map(String)}::bigint[])`)
      .where('to_state', '=', toState)
      .orderBy('project_id')
      .orderBy('id', 'desc')
      .execute();
    return new Map(rows.map((row) => [row.project_id, row.reason]));
  }

  /** Projects that a user belongs to: accepted or waiting to leave, save deleted ones. */
  ofMember(userId: bigint, states: readonly number[]): Promise<Project[]> {
    return this.#db
      .selectFrom('projects')
      .innerJoin('memberships as m', 'm.project_id', 'projects.id')
      .select(projectColumns)
      .where('m.user_id', '=', userId)
      .where('m.state', 'in', [1, 5])
      .where('projects.state', 'in', [...states])
      .orderBy('projects.id')
      .execute();
  }

  /** A user's base project and those he owns, in one state, locked in key order until the transaction ends. */
  lockOwn(user: { id: bigint; uuid: string }, state: number): Promise<Project[]> {
    return this.#db
      .selectFrom('projects')
      .select(projectColumns)
      .where((eb) => eb.or([eb('owner_id', '=', user.id), eb('uuid', '=', user.uuid)]))
      .where('state', '=', state)
      .orderBy('id')
      .forUpdate()
      .execute();
  }

  quotas(projectIds: readonly bigint[]): Promise<ProjectQuotaRow[]> {
    return this.#db
      .selectFrom('project_quotas as q')
      .innerJoin('resources as r', 'r.id', 'q.resource_id')
      .select(['q.project_id as projectId', 'r.name as resource', 'r.api_visible as apiVisible'])
      .select(['q.project_capacity as projectCapacity', 'q.member_capacity as memberCapacity'])
      .where('q.project_id', '=', sql<bigint>`any(${projectIds.map(String)}::bigint[])`)
      .orderBy('q.project_id')
      .orderBy('r.id')
      .execute();
  }

  /** Sets what projects grant of resources. */
  async setQuotas(
    rows: readonly {
      projectId: bigint;
      resourceId: bigint;
      projectCapacity: bigint;
      memberCapacity: bigint;
    }[],
  ): Promise<void> {
    if (rows.length === 0) return;
    await sql`
      insert into project_quotas (project_id, resource_id, project_capacity, member_capacity)
      select * from unnest(${rows.map((row) => String(row.projectId))}::bigint[],
        ${rows.map((row) => String(row.resourceId))}::bigint[], ${rows.map((row) => String(row.projectCapacity))}::bigint[],
        ${rows.map((row) => String(row.memberCapacity))}::bigint[])
      on conflict (project_id, resource_id) do update
        set project_capacity = excluded.project_capacity, member_capacity = excluded.member_capacity`.execute(
      this.#db,
    );
  }
}
