import { type Kysely, sql } from 'kysely';
import { columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { MembershipsTable } from '../schema/projects.ts';
import type { IdentitySchema } from '../schema.ts';

export type Membership = RowOf<MembershipsTable>;

const membershipColumns = columns('memberships', ['id', 'user_id', 'project_id', 'state', 'initialized']);

const ACCEPTED = 1;

/** A membership with its project. */
export interface MembershipRow {
  uuid: string;
  realname: string;
  projectState: number;
  state: number;
}

/** A membership with what rights and documents need of its user and its project. */
export interface MembershipView extends Membership {
  userUuid: string;
  email: string;
  firstName: string;
  lastName: string;
  projectUuid: string;
  projectState: number;
  ownerId: bigint | null;
  joinPolicy: number;
  leavePolicy: number;
  /** When it was in each state the last time, by the state's number. */
  entered: Record<string, string>;
}

/** Which memberships are wanted; all conditions that are given must hold. */
export interface WantedMemberships {
  ids?: readonly bigint[];
  projectIds?: readonly bigint[];
  /** Those of this user. */
  userId?: bigint;
  /** Those of this user, and those of projects that he owns. */
  concerns?: bigint;
}

/** Who made a step, and when; a command has no account. */
export interface StepLog {
  at: Date;
  actorId?: bigint | null;
  reason?: string;
}

/** Who belongs to which project, and what changed of it. */
export class MembershipStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  async insert(
    membership: NewRowOf<MembershipsTable>,
    { at, actorId = null, reason = '' }: StepLog,
  ): Promise<Membership> {
    const row = await this.#db
      .insertInto('memberships')
      .values(toColumns(membership))
      .returning(membershipColumns)
      .executeTakeFirstOrThrow();
    await this.#db
      .insertInto('membership_log')
      .values(toColumns({ membershipId: row.id, fromState: null, toState: row.state, at, actorId, reason }))
      .execute();
    return row;
  }

  /** Sets the state of memberships, each with an entry in its log. Whoever was accepted once has holdings from then on. */
  async setStates(
    memberships: readonly Membership[],
    state: number,
    { at, actorId = null, reason = '' }: StepLog,
  ): Promise<void> {
    if (memberships.length === 0) return;
    const ids = memberships.map(({ id }) => String(id));
    await this.#db
      .updateTable('memberships')
      .set({ state, ...(state === ACCEPTED ? { initialized: true } : {}) })
      .where('id', '=', sql<bigint>`any(${ids}::bigint[])`)
      .execute();
    await sql`
      insert into membership_log (membership_id, from_state, to_state, at, actor_id, reason)
      select membership_id, from_state, ${state}::smallint, ${at}::timestamptz, ${actorId}::bigint, ${reason}
      from unnest(${ids}::bigint[], ${memberships.map((membership) => membership.state)}::integer[])
        as m (membership_id, from_state)
      order by membership_id`.execute(this.#db);
  }

  /** Why each of these memberships entered a state the last time. */
  async lastReasons(membershipIds: readonly bigint[], toState: number): Promise<Map<bigint, string>> {
    const rows = await this.#db
      .selectFrom('membership_log')
      .distinctOn('membership_id')
      .select(['membership_id', 'reason'])
      .where('membership_id', '=', sql<bigint>`any(${membershipIds.map(String)}::bigint[])`)
      .where('to_state', '=', toState)
      .orderBy('membership_id')
      .orderBy('id', 'desc')
      .execute();
    return new Map(rows.map((row) => [row.membership_id, row.reason]));
  }

  /** A user's memberships in these states, locked in key order until the transaction ends. */
  lockOf(userId: bigint, states: readonly number[]): Promise<Membership[]> {
    return this.#db
      .selectFrom('memberships')
      .select(membershipColumns)
      .where('user_id', '=', userId)
      .where('state', 'in', [...states])
      .orderBy('id')
      .forUpdate()
      .execute();
  }

  find(userId: bigint, projectId: bigint): Promise<Membership | undefined> {
    return this.#db
      .selectFrom('memberships')
      .select(membershipColumns)
      .where('user_id', '=', userId)
      .where('project_id', '=', projectId)
      .executeTakeFirst();
  }

  /** Every membership of a user with its project, in whatever state. */
  of(userId: bigint): Promise<MembershipRow[]> {
    return this.#db
      .selectFrom('memberships as m')
      .innerJoin('projects as p', 'p.id', 'm.project_id')
      .select(['p.uuid', 'p.realname', 'p.state as projectState', 'm.state'])
      .where('m.user_id', '=', userId)
      .orderBy('m.id')
      .execute();
  }

  /** How many memberships of each project are in these states. */
  async counts(projectIds: readonly bigint[], states: readonly number[]): Promise<Map<bigint, bigint>> {
    const rows = await this.#db
      .selectFrom('memberships')
      .select(['project_id as projectId', sql<bigint>`count(*)`.as('count')])
      .where('project_id', '=', sql<bigint>`any(${projectIds.map(String)}::bigint[])`)
      .where('state', 'in', [...states])
      .groupBy('project_id')
      .execute();
    return new Map(rows.map(({ projectId, count }) => [projectId, count]));
  }

  /** Memberships with their users and projects, in the order in which they were made. */
  async views({ ids, projectIds, userId, concerns }: WantedMemberships): Promise<MembershipView[]> {
    let query = this.#db
      .selectFrom('memberships')
      .innerJoin('users as u', 'u.id', 'memberships.user_id')
      .innerJoin('projects as p', 'p.id', 'memberships.project_id')
      .select(membershipColumns)
      .select(['u.uuid as userUuid', 'u.email', 'u.first_name as firstName', 'u.last_name as lastName'])
      .select(['p.uuid as projectUuid', 'p.state as projectState', 'p.owner_id as ownerId'])
      .select(['p.join_policy as joinPolicy', 'p.leave_policy as leavePolicy'])
      .select(
        sql<Record<string, string>>`(select coalesce(json_object_agg(l.to_state, l.at), '{}')
          from (select to_state, max(at) as at from membership_log
            where membership_id = memberships.id group by to_state) l)`.as('entered'),
      )
      .orderBy('memberships.id');
    if (ids !== undefined)
      query = query.where('memberships.id', '=', sql<bigint>`any(${ids.map(String)}::bigint[])`);
    if (projectIds !== undefined)
      query = query.where(
        'memberships.project_id',
        '=',
        sql<bigint>`any(${projectIds.map(String)}::bigint[])`,
      );
    if (userId !== undefined) query = query.where('memberships.user_id', '=', userId);
    if (concerns !== undefined)
      query = query.where((eb) =>
        eb.or([eb('memberships.user_id', '=', concerns), eb('p.owner_id', '=', concerns)]),
      );
    return query.execute();
  }

  /** Memberships of these projects that were accepted at some time, with their user; of some users where they are given. */
  initialized(
    projectIds: readonly bigint[],
    userIds?: readonly bigint[],
  ): Promise<{ projectId: bigint; state: number; userUuid: string }[]> {
    const query = this.#db
      .selectFrom('memberships as m')
      .innerJoin('users as u', 'u.id', 'm.user_id')
      .select(['m.project_id as projectId', 'm.state', 'u.uuid as userUuid'])
      .where('m.initialized', '=', true)
      .where('m.project_id', '=', sql<bigint>`any(${projectIds.map(String)}::bigint[])`)
      .orderBy('m.id');
    return (
      userIds === undefined
        ? query
        : query.where('m.user_id', '=', sql<bigint>`any(${userIds.map(String)}::bigint[])`)
    ).execute();
  }
}
