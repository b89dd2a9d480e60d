import { sql } from 'kysely';
import type { Page, PageRequest } from '#platform/commands/page';
import { listColumn, readPage } from '#platform/database/list-page';
import type { Db } from './rows.ts';
import { DELETED, HISTORY, NORMAL, ROOT_NODE } from './schema.ts';
import type { VersionStore } from './versions/versions.ts';

export interface AccountRow {
  id: bigint;
  latest: bigint | null;
  modified: bigint;
}

/** What the list of accounts can be filtered and ordered by. */
export const listedAccountColumns = { uuid: listColumn.text('nodes.name') };

export interface AccountTotals {
  containers: bigint;
  objects: bigint;
  bytes: bigint;
  /** Of superseded and deleted versions. */
  historyBytes: bigint;
  modified: bigint;
}

/** Accounts, their groups, and what all their containers hold together. */
export class AccountStore {
  readonly #db: Db;
  readonly #versions: VersionStore;

  constructor(db: Db, versions: VersionStore) {
    this.#db = db;
    this.#versions = versions;
  }

  async find(account: string): Promise<AccountRow | undefined> {
    return this.#db
      .selectFrom('nodes')
      .select(['id', 'latest', 'modified'])
      .where('parent', '=', ROOT_NODE)
      .where('name', '=', account)
      .executeTakeFirst();
  }

