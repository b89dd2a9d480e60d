import { sql } from 'kysely';
import { isExpired } from './clock.ts';
import type { Db } from './rows.ts';

/** Where an object lives. */
export interface ObjectPath {
  account: string;
  container: string;
  name: string;
}

/** Who may read and who may write. Holders are lower case: a user, `owner:group`, or `*`. */
export interface Sharing {
  read: string[];
  write: string[];
}

/** Who may read and write which paths, and what is published. */
export class SharingStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Entries on any of the names, by name. */
  async entries(account: string, container: string, names: readonly string[]): Promise<Map<string, Sharing>> {
    const found = new Map<string, Sharing>();
    if (names.length === 0) return found;
    const rows = await this.#db
      .selectFrom('permissions')
      .select(['name', 'holder', 'access'])
      .where('account', '=', account)
      .where('container', '=', container)
      .where('name', '=', sql<string>`any(${[...names]}::text[])`)
      .orderBy('holder')
      .execute();
    for (const { name, holder, access } of rows) {
      const entry = found.get(name) ?? { read: [], write: [] };
      entry[access].push(holder);
      found.set(name, entry);
    }
    return found;
  }

  /** Entries on any of the places in an account, by `container/name`. */
  async entriesAt(
    account: string,
    places: readonly { container: string; name: string }[],
  ): Promise<Map<string, Sharing>> {
    const found = new Map<string, Sharing>();
    if (places.length === 0) return found;
    const { rows } = await sql<{ container: string; name: string; holder: string; access: keyof Sharing }>`
      select p.container, p.name, p.holder, p.access
      from unnest(${places.map(({ container }) => container)}::text[], ${places.map(({ name }) => name)}::text[])
        as x (container, name)
      join permissions p on p.account = ${account} and p.container = x.container and p.name = x.name
      order by p.holder`.execute(this.#db);
    for (const { container, name, holder, access } of rows) {
      const entry = found.get(`${container}/${name}`) ?? { read: [], write: [] };
      entry[access].push(holder);
      found.set(`${container}/${name}`, entry);
    }
    return found;
  }

  /** Replaces the entry of a path; an empty one takes it away. */
  async set(path: ObjectPath, sharing: Sharing): Promise<void> {
    await this.#drop('permissions', { account: path.account, name: path.container }, [path.name]);
    const rows = (['read', 'write'] as const).flatMap((access) =>
      sharing[access].map((holder) => ({ ...path, holder, access })),
    );
    if (rows.length > 0) await this.#db.insertInto('permissions').values(rows).execute();
    await sql`
      update nodes c set revision = c.revision + 1 from nodes a
      where a.parent = 0 and a.name = ${path.account} and c.parent = a.id and c.name = ${path.container}`.execute(
      this.#db,
    );
  }

  /** Ends sharing and publishing of names: they belong to a path and end with the object. */
  async endPaths(container: { account: string; name: string }, names: readonly string[]): Promise<void> {
    for (const table of ['permissions', 'public_links'] as const) await this.#drop(table, container, names);
  }

  async #drop(
    table: 'permissions' | 'public_links',
    { account, name }: { account: string; name: string },
    names: readonly string[],
  ): Promise<void> {
    await this.#db
      .deleteFrom(table)
      .where('account', '=', account)
      .where('container', '=', name)
      .where('name', '=', sql<string>`any(${[...names]}::text[])`)
      .execute();
  }

  /** Which of the names are current directory objects: only those hand their sharing on to what is under them. */
  async directoriesAmong(container: bigint, names: readonly string[]): Promise<Set<string>> {
    if (names.length === 0) return new Set();
    const rows = await this.#db
      .selectFrom('nodes as n')
      .innerJoin('versions as v', 'v.serial', 'n.latest')
      .select(['n.name', 'v.type'])
      .where('n.parent', '=', container)
      .where('n.live', '=', true)
      .where(sql<boolean>`not ${isExpired}`)
      .where('n.name', '=', sql<string>`any(${[...names]}::text[])`)
      .execute();
    return new Set(rows.filter(({ type }) => isDirectoryType(type)).map(({ name }) => name));
  }

  /** The holders under which a user is found in permissions: himself, his groups, and everybody. */
  async holders(user: string): Promise<string[]> {
    const groups = await this.#db
      .selectFrom('groups')
      .select(['owner', 'name'])
      .where('member', '=', user.toLowerCase())
      .execute();
    return ['*', user.toLowerCase(), ...groups.map(({ owner, name }) => `${owner.toLowerCase()}:${name}`)];
  }

  /** Whether anything in the account is shared with one of the holders. */
  async sharesWith(account: string, holders: readonly string[]): Promise<boolean> {
    const row = await this.#db
      .selectFrom('permissions')
      .select('account')
      .where('account', '=', account)
      .where('holder', 'in', [...holders])
      .limit(1)
      .executeTakeFirst();
    return row !== undefined;
  }

  /** Containers of an account, or accounts, in which one of the holders has an entry. */
  async containersSharedWith(account: string, holders: readonly string[]): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('permissions')
      .select('container')
      .distinct()
      .where('account', '=', account)
      .where('holder', 'in', [...holders])
      .orderBy('container')
      .execute();
    return rows.map(({ container }) => container);
  }

  /** Accounts in which one of the holders has an entry, after a name, with the time of their last change. */
  async accounts(
    holders: readonly string[],
    after: string,
    limit: number,
  ): Promise<{ name: string; modified: bigint }[]> {
    const { rows } = await sql<{ name: string; modified: bigint }>`
      select a.name, greatest(a.modified, (select max(c.modified) from nodes c where c.parent = a.id)) as modified
      from nodes a
      where a.parent = 0 and a.name > ${after}
        and a.name in (select p.account from permissions p where p.holder = any(${[...holders]}::text[]))
      order by a.name limit ${limit}`.execute(this.#db);
    return rows;
  }

  /** Names in a container that have an entry, whoever holds it. */
  async names(account: string, container: string): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('permissions')
      .select('name')
      .distinct()
      .where('account', '=', account)
      .where('container', '=', container)
      .orderBy('name')
      .execute();
    return rows.map(({ name }) => name);
  }

  /** Containers of an account in which something is shared with anybody. */
  async containers(account: string): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('permissions')
      .select('container')
      .distinct()
      .where('account', '=', account)
      .orderBy('container')
      .execute();
    return rows.map(({ container }) => container);
  }
}

/** Types that mark a directory object; parameters after `;` do not matter. */
export function isDirectoryType(type: string): boolean {
  const bare = type.split(';', 1)[0]?.trim().toLowerCase();
  return bare === 'application/directory' || bare === 'application/folder';
}
