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

  async setState(membership: Membership, state: number, log: { at: Date; reason: string }): Promise<void> {
    await this.#db.updateTable('memberships').set({ state }).where('id', '=', membership.id).execute();
    await this.#db
      .insertInto('membership_log')
      .values({
        membership_id: membership.id,
        from_state: membership.state,
        to_state: state,
        ...log,
        actor_id: null,
      })
      .execute();
  }

  lastLogEntry(membershipId: bigint, toState: number): Promise<{ at: Date; reason: string } | undefined> {
    return this.#db
      .selectFrom('membership_log')
      .select(['at', 'reason'])
      .where('membership_id', '=', membershipId)
      .where('to_state', '=', toState)
      .orderBy('id', 'desc')
      .executeTakeFirst();
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
