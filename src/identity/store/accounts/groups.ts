import { type Kysely, sql } from 'kysely';
import type { Page, PageRequest } from '#platform/commands/page';
import { toColumns } from '#platform/database/columns';
import { listColumn, readPage } from '#platform/database/list-page';
import type { IdentitySchema } from '../schema.ts';

/** One line of the administrator's list. */
export interface GroupRow {
  id: bigint;
  name: string;
  members: number;
}

const members = sql<number>`(select count(*)::integer from user_groups ug where ug.group_id = groups.id)`;

export const listedGroupColumns = {
  id: listColumn.number('groups.id'),
  name: listColumn.text('groups.name'),
  users_count: listColumn.number(members),
};

/** Groups of accounts. */
export class GroupStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  async of(userId: bigint): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('user_groups')
      .innerJoin('groups', 'groups.id', 'user_groups.group_id')
      .select('groups.name')
      .where('user_groups.user_id', '=', userId)
      .orderBy('groups.name')
      .execute();
    return rows.map(({ name }) => name);
  }

  /** The roles of an account, as answers to tokens have them. */
  async rolesOf(userId: bigint): Promise<{ id: string; name: string }[]> {
    const rows = await this.#db
      .selectFrom('user_groups')
      .innerJoin('groups', 'groups.id', 'user_groups.group_id')
      .select(['groups.id', 'groups.name'])
      .where('user_groups.user_id', '=', userId)
      .orderBy('groups.id')
      .execute();
    return rows.map(({ id, name }) => ({ id: String(id), name }));
  }

  /** Ids of the groups that exist, by name. */
  async ids(names: readonly string[]): Promise<Map<string, bigint>> {
    if (names.length === 0) return new Map();
    const rows = await this.#db
      .selectFrom('groups')
      .select(['name', 'id'])
      .where('name', 'in', names)
      .execute();
    return new Map(rows.map(({ name, id }) => [name, id]));
  }

  /** Ids of groups by the word that each was called by: its name, else its number. */
  async byWords(words: readonly string[]): Promise<Map<string, bigint>> {
    const { rows } = await sql<{ word: string; id: bigint }>`
      select distinct on (w.word) w.word, g.id from unnest(${words}::text[]) w (word)
      join groups g on g.name = w.word or g.id::text = w.word order by w.word, g.name = w.word desc`.execute(
      this.#db,
    );
    return new Map(rows.map(({ word, id }) => [word, id]));
  }

  /** Ids of groups, of which those are made that are new. */
  async ensure(names: readonly string[]): Promise<bigint[]> {
    if (names.length === 0) return [];
    await this.#db
      .insertInto('groups')
      .values(names.map((name) => ({ name })))
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    return [...(await this.ids(names)).values()];
  }

  /** Names of groups, in their order. */
  async names(limit: number): Promise<string[]> {
    const rows = await this.#db.selectFrom('groups').select('name').orderBy('name').limit(limit).execute();
    return rows.map(({ name }) => name);
  }

  /** Groups with how many accounts are in each. */
  listed(request: PageRequest): Promise<Page<GroupRow>> {
    const query = this.#db.selectFrom('groups').select(['groups.id', 'groups.name', members.as('members')]);
    return readPage(query, listedGroupColumns, 'groups.id', request);
  }

  async add(userId: bigint, groupIds: readonly bigint[]): Promise<void> {
    if (groupIds.length === 0) return;
    await this.#db
      .insertInto('user_groups')
      .values(groupIds.map((groupId) => toColumns({ userId, groupId })))
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  async remove(userId: bigint, groupIds: readonly bigint[]): Promise<void> {
    if (groupIds.length === 0) return;
    await this.#db
      .deleteFrom('user_groups')
      .where('user_id', '=', userId)
      .where('group_id', 'in', groupIds)
      .execute();
  }

  /** Whether somebody is in the group; used to know if a first administrator is still wanted. */
  async hasMembers(name: string): Promise<boolean> {
    const row = await this.#db
      .selectFrom('user_groups')
      .innerJoin('groups', 'groups.id', 'user_groups.group_id')
      .select('user_groups.user_id')
      .where('groups.name', '=', name)
      .executeTakeFirst();
    return row !== undefined;
  }
}
