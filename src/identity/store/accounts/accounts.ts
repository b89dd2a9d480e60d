import { type Kysely, sql } from 'kysely';
import { type ChangeOf, columns, type NewRowOf, type RowOf, toColumns } from '#platform/database/columns';
import type { Page, PageRequest } from '#platform/commands/page';
import { readPage } from '#platform/database/list-page';
import { isAdmin, type ListedAccounts, listedAccountColumns } from './listed-accounts.ts';
import type { UsersTable } from '../schema/accounts.ts';
import type { IdentitySchema } from '../schema.ts';

export type User = RowOf<UsersTable>;
export type NewUser = NewRowOf<UsersTable>;
export type UserChange = ChangeOf<UsersTable>;

export const userColumns = columns('users', [
  'id',
  'uuid',
  'email',
  'username',
  'first_name',
  'last_name',
  'password_hash',
  'is_active',
  'email_verified',
  'verified_at',
  'moderated',
  'moderated_at',
  'accepted_policy',
  'accepted_email',
  'is_rejected',
  'rejected_reason',
  'deactivated_reason',
  'deactivated_at',
  'has_signed_terms',
  'signed_terms_at',
  'token_hash',
  'token_created_at',
  'token_expires_at',
  'permissions',
  'level',
  'invitations',
  'default_project',
  'joined_at',
  'updated_at',
  'last_login_at',
  'activation_sent_at',
  'verification_hash',
  'state',
]);

/** One line of the administrator's list. */
export interface UserListRow extends User {
  isAdmin: boolean;
  groups: string[];
  providers: string[];
  /** Of each way to log in that was used: its name and when it was last. */
  lastLogins: string[];
}