  /** Makes the account when it is not there yet, and gives its node. */
  async ensure(account: string, at: { now: bigint; uuid: string }): Promise<bigint> {
    const found = await this.find(account);
    if (found !== undefined) return found.id;
    const made = await this.#db
      .insertInto('nodes')
      .values({ parent: ROOT_NODE, name: account, latest: null, live: true, modified: at.now })
      .onConflict((conflict) => conflict.columns(['parent', 'name']).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (made === undefined) return (await this.find(account))!.id;
    await this.#versions.addOfNode({
      node: made.id,
      muser: account,
      now: at.now,
      uuid: at.uuid,
      keep: false,
    });
    return made.id;
  }

  /** Accounts after a name, by name. */
  async names(after: string, limit: number): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('nodes')
      .select('name')
      .where('parent', '=', ROOT_NODE)
      .where('name', '>', after)
      .orderBy('name')
      .limit(limit)
      .execute();
    return rows.map(({ name }) => name);
  }

  /** One page of the administrator's list; of those whose names differ in capital letters alone, if so asked. */
  listed(duplicate: boolean, request: PageRequest): Promise<Page<{ uuid: string }>> {
    const rows = this.#db
      .selectFrom('nodes')
      .select('name as uuid')
      .where('parent', '=', ROOT_NODE)
      .where(
        duplicate
          ? sql<boolean>`exists (select from nodes other where other.parent = ${ROOT_NODE}
              and lower(other.name) = lower(nodes.name) and other.id <> nodes.id)`
          : sql<boolean>`true`,
      );
    return readPage(rows, listedAccountColumns, 'nodes.id', request);
  }

  /** Containers of an account with what they hold now, by name. */
  async containers(account: bigint): Promise<{ name: string; objects: bigint; bytes: bigint }[]> {
    const { rows } = await sql<{ name: string; objects: bigint; bytes: bigint }>`
      select c.name, coalesce(s.population, 0) as objects, coalesce(s.size, 0) as bytes
      from nodes c left join statistics s on s.node = c.id and s.cluster = ${NORMAL}
      where c.parent = ${account} and c.live order by c.name`.execute(this.#db);
    return rows;
  }

  /** Removes an account that is locked, with its groups; false while a container is in it. */
  async remove(id: bigint, account: string): Promise<boolean> {
    const child = await this.#db.selectFrom('nodes').select('id').where('parent', '=', id).executeTakeFirst();
    if (child !== undefined) return false;
    await this.#db.deleteFrom('groups').where('owner', '=', account).execute();
    await this.#db.deleteFrom('permissions').where('account', '=', account).execute();
    await this.#db.deleteFrom('public_links').where('account', '=', account).execute();
    for (const table of ['attributes', 'policies', 'statistics', 'meta_keys', 'versions'] as const)
      await this.#db.deleteFrom(table).where('node', '=', id).execute();
    await this.#db.deleteFrom('nodes').where('id', '=', id).execute();
    return true;
  }

  /** The account's row, locked. */
  async lock(id: bigint): Promise<AccountRow> {
    return this.#db
      .selectFrom('nodes')
      .select(['id', 'latest', 'modified'])
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow();
  }

  /** Members of each group of an account, sorted. */
  async groups(account: string): Promise<Map<string, string[]>> {
    const rows = await this.#db
      .selectFrom('groups')
      .select(['name', 'member'])
      .where('owner', '=', account)
      .orderBy('name')
      .orderBy('member')
      .execute();
    const groups = new Map<string, string[]>();
    for (const { name, member } of rows) groups.set(name, [...(groups.get(name) ?? []), member]);
    return groups;
  }

  /** Replaces all groups of an account. */
  async setGroups(account: string, groups: ReadonlyMap<string, readonly string[]>): Promise<void> {
    await this.#db.deleteFrom('groups').where('owner', '=', account).execute();
    const rows = [...groups].flatMap(([name, members]) =>
      members.map((member) => ({ owner: account, name, member })),
    );
    if (rows.length > 0) await this.#db.insertInto('groups').values(rows).execute();
    await sql`update nodes set revision = revision + 1 where parent = 0 and name = ${account}`.execute(
      this.#db,
    );
  }

  /** Objects and bytes of a whole account, now and in its history, and when anything in it last changed. */
  async totals(account: bigint): Promise<AccountTotals> {
    const { rows } = await sql<AccountTotals>`
      select count(*) as containers, coalesce(sum(s.population), 0)::bigint as objects,
        coalesce(sum(s.size), 0)::bigint as bytes, coalesce(sum(h.size), 0)::bigint as "historyBytes",
        coalesce(max(c.modified), 0) as modified
      from nodes c left join statistics s on s.node = c.id and s.cluster = ${NORMAL}
      left join statistics h on h.node = c.id and h.cluster = ${HISTORY}
      where c.parent = ${account} and c.live`.execute(this.#db);
    return rows[0]!;
  }

  /** Containers, objects and bytes that an account held at a time; of containers that are gone nothing is left to count. */
  async totalsAt(
    account: bigint,
    until: bigint,
  ): Promise<{ containers: bigint; objects: bigint; bytes: bigint }> {
    const { rows } = await sql<{ containers: bigint; objects: bigint; bytes: bigint }>`
      select count(*) as containers, coalesce(sum(s.objects), 0)::bigint as objects,
        coalesce(sum(s.bytes), 0)::bigint as bytes
      from nodes c cross join lateral (
        select count(*) as objects, sum(v.size) as bytes from nodes n
        join lateral (select * from versions x where x.node = n.id and x.mtime < ${until} order by x.serial desc limit 1) v on true
        where n.parent = c.id and v.cluster <> ${DELETED}) s
      where c.parent = ${account} and exists (select from versions v where v.node = c.id and v.mtime < ${until})`.execute(
      this.#db,
    );
    return rows[0]!;
  }

  /** Last change of an account or of anything in it before a time. */
  async lastChange(account: bigint, until: bigint): Promise<bigint | undefined> {
    const { rows } = await sql<{ last: bigint | null }>`
      select max(v.mtime) as last from versions v join nodes n on n.id = v.node
      where v.mtime < ${until}
        and (n.id = ${account} or n.parent = ${account} or n.parent in (select c.id from nodes c where c.parent = ${account}))`.execute(
      this.#db,
    );
    return rows[0]?.last ?? undefined;
  }
}
