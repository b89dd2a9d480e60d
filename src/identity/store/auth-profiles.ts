import { type Kysely, sql } from 'kysely';
import type { Page, PageRequest } from '#platform/commands/page';
import { type ChangeOf, columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import { listColumn, readPage } from '#platform/database/list-page';
import type { AuthProfilesTable } from './schema/policies.ts';
import type { IdentitySchema } from './schema.ts';

export type AuthProfile = RowOf<AuthProfilesTable>;

/** A profile with the names of those it is for. */
export interface AssignedProfile extends AuthProfile {
  groups: string[];
  users: string[];
}

const profileColumns = columns('auth_profiles', [
  'id',
  'name',
  'provider',
  'is_exclusive',
  'is_active',
  'priority',
  'may_add',
  'may_remove',
  'may_create',
  'may_login',
  'max_methods',
  'is_required',
  'automoderates',
]);

export const listedProfileColumns = {
  id: listColumn.number('auth_profiles.id'),
  name: listColumn.text('auth_profiles.name'),
  provider: listColumn.text('auth_profiles.provider'),
  exclusive: listColumn.flag('auth_profiles.is_exclusive'),
};

const assignedGroups = sql<
  string[]
>`array(select g.name from auth_profile_groups p join groups g on g.id = p.group_id
  where p.profile_id = auth_profiles.id order by g.name)`;
const assignedUsers = sql<
  string[]
>`array(select u.username from auth_profile_users p join users u on u.id = p.user_id
  where p.profile_id = auth_profiles.id order by u.username)`;

/** Profiles of what ways to log in allow, and for whom. */
export class AuthProfileStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  /** With `lock` the row stays ours until the transaction ends. */
  byName(name: string, options: { lock?: boolean } = {}): Promise<AssignedProfile | undefined> {
    const query = this.#assigned().where('name', '=', name);
    return (options.lock === true ? query.forUpdate() : query).executeTakeFirst();
  }

  listed(request: PageRequest): Promise<Page<AssignedProfile>> {
    return readPage(this.#assigned(), listedProfileColumns, 'auth_profiles.id', request);
  }

  #assigned() {
    return this.#db
      .selectFrom('auth_profiles')
      .select(profileColumns)
      .select([assignedGroups.as('groups'), assignedUsers.as('users')]);
  }

  /** Makes a profile, unless there is one of the name: false then. */
  async insertUnlessThere(profile: NewRowOf<AuthProfilesTable>): Promise<boolean> {
    const made = await this.#db
      .insertInto('auth_profiles')
      .values(toColumns(profile))
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    return made !== undefined;
  }

  async update(id: bigint, change: ChangeOf<AuthProfilesTable>): Promise<void> {
    await this.#db.updateTable('auth_profiles').set(toColumns(change)).where('id', '=', id).execute();
  }

  /** Makes it for these groups and users, and for no others. */
  async assign(id: bigint, groupIds: readonly bigint[], userIds: readonly bigint[]): Promise<void> {
    await this.#db.deleteFrom('auth_profile_groups').where('profile_id', '=', id).execute();
    await this.#db.deleteFrom('auth_profile_users').where('profile_id', '=', id).execute();
    await sql`insert into auth_profile_groups (profile_id, group_id)
      select ${id}, unnest(${groupIds.map(String)}::bigint[])`.execute(this.#db);
    await sql`insert into auth_profile_users (profile_id, user_id)
      select ${id}, unnest(${userIds.map(String)}::bigint[])`.execute(this.#db);
  }

  async remove(id: bigint): Promise<void> {
    await this.#db.deleteFrom('auth_profiles').where('id', '=', id).execute();
  }
}
