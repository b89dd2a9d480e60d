import type { Kysely } from 'kysely';
import { toColumns } from '#platform/database/columns';
import type { IdentitySchema } from '../schema.ts';

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
