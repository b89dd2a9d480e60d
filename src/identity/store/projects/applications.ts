import { type Kysely, sql } from 'kysely';
import { type ChangeOf, columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { ApplicationsTable } from '../schema/projects.ts';
import type { IdentitySchema } from '../schema.ts';

export type Application = RowOf<ApplicationsTable>;

const applicationColumns = columns('applications', [
  'id',
  'project_id',
  'applicant_id',
  'owner_id',
  'state',
  'name',
  'homepage',
  'description',
  'comments',
  'start_at',
  'end_at',
  'join_policy',
  'leave_policy',
  'max_members',
  'private',
  'issued_at',
  'response',
  'response_at',
  'response_actor_id',
]);

const PENDING = 0;

/** What an application asks for of one resource. */
export interface ApplicationQuotaRow {
  applicationId: bigint;
  resourceId: bigint;
  resource: string;
  apiVisible: boolean;
  projectCapacity: bigint;
  memberCapacity: bigint;
}

/** Rows of applications, and what they ask for. */
export class ApplicationStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  async insert(application: NewRowOf<ApplicationsTable>): Promise<Application> {
    return this.#db
      .insertInto('applications')
      .values(toColumns(application))
      .returning(applicationColumns)
      .executeTakeFirstOrThrow();
  }

  async setQuotas(
    applicationId: bigint,
    rows: readonly { resourceId: bigint; projectCapacity: bigint; memberCapacity: bigint }[],
  ): Promise<void> {
    if (rows.length === 0) return;
    await this.#db
      .insertInto('application_quotas')
      .values(rows.map((row) => toColumns({ applicationId, ...row })))
      .execute();
  }

  byId(id: bigint): Promise<Application | undefined> {
    return this.#db
      .selectFrom('applications')
      .select(applicationColumns)
      .where('id', '=', id)
      .executeTakeFirst();
  }

  byIds(ids: readonly bigint[]): Promise<Application[]> {
    return this.#db
      .selectFrom('applications')
      .select(applicationColumns)
      .where('id', '=', sql<bigint>`any(${ids.map(String)}::bigint[])`)
      .orderBy('id')
      .execute();
  }

  /** Those that wait for a decision, of one project or of all, the oldest first. */
  pending(projectId?: bigint): Promise<Application[]> {
    const query = this.#db
      .selectFrom('applications')
      .select(applicationColumns)
      .where('state', '=', PENDING)
      .orderBy('id');
    return (projectId === undefined ? query : query.where('project_id', '=', projectId)).execute();
  }

  /** All that was ever applied for about a project, the newest first. */
  ofProject(projectId: bigint): Promise<Application[]> {
    return this.#db
      .selectFrom('applications')
      .select(applicationColumns)
      .where('project_id', '=', projectId)
      .orderBy('id', 'desc')
      .execute();
  }

  /** The numbers of those that are the first of one of these projects. */
  async firstOf(projectIds: readonly bigint[]): Promise<Set<bigint>> {
    const rows = await this.#db
      .selectFrom('applications')
      .select(sql<bigint>`min(id)`.as('id'))
      .where('project_id', '=', sql<bigint>`any(${projectIds.map(String)}::bigint[])`)
      .groupBy('project_id')
      .execute();
    return new Set(rows.map(({ id }) => id));
  }

  async update(ids: readonly bigint[], change: ChangeOf<ApplicationsTable>): Promise<void> {
    if (ids.length === 0) return;
    await this.#db
      .updateTable('applications')
      .set(toColumns(change))
      .where('id', '=', sql<bigint>`any(${ids.map(String)}::bigint[])`)
      .execute();
  }

  quotas(applicationIds: readonly bigint[]): Promise<ApplicationQuotaRow[]> {
    return this.#db
      .selectFrom('application_quotas as q')
      .innerJoin('resources as r', 'r.id', 'q.resource_id')
      .select(['q.application_id as applicationId', 'q.resource_id as resourceId', 'r.name as resource'])
      .select(['r.api_visible as apiVisible', 'q.project_capacity as projectCapacity'])
      .select('q.member_capacity as memberCapacity')
      .where('q.application_id', '=', sql<bigint>`any(${applicationIds.map(String)}::bigint[])`)
      .orderBy('r.id')
      .execute();
  }

  /** How many applications of each accepted user wait for a decision, by the user's uuid; of one user where one is given. */
  async pendingByApplicant(user?: string): Promise<{ user: string; count: bigint }[]> {
    const query = this.#db
      .selectFrom('applications as a')
      .innerJoin('users as u', 'u.id', 'a.applicant_id')
      .select(['u.uuid as user', sql<bigint>`count(*)`.as('count')])
      .where('a.state', '=', PENDING)
      .groupBy('u.uuid')
      .orderBy('u.uuid');
    return (user === undefined ? query : query.where('u.uuid', '=', user)).execute();
  }
}
