import { type Kysely, sql } from 'kysely';
import type { Page, PageRequest } from '#platform/commands/page';
import { readPage } from '#platform/database/list-page';
import { type ChangeOf, columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { ProjectsTable } from '../schema/projects.ts';
import type { IdentitySchema } from '../schema.ts';
import { type ListedProjects, listedProjectColumns, pendingApplication } from './listed-projects.ts';
import type { StepLog } from './memberships.ts';

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

/** A project with its owner. */
export interface ProjectView extends Project {
  ownerUuid: string | null;
  ownerEmail: string | null;
}

/** Which projects are wanted; all conditions that are given must hold. */
export interface WantedProjects {
  ids?: readonly bigint[];
  states?: readonly number[];
  /** Uuid of the owner. */
  owner?: string;
  /** Exactly the label. */
  name?: string;
  /** Not the projects that people have of themselves. */
  shared?: boolean;
  isPrivate?: boolean;
  /** Those that this user owns, and those of which he is a member in one of these states. */
  related?: { userId: bigint; states: readonly number[]; owned: boolean };
  /** Active or suspended ones whose end lies before. */
  endedBefore?: Date;
}

/** A line of the administrator's list: with what its last application is, and that where it waits. */
export interface ListedProject extends ProjectView {
  applicationState: number | null;
  pendingApplication: bigint | null;
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

  byId(id: bigint, options: { lock?: boolean } = {}): Promise<Project | undefined> {
    const query = this.#db.selectFrom('projects').select(projectColumns).where('id', '=', id);
    return (options.lock === true ? query.forUpdate() : query).executeTakeFirst();
  }

  /** The project that a name is reserved for. */
  byName(name: string): Promise<Project | undefined> {
    return this.#db.selectFrom('projects').select(projectColumns).where('name', '=', name).executeTakeFirst();
  }

  /**
   * Until the transaction ends no other changes a project, a membership or whether an account may come in. Such changes are
   * made by people and are few: one at a time, they need no order of locks and see each other's whole.
   */
  async takeTurn(): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtext('projects and members'))`.execute(this.#db);
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

  async update(ids: readonly bigint[], change: ChangeOf<ProjectsTable>): Promise<void> {
    if (ids.length === 0 || Object.keys(change).length === 0) return;
    await this.#db
      .updateTable('projects')
      .set(toColumns(change))
      .where('id', '=', sql<bigint>`any(${ids.map(String)}::bigint[])`)
      .execute();
  }

  /** Sets the state of projects, each with an entry in its log. */
  async setStates(
    projects: readonly Project[],
    state: number,
    { at, actorId = null, reason = '', deactivated }: StepLog & { deactivated: boolean },
  ): Promise<void> {
    if (projects.length === 0) return;
    const ids = projects.map(({ id }) => String(id));
    await this.#db
      .updateTable('projects')
      .set({ state, ...(deactivated ? { deactivated_at: at } : {}) })
      .where('id', '=', sql<bigint>`any(${ids}::bigint[])`)
      .execute();
    await sql`
      insert into project_log (project_id, from_state, to_state, at, actor_id, reason)
      select project_id, from_state, ${state}::smallint, ${at}::timestamptz, ${actorId}::bigint, ${reason}
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

  /** A user's base project, those he owns, and those he ever entered, locked in key order until the transaction ends. */
  lockTouched(user: { id: bigint; uuid: string }): Promise<Project[]> {
    return this.#db
      .selectFrom('projects')
      .select(projectColumns)
      .where((eb) =>
        eb.or([
          eb('owner_id', '=', user.id),
          eb('uuid', '=', user.uuid),
          eb(
            'id',
            'in',
            eb.selectFrom('memberships as m').select('m.project_id').where('m.user_id', '=', user.id),
          ),
        ]),
      )
      .orderBy('id')
      .forUpdate()
      .execute();
  }

  /** Projects with their owners, in the order in which they were made. */
  views(wanted: WantedProjects): Promise<ProjectView[]> {
    const { ids, states, owner, name, shared, isPrivate, related, endedBefore } = wanted;
    let query = this.#db
      .selectFrom('projects')
      .leftJoin('users as o', 'o.id', 'projects.owner_id')
      .select(projectColumns)
      .select(['o.uuid as ownerUuid', 'o.email as ownerEmail'])
      .orderBy('projects.id');
    if (ids !== undefined)
      query = query.where('projects.id', '=', sql<bigint>`any(${ids.map(String)}::bigint[])`);
    if (states !== undefined) query = query.where('projects.state', 'in', [...states]);
    if (owner !== undefined) query = query.where(sql`o.uuid::text`, '=', owner);
    if (name !== undefined) query = query.where('projects.realname', '=', name);
    if (shared === true) query = query.where('projects.is_base', '=', false);
    if (isPrivate !== undefined) query = query.where('projects.private', '=', isPrivate);
    if (endedBefore !== undefined) query = query.where('projects.end_at', '<', endedBefore);
    if (related !== undefined)
      query = query.where((eb) =>
        eb.or([
          ...(related.owned ? [eb('projects.owner_id', '=', related.userId)] : []),
          eb(
            'projects.id',
            'in',
            eb
              .selectFrom('memberships as m')
              .select('m.project_id')
              .where('m.user_id', '=', related.userId)
              .where('m.state', 'in', [...related.states]),
          ),
        ]),
      );
    return query.execute();
  }

  /** A page of the administrator's list, in the order in which the projects were made. */
  listed(wanted: ListedProjects, request: PageRequest): Promise<Page<ListedProject>> {
    let query = this.#db
      .selectFrom('projects')
      .leftJoin('users as o', 'o.id', 'projects.owner_id')
      .leftJoin('applications as l', 'l.id', 'projects.last_application_id')
      .select(projectColumns)
      .select(['o.uuid as ownerUuid', 'o.email as ownerEmail', 'l.state as applicationState'])
      .select(pendingApplication.as('pendingApplication'));
    if (wanted.isNew || wanted.isModified)
      query = query
        .where('l.state', '=', 0)
        .where((eb) =>
          eb.or([
            ...(wanted.isNew ? [eb('projects.state', '=', 0)] : []),
            ...(wanted.isModified ? [eb('projects.state', '<>', 0)] : []),
          ]),
        );
    if (!wanted.deleted) query = query.where('projects.state', 'not in', [100, 1000]);
    if (!wanted.base) query = query.where('projects.is_base', '=', false);
    return readPage(query, listedProjectColumns, 'projects.id', request);
  }

  /** The projects that people have of themselves, initialized, after the one of this number, locked until the transaction ends. */
  lockBase(page: { after: bigint; limit: number }): Promise<Project[]> {
    return this.#db
      .selectFrom('projects')
      .select(projectColumns)
      .where('is_base', '=', true)
      .where('state', 'in', [1, 10, 100])
      .where('id', '>', page.after)
      .orderBy('id')
      .limit(page.limit)
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

  async removeQuotas(projectId: bigint): Promise<void> {
    await this.#db.deleteFrom('project_quotas').where('project_id', '=', projectId).execute();
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
