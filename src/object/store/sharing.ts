import { sql } from 'kysely';
import { isExpired } from './objects/expiry.ts';
import type { Db, Tx } from './rows.ts';

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

/** Entries on any of the names, by name. */
export async function sharingOf(
  db: Db,
  account: string,
  container: string,
  names: readonly string[],
): Promise<Map<string, Sharing>> {
  const found = new Map<string, Sharing>();
  if (names.length === 0) return found;
  const rows = await db
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

/** Replaces the entry of a path; an empty one takes it away. */
export async function setSharing(tx: Tx, path: ObjectPath, sharing: Sharing): Promise<void> {
  await dropSharing(tx, path.account, path.container, [path.name]);
  const rows = (['read', 'write'] as const).flatMap((access) =>
    sharing[access].map((holder) => ({ ...path, holder, access })),
  );
  if (rows.length > 0) await tx.insertInto('permissions').values(rows).execute();
}

/** Takes away sharing and public links of names: they belong to a path and end with the object. */
export async function dropSharing(
  tx: Tx,
  account: string,
  container: string,
  names: readonly string[],
): Promise<void> {
  await tx
    .deleteFrom('permissions')
    .where('account', '=', account)
    .where('container', '=', container)
    .where('name', '=', sql<string>`any(${[...names]}::text[])`)
    .execute();
}

export async function dropPublicLinks(
  tx: Tx,
  account: string,
  container: string,
  names: readonly string[],
): Promise<void> {
  await tx
    .deleteFrom('public_links')
    .where('account', '=', account)
    .where('container', '=', container)
    .where('name', '=', sql<string>`any(${[...names]}::text[])`)
    .execute();
}

/** Which of the names are current directory objects: only those hand their sharing on to what is under them. */
export async function directoriesAmong(
  db: Db,
  container: bigint,
  names: readonly string[],
): Promise<Set<string>> {
  if (names.length === 0) return new Set();
  const rows = await db
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

/** Types that mark a directory object; parameters after `;` do not matter. */
export function isDirectoryType(type: string): boolean {
  const bare = type.split(';', 1)[0]?.trim().toLowerCase();
  return bare === 'application/directory' || bare === 'application/folder';
}

/** The holders under which a user is found in permissions: himself, his groups, and everybody. */
export async function holdersOf(db: Db, user: string): Promise<string[]> {
  const groups = await db
    .selectFrom('groups')
    .select(['owner', 'name'])
    .where('member', '=', user.toLowerCase())
    .execute();
  return ['*', user.toLowerCase(), ...groups.map(({ owner, name }) => `${owner.toLowerCase()}:${name}`)];
}

/** Containers of an account, or accounts, in which one of the holders has an entry. */
export async function sharedContainers(
  db: Db,
  account: string,
  holders: readonly string[],
): Promise<string[]> {
  const rows = await db
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
export async function sharingAccounts(
  db: Db,
  holders: readonly string[],
  after: string,
  limit: number,
): Promise<{ name: string; modified: bigint }[]> {
  const { rows } = await sql<{ name: string; modified: bigint }>`
    select a.name, greatest(a.modified, (select max(c.modified) from nodes c where c.parent = a.id)) as modified
    from nodes a
    where a.parent = 0 and a.name > ${after}
      and a.name in (select p.account from permissions p where p.holder = any(${[...holders]}::text[]))
    order by a.name limit ${limit}`.execute(db);
  return rows;
}

/** Names in a container that have an entry, whoever holds it. */
export async function entryNames(db: Db, account: string, container: string): Promise<string[]> {
  const rows = await db
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
export async function containersWithEntries(db: Db, account: string): Promise<string[]> {
  const rows = await db
    .selectFrom('permissions')
    .select('container')
    .distinct()
    .where('account', '=', account)
    .orderBy('container')
    .execute();
  return rows.map(({ container }) => container);
}
