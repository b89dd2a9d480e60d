import { type Insertable, type Kysely, type Selectable, sql } from 'kysely';
import type { IdentitySchema, MembershipsTable, ProjectsTable } from './schema.ts';

export type Project = Selectable<ProjectsTable>;
export type Membership = Selectable<MembershipsTable>;

/** What a project grants of one resource. */
export interface ProjectQuotaRow {
  projectId: bigint;
  resource: string;
  apiVisible: boolean;
  projectCapacity: bigint;
  memberCapacity: bigint;
}

/** Rows of projects, policies and members. */
export class ProjectStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  /** With `lock` the row stays ours until the transaction ends: whoever changes a project or derives its limits holds it. */
  byUuid(uuid: string, options: { lock?: boolean } = {}): Promise<Project | undefined> {
    const query = this.#db.selectFrom('projects').selectAll().where('uuid', '=', uuid);
    return (options.lock === true ? query.forUpdate() : query).executeTakeFirst();
  }

  byIds(ids: readonly bigint[]): Promise<Project[]> {
    return this.#db
      .selectFrom('projects')
      .selectAll()
      .where('id', '=', sql<bigint>`any(${ids.map(String)}::bigint[])`)
      .orderBy('id')
      .execute();
  }

  /** Active, suspended and terminated projects, locked in key order until the transaction ends. */
  lockInitialized(): Promise<Project[]> {
    return this.#db
      .selectFrom('projects')
      .selectAll()
      .where('state', 'in', [1, 10, 100])
      .orderBy('id')
      .forUpdate()
      .execute();
  }

  /** Until the transaction ends no new resource comes; any number of projects may. */
  async awaitNewResources(): Promise<void> {
    await sql`select pg_advisory_xact_lock_shared(hashtext('resources of projects'))`.execute(this.#db);
  }

  /** Until the transaction ends no new project comes: those in the making are waited for. */
  async awaitNewProjects(): Promise<void> {
    await sql`select pg_advisory_xact_lock(hashtext('resources of projects'))`.execute(this.#db);
  }

  async insert(project: Insertable<ProjectsTable>): Promise<Project> {
    return this.#db.insertInto('projects').values(project).returningAll().executeTakeFirstOrThrow();
  }

  async setState(
    project: Project,
    state: number,
    log: { at: Date; reason: string; deactivated: boolean },
  ): Promise<void> {
    await this.#db
      .updateTable('projects')
      .set({ state, ...(log.deactivated ? { deactivatedAt: log.at } : {}) })
      .where('id', '=', project.id)
      .execute();
    await this.#db
      .insertInto('projectLog')
      .values({
        projectId: project.id,
        fromState: project.state,
        toState: state,
        at: log.at,
        actorId: null,
        reason: log.reason,
      })
      .execute();
  }

  /** The last time a project entered a state, and why. */
  lastLogEntry(projectId: bigint, toState: number): Promise<{ at: Date; reason: string } | undefined> {
    return this.#db
      .selectFrom('projectLog')
      .select(['at', 'reason'])
      .where('projectId', '=', projectId)
      .where('toState', '=', toState)
      .orderBy('id', 'desc')
      .executeTakeFirst();
  }

  async insertMembership(membership: Insertable<MembershipsTable>, at: Date): Promise<Membership> {
    const row = await this.#db
      .insertInto('memberships')
      .values(membership)
      .returningAll()
      .executeTakeFirstOrThrow();
    await this.#db
      .insertInto('membershipLog')
      .values({ membershipId: row.id, fromState: null, toState: row.state, at, actorId: null })
      .execute();
    return row;
  }

  async setMembershipState(
    membership: Membership,
    state: number,
    log: { at: Date; reason: string },
  ): Promise<void> {
    await this.#db.updateTable('memberships').set({ state }).where('id', '=', membership.id).execute();
    await this.#db
      .insertInto('membershipLog')
      .values({
        membershipId: membership.id,
        fromState: membership.state,
        toState: state,
        ...log,
        actorId: null,
      })
      .execute();
  }

  lastMembershipLogEntry(
    membershipId: bigint,
    toState: number,
  ): Promise<{ at: Date; reason: string } | undefined> {
    return this.#db
      .selectFrom('membershipLog')
      .select(['at', 'reason'])
      .where('membershipId', '=', membershipId)
      .where('toState', '=', toState)
      .orderBy('id', 'desc')
      .executeTakeFirst();
  }

  /** A user's memberships in these states, locked in key order until the transaction ends. */
  lockMembershipsOf(userId: bigint, states: readonly number[]): Promise<Membership[]> {
    return this.#db
      .selectFrom('memberships')
      .selectAll()
      .where('userId', '=', userId)
      .where('state', 'in', [...states])
      .orderBy('id')
      .forUpdate()
      .execute();
  }

  membership(userId: bigint, projectId: bigint): Promise<Membership | undefined> {
    return this.#db
      .selectFrom('memberships')
      .selectAll()
      .where('userId', '=', userId)
      .where('projectId', '=', projectId)
      .executeTakeFirst();
  }

  /** Every membership of a user with its project, in whatever state. */
  membershipsOf(
    userId: bigint,
  ): Promise<{ uuid: string; realname: string; projectState: number; state: number }[]> {
    return this.#db
      .selectFrom('memberships as m')
      .innerJoin('projects as p', 'p.id', 'm.projectId')
      .select(['p.uuid', 'p.realname', 'p.state as projectState', 'm.state'])
      .where('m.userId', '=', userId)
      .orderBy('m.id')
      .execute();
  }

  /** Projects that a user belongs to: accepted or waiting to leave, save deleted ones. */
  ofMember(userId: bigint, states: readonly number[]): Promise<Project[]> {
    return this.#db
      .selectFrom('projects as p')
      .innerJoin('memberships as m', 'm.projectId', 'p.id')
      .selectAll('p')
      .where('m.userId', '=', userId)
      .where('m.state', 'in', [1, 5])
      .where('p.state', 'in', [...states])
      .orderBy('p.id')
      .execute();
  }

  /** A user's base project and those he owns, in one state, locked in key order until the transaction ends. */
  lockOwn(user: { id: bigint; uuid: string }, state: number): Promise<Project[]> {
    return this.#db
      .selectFrom('projects')
      .selectAll()
      .where((eb) => eb.or([eb('ownerId', '=', user.id), eb('uuid', '=', user.uuid)]))
      .where('state', '=', state)
      .orderBy('id')
      .forUpdate()
      .execute();
  }

  quotas(projectIds: readonly bigint[]): Promise<ProjectQuotaRow[]> {
    return this.#db
      .selectFrom('projectQuotas as q')
      .innerJoin('resources as r', 'r.id', 'q.resourceId')
      .select(['q.projectId', 'r.name as resource', 'r.apiVisible', 'q.projectCapacity', 'q.memberCapacity'])
      .where('q.projectId', '=', sql<bigint>`any(${projectIds.map(String)}::bigint[])`)
      .orderBy('q.projectId')
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

  /** Memberships of these projects that were accepted at some time, with their user. */
  initializedMemberships(
    projectIds: readonly bigint[],
  ): Promise<{ projectId: bigint; state: number; userUuid: string }[]> {
    return this.#db
      .selectFrom('memberships as m')
      .innerJoin('users as u', 'u.id', 'm.userId')
      .select(['m.projectId', 'm.state', 'u.uuid as userUuid'])
      .where('m.initialized', '=', true)
      .where('m.projectId', '=', sql<bigint>`any(${projectIds.map(String)}::bigint[])`)
      .orderBy('m.id')
      .execute();
  }
}
