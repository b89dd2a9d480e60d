import { type Kysely, sql } from 'kysely';
import type { AccountState } from '#contract/users';
import type { IdentitySchema } from '../schema.ts';
import { type User, userColumns } from './accounts.ts';
import { isAdmin } from './listed-accounts.ts';

/** Which accounts of a list are wanted. */
export interface AccountsQuery {
  state: AccountState | undefined;
  /** Part of e-mail or name in any case, or the uuid. */
  match: string | undefined;
  order: 'joined' | 'name';
  /** The other way round. */
  down: boolean;
  offset: number;
  limit: number;
}

export type AccountRow = User & { isAdmin: boolean };

/** A way to log in, as programs that administer users are told of it. */
export interface AccountMethod {
  module: string;
  subject: string;
  active: boolean;
  affiliation: string | null;
  info: Record<string, unknown>;
}

export type ProgramAccountRow = User & { groups: string[]; methods: AccountMethod[] };

/** Accounts as those see them who administer them. */
export class AdministeredAccountStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  /** A part of the list, the newest first or by name, and how long the whole is. */
  async list({
    state,
    match,
    order,
    down,
    offset,
    limit,
  }: AccountsQuery): Promise<{ rows: AccountRow[]; total: number }> {
    let query = this.#db.selectFrom('users');
    if (state !== undefined) query = query.where('users.state', '=', state);
    if (match !== undefined) {
      const part = match.toLowerCase();
      query = query.where(
        sql<boolean>`(position(${part} in users.username) > 0
          or position(${part} in lower(users.first_name || ' ' || users.last_name)) > 0 or users.uuid::text = ${part})`,
      );
    }
    const [by, direction] =
      order === 'name'
        ? (['users.username', down ? 'desc' : 'asc'] as const)
        : (['users.id', down ? 'asc' : 'desc'] as const);
    // The place is found in an index, and only the rows of the page are read whole.
    const page = query
      .select('users.id')
      .orderBy(by, direction)
      .orderBy('users.id')
      .offset(offset)
      .limit(limit);
    const [rows, { total }] = await Promise.all([
      this.#db
        .selectFrom('users')
        .select(userColumns)
        .select(isAdmin.as('isAdmin'))
        .where('users.id', 'in', page)
        .orderBy(by, direction)
        .orderBy('users.id')
        .execute(),
      query.select(sql<number>`count(*)::integer`.as('total')).executeTakeFirstOrThrow(),
    ]);
    return { rows, total };
  }

  /** Accounts after one of them in the order in which they were made, or the one of this uuid, with groups and ways to log in. */
  forPrograms(wanted: { after: bigint; limit: number } | { uuid: string }): Promise<ProgramAccountRow[]> {
    const query = this.#db
      .selectFrom('users')
      .select(userColumns)
      .select(
        sql<string[]>`array(select g.name from user_groups ug join groups g on g.id = ug.group_id
          where ug.user_id = users.id order by g.name)`.as('groups'),
      )
      .select(
        sql<
          AccountMethod[]
        >`(select coalesce(jsonb_agg(jsonb_build_object('module', m.module, 'subject', m.subject,
          'active', m.active, 'affiliation', m.affiliation, 'info', m.info) order by m.id), '[]')
          from sign_in_methods m where m.user_id = users.id)`.as('methods'),
      )
      .orderBy('users.id');
    if ('uuid' in wanted) return query.where('users.uuid', '=', wanted.uuid).execute();
    return query.where('users.id', '>', wanted.after).limit(wanted.limit).execute();
  }

  /**
   * How many accounts of a group can be used, this one left out. The group is ours until the transaction ends: two who leave
   * it at once do not both count each other.
   */
  async othersIn(group: string, userId: bigint): Promise<number> {
    await this.#db.selectFrom('groups').select('id').where('name', '=', group).forUpdate().execute();
    const { others } = await this.#db
      .selectFrom('user_groups')
      .innerJoin('groups', 'groups.id', 'user_groups.group_id')
      .innerJoin('users', 'users.id', 'user_groups.user_id')
      .select(sql<number>`count(*)::integer`.as('others'))
      .where('groups.name', '=', group)
      .where('users.is_active', '=', true)
      .where('users.id', '!=', userId)
      .executeTakeFirstOrThrow();
    return others;
  }
}
