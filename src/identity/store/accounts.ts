import { type Insertable, type Kysely, type Selectable, sql, type Updateable } from 'kysely';
import type { IdentitySchema, UsersTable } from './schema.ts';

export type User = Selectable<UsersTable>;
export type NewUser = Insertable<UsersTable>;
export type UserChange = Updateable<UsersTable>;

/** One line of the administrator's list. */
export interface UserListRow extends User {
  groups: string[];
  providers: string[];
}

/** Rows of people, their groups and their ways to log in. */
export class AccountStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  byId(id: bigint): Promise<User | undefined> {
    return this.#db.selectFrom('users').selectAll().where('id', '=', id).executeTakeFirst();
  }

  /** With `lock` the row stays ours until the transaction ends. */
  byUuid(uuid: string, options: { lock?: boolean } = {}): Promise<User | undefined> {
    const query = this.#db.selectFrom('users').selectAll().where('uuid', '=', uuid);
    return (options.lock === true ? query.forUpdate() : query).executeTakeFirst();
  }

  /** Accounts of an e-mail or user name, verified ones first. */
  async byName(name: string): Promise<User[]> {
    if (name.includes('\u0000')) return []; // no text of the database has one
    const wanted = name.toLowerCase();
    return this.#db
      .selectFrom('users')
      .selectAll()
      .where((eb) => eb.or([eb('username', '=', wanted), eb(sql`lower(email)`, '=', wanted)]))
      .orderBy('emailVerified', 'desc')
      .orderBy('id')
      .execute();
  }

  async insert(user: NewUser): Promise<User> {
    return this.#db.insertInto('users').values(user).returningAll().executeTakeFirstOrThrow();
  }

  async update(id: bigint, change: UserChange): Promise<void> {
    await this.#db.updateTable('users').set(change).where('id', '=', id).execute();
  }

  async remove(id: bigint): Promise<void> {
    await this.#db.deleteFrom('users').where('id', '=', id).execute();
  }

  list(): Promise<UserListRow[]> {
    return this.#db
      .selectFrom('users as u')
      .selectAll('u')
      .select(
        sql<string[]>`array(select g.name from user_groups ug join groups g on g.id = ug.group_id
          where ug.user_id = u.id order by g.name)`.as('groups'),
      )
      .select(
        sql<string[]>`array(select distinct m.module from sign_in_methods m
          where m.user_id = u.id and m.active order by m.module)`.as('providers'),
      )
      .orderBy('u.id')
      .execute();
  }

  async groupsOf(userId: bigint): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('userGroups')
      .innerJoin('groups', 'groups.id', 'userGroups.groupId')
      .select('groups.name')
      .where('userGroups.userId', '=', userId)
      .orderBy('groups.name')
      .execute();
    return rows.map(({ name }) => name);
  }

  async groupId(name: string): Promise<bigint | undefined> {
    const row = await this.#db.selectFrom('groups').select('id').where('name', '=', name).executeTakeFirst();
    return row?.id;
  }

  /** The group's id, made when it is new. */
  async ensureGroup(name: string): Promise<bigint> {
    await this.#db
      .insertInto('groups')
      .values({ name })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    const { id } = await this.#db
      .selectFrom('groups')
      .select('id')
      .where('name', '=', name)
      .executeTakeFirstOrThrow();
    return id;
  }

  async addToGroup(userId: bigint, groupId: bigint): Promise<void> {
    await this.#db
      .insertInto('userGroups')
      .values({ userId, groupId })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async removeFromGroup(userId: bigint, groupId: bigint): Promise<void> {
    await this.#db
      .deleteFrom('userGroups')
      .where('userId', '=', userId)
      .where('groupId', '=', groupId)
      .execute();
  }

  async addLocalMethod(userId: bigint, at: Date): Promise<void> {
    await this.#db
      .insertInto('signInMethods')
      .values({ userId, module: 'local', createdAt: at })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** Names of the active ways to log in. */
  async methodsOf(userId: bigint): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('signInMethods')
      .select('module')
      .where('userId', '=', userId)
      .where('active', '=', true)
      .orderBy('id')
      .execute();
    return rows.map(({ module }) => module);
  }

  /** Whether somebody is in the group; used to know if a first administrator is still wanted. */
  async groupHasMembers(name: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('userGroups')
      .innerJoin('groups', 'groups.id', 'userGroups.groupId')
      .select('userGroups.userId')
      .where('groups.name', '=', name)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Names by uuid, for the accounts that exist. `undefined` asks for every account. */
  async usernames(uuids: string[] | undefined): Promise<{ uuid: string; username: string }[]> {
    const query = this.#db.selectFrom('users').select(['uuid', 'username']).orderBy('id');
    if (uuids === undefined) return query.execute();
    if (uuids.length === 0) return [];
    return query.where('uuid', '=', sql<string>`any(${uuids}::uuid[])`).execute();
  }

  /** Uuids by lower-case name; of several accounts of one name the verified one. `undefined` asks for every account. */
  async uuidsByUsername(usernames: string[] | undefined): Promise<{ uuid: string; username: string }[]> {
    if (usernames?.length === 0) return [];
    const query = this.#db
      .selectFrom('users')
      .distinctOn('username')
      .select(['uuid', 'username'])
      .orderBy('username')
      .orderBy('emailVerified', 'desc')
      .orderBy('id');
    if (usernames === undefined) return query.execute();
    return query.where('username', '=', sql<string>`any(${usernames}::text[])`).execute();
  }

  /** Which of these accounts are the user's own or share a project with him that both belong to. */
  async acquaintances(userId: bigint, uuids: string[]): Promise<Set<string>> {
    if (uuids.length === 0) return new Set();
    const { rows } = await sql<{ uuid: string }>`
      select u.uuid::text as uuid from users u
      where u.uuid = any(${uuids}::uuid[]) and (u.id = ${userId} or exists (
        select from memberships theirs join memberships mine on mine.project_id = theirs.project_id
        where theirs.user_id = u.id and mine.user_id = ${userId}
          and theirs.state in (1, 5) and mine.state in (1, 5)))`.execute(this.#db);
    return new Set(rows.map(({ uuid }) => uuid));
  }
}
