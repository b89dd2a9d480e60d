import { type Kysely, sql } from 'kysely';
import { columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { MembershipsTable } from '../schema/projects.ts';
import type { IdentitySchema } from '../schema.ts';

export type Membership = RowOf<MembershipsTable>;

const membershipColumns = columns('memberships', ['id', 'user_id', 'project_id', 'state', 'initialized']);

/** A membership with its project. */
export interface MembershipRow {
  uuid: string;
  realname: string;
  projectState: number;
  state: number;
}

/** Who belongs to which project, and what changed of it. */
export class MembershipStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  async insert(membership: NewRowOf<MembershipsTable>, at: Date): Promise<Membership> {
    const row = await this.#db
      .insertInto('memberships')
      .values(toColumns(membership))
      .returning(membershipColumns)
      .executeTakeFirstOrThrow();
    await this.#db
      .insertInto('membership_log')
      .values({ membership_id: row.id, from_state: null, to_state: row.state, at, actor_id: null })
      .execute();
    return row;
  }

  /** Sets the state of memberships, each with an entry in its log. */
  async setStates(
    memberships: readonly Membership[],
    state: number,
    log: { at: Date; reason: string },
  ): Promise<void> {
    if (memberships.length === 0) return;
    const ids = memberships.map(({ id }) => String(id));
    await this.#db
      .updateTable('memberships')
      .set({ state })
      .where('id', '=', sql<bigint>`any(${ids}::bigint[])`)
      .execute();
    await sql`
      insert into membership_log (membership_id, from_state, to_state, at, reason)
      select membership_id, from_state, ${state}::smallint, ${log.at}::timestamptz, ${log.reason}
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

  /** Memberships of these projects that were accepted at some time, with their user. */
  initialized(
    projectIds: readonly bigint[],
  ): Promise<{ projectId: bigint; state: number; userUuid: string }[]> {
    return this.#db
      .selectFrom('memberships as m')
      .innerJoin('users as u', 'u.id', 'm.user_id')
      .select(['m.project_id as projectId', 'm.state', 'u.uuid as userUuid'])
      .where('m.initialized', '=', true)
      .where('m.project_id', '=', sql<bigint>`any(${projectIds.map(String)}::bigint[])`)
      .orderBy('m.id')
      .execute();
  }
}