/** Rows of people. */
export class AccountStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  byId(id: bigint): Promise<User | undefined> {
    return this.#db.selectFrom('users').select(userColumns).where('id', '=', id).executeTakeFirst();
  }

  /** With `lock` the row stays ours until the transaction ends. */
  byUuid(uuid: string, options: { lock?: boolean } = {}): Promise<User | undefined> {
    const query = this.#db.selectFrom('users').select(userColumns).where('uuid', '=', uuid);
    return (options.lock === true ? query.forUpdate() : query).executeTakeFirst();
  }

  byIds(ids: readonly bigint[]): Promise<User[]> {
    return this.#db
      .selectFrom('users')
      .select(userColumns)
      .where('id', '=', sql<bigint>`any(${ids.map(String)}::bigint[])`)
      .execute();
  }

  /** The account whose link to verify it has the key of this hash; the row stays ours until the transaction ends. */
  byVerification(hash: Buffer): Promise<User | undefined> {
    return this.#db
      .selectFrom('users')
      .select(userColumns)
      .where('verification_hash', '=', hash)
      .forUpdate()
      .executeTakeFirst();
  }

  /** Accounts of an e-mail or user name, verified ones first. */
  async byName(name: string): Promise<User[]> {
    if (name.includes('\u0000')) return []; // no text of the database has one
    const wanted = name.toLowerCase();
    return this.#db
      .selectFrom('users')
      .select(userColumns)
      .where((eb) => eb.or([eb('username', '=', wanted), eb(sql`lower(email)`, '=', wanted)]))
      .orderBy('email_verified', 'desc')
      .orderBy('id')
      .execute();
  }

  /** Ids of accounts by the word that each was called by: number, e-mail or uuid; of one e-mail the verified account. */
  async byWords(words: readonly string[]): Promise<Map<string, bigint>> {
    const { rows } = await sql<{ word: string; id: bigint }>`
      select distinct on (w.word) w.word, u.id from unnest(${words}::text[]) w (word)
      join users u on u.username = lower(w.word) or u.uuid::text = lower(w.word) or u.id::text = w.word
      order by w.word, u.email_verified desc, u.id`.execute(this.#db);
    return new Map(rows.map(({ word, id }) => [word, id]));
  }

  /** Accounts whose default project is this one, or one of them, have their own one instead. */
  async leaveDefaultProject(project: string, userId?: bigint): Promise<void> {
    const query = this.#db
      .updateTable('users')
      .set({ default_project: sql`uuid` })
      .where('default_project', '=', project);
    await (userId === undefined ? query : query.where('id', '=', userId)).execute();
  }

  async insert(user: NewUser): Promise<User> {
    return this.#db
      .insertInto('users')
      .values(toColumns(user))
      .returning(userColumns)
      .executeTakeFirstOrThrow();
  }

  async update(id: bigint, change: UserChange): Promise<void> {
    await this.#db.updateTable('users').set(toColumns(change)).where('id', '=', id).execute();
  }

  /** Of all who signed the terms nobody has from now on; answers how many they were. */
  async unsignTerms(): Promise<bigint> {
    const { numUpdatedRows } = await this.#db
      .updateTable('users')
      .set({ has_signed_terms: false })
      .where('has_signed_terms', '=', true)
      .executeTakeFirst();
    return numUpdatedRows;
  }

  /** Notes that these accounts signed the terms. */
  async signTerms(ids: readonly bigint[], at: Date): Promise<void> {
    await this.#db
      .updateTable('users')
      .set({ has_signed_terms: true, signed_terms_at: at })
      .where('id', '=', sql<bigint>`any(${ids.map(String)}::bigint[])`)
      .execute();
  }

  async remove(id: bigint): Promise<void> {
    await this.#db.deleteFrom('users').where('id', '=', id).execute();
  }

  /** A page of the administrator's list, in the order in which the accounts were made. */
  listed(wanted: ListedAccounts, request: PageRequest): Promise<Page<UserListRow>> {
    const { active, pendingModeration, pendingVerification, groups } = wanted;
    let query = this.#db
      .selectFrom('users')
      .select(userColumns)
      .select(isAdmin.as('isAdmin'))
      .select(
        sql<string[]>`array(select g.name from user_groups ug join groups g on g.id = ug.group_id
          where ug.user_id = users.id order by g.name)`.as('groups'),
      )
      .select(
        sql<
          string[]
        >`array(select m.module || ': ' || to_char(m.last_login_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
          from sign_in_methods m where m.user_id = users.id and m.active and m.last_login_at is not null order by m.id)`.as(
          'lastLogins',
        ),
      )
      .select(
        sql<string[]>`array(select distinct m.module from sign_in_methods m
          where m.user_id = users.id and m.active order by m.module)`.as('providers'),
      );
    if (active) query = query.where('users.is_active', '=', true);
    if (pendingModeration)
      query = query.where('users.email_verified', '=', true).where('users.moderated', '=', false);
    if (pendingVerification) query = query.where('users.email_verified', '=', false);
    if (groups.length > 0) {
      const wantedGroups = [...new Set(groups)];
      query = query.where(
        sql<boolean>`(select count(*) from user_groups ug join groups g on g.id = ug.group_id
          where ug.user_id = users.id and g.name = any(${wantedGroups}::text[])) = ${wantedGroups.length}`,
      );
    }
    return readPage(query, listedAccountColumns, 'users.id', request);
  }

  /** How many accounts there are by what is to be done with them; rejected ones are inactive, too. */
  async counts(): Promise<{ active: number; unverified: number; waiting: number; inactive: number }> {
    const { rows } = await sql<{ active: number; unverified: number; waiting: number; inactive: number }>`
      select count(*) filter (where email_verified and moderated and is_active)::int as active,
        count(*) filter (where not email_verified)::int as unverified,
        count(*) filter (where email_verified and not moderated)::int as waiting,
        count(*) filter (where email_verified and moderated and not is_active)::int as inactive
      from users`.execute(this.#db);
    return rows[0]!;
  }

  /** Accepted accounts after the one of this number, or the one with this uuid, in the order in which they were made. */
  acceptedAfter(
    id: bigint,
    limit: number,
    uuid?: string,
  ): Promise<{ id: bigint; uuid: string; email: string }[]> {
    const query = this.#db
      .selectFrom('users')
      .select(['id', 'uuid', 'email'])
      .where('moderated', '=', true)
      .where('email_verified', '=', true)
      .where('is_rejected', '=', false)
      .where('id', '>', id)
      .orderBy('id')
      .limit(limit);
    return (uuid === undefined ? query : query.where('uuid', '=', uuid)).execute();
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
      .orderBy('email_verified', 'desc')
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
