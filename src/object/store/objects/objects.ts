import { sql } from 'kysely';
import { isExpired } from './expiry.ts';
import { type Db, type Tx, type VersionRow, versionColumns, versionRow } from '../rows.ts';
import { DELETED, NORMAL, USER_DOMAIN } from '../schema.ts';

/** The newest version of an object, also when that is the mark of its deletion; one that expired reads as such a mark. */
export async function latestVersion(
  db: Db,
  container: bigint,
  name: string,
): Promise<VersionRow | undefined> {
  const row = await db
    .selectFrom('nodes as n')
    .innerJoin('versions as v', 'v.serial', 'n.latest')
    .select([...versionColumns, isExpired.as('expired')])
    .where('n.parent', '=', container)
    .where('n.name', '=', name)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return versionRow(row.expired ? { ...row, cluster: DELETED } : row);
}

/** The newest versions of many objects, by name, and whether their time is over. */
export async function latestVersions(
  db: Db,
  container: bigint,
  names: readonly string[],
): Promise<Map<string, VersionRow & { expired: boolean }>> {
  const rows = await db
    .selectFrom('nodes as n')
    .innerJoin('versions as v', 'v.serial', 'n.latest')
    .select([...versionColumns, isExpired.as('expired')])
    .where('n.parent', '=', container)
    .where('n.name', '=', sql<string>`any(${[...names]}::text[])`)
    .execute();
  return new Map(rows.map((row) => [row.name, versionRow(row)]));
}

/** One version of an object by its serial; marks of deletion do not count. */
export async function versionOf(
  db: Db,
  container: bigint,
  name: string,
  serial: bigint,
): Promise<VersionRow | undefined> {
  const row = await db
    .selectFrom('nodes as n')
    .innerJoin('versions as v', 'v.node', 'n.id')
    .select(versionColumns)
    .where('n.parent', '=', container)
    .where('n.name', '=', name)
    .where('v.serial', '=', serial)
    .where('v.cluster', '!=', DELETED)
    .executeTakeFirst();
  return row === undefined ? undefined : versionRow(row);
}

/** Serials and times of an object's versions, oldest first, without marks of deletion; undefined for an unused name. */
export async function versionsOf(
  db: Db,
  container: bigint,
  name: string,
): Promise<{ serial: bigint; mtime: bigint }[] | undefined> {
  const node = await db
    .selectFrom('nodes')
    .select('id')
    .where('parent', '=', container)
    .where('name', '=', name)
    .executeTakeFirst();
  if (node === undefined) return undefined;
  return db
    .selectFrom('versions')
    .select(['serial', 'mtime'])
    .where('node', '=', node.id)
    .where('cluster', '!=', DELETED)
    .orderBy('serial')
    .execute();
}

/** User metadata of many versions, by serial. */
export async function attributesOfMany(
  db: Db,
  serials: readonly bigint[],
): Promise<Map<bigint, Map<string, string>>> {
  const found = new Map<bigint, Map<string, string>>(serials.map((serial) => [serial, new Map()]));
  if (serials.length === 0) return found;
  const rows = await db
    .selectFrom('attributes')
    .select(['serial', 'key', 'value'])
    .where('serial', '=', sql<bigint>`any(${serials.map(String)}::bigint[])`)
    .where('domain', '=', USER_DOMAIN)
    .execute();
  for (const { serial, key, value } of rows) found.get(serial)?.set(key, value);
  return found;
}

/** Names of current objects that begin with the prefix, in order, after a name. */
export async function currentNames(
  db: Db,
  container: bigint,
  prefix: string,
  after: string,
  limit: number,
): Promise<string[]> {
  const rows = await db
    .selectFrom('nodes')
    .select('name')
    .where('parent', '=', container)
    .where('live', '=', true)
    .where('name', '>', after)
    .where(sql<boolean>`starts_with(name, ${prefix})`)
    .where('name', '>=', prefix)
    .orderBy('name')
    .limit(limit)
    .execute();
  return rows.map(({ name }) => name);
}

/** MD5 of a content that some version has already, or undefined. */
export async function knownChecksum(db: Db, hash: string, size: number): Promise<string | undefined> {
  const row = await db
    .selectFrom('versions')
    .select('checksum')
    .where('hash', '=', hash)
    .where('size', '=', BigInt(size))
    .where('checksum', '!=', '')
    .limit(1)
    .executeTakeFirst();
  return row?.checksum;
}

/** Versions whose MD5 is still to be computed, oldest first, with the account that waits for each. */
export async function unsummedVersions(
  db: Db,
  limit: number,
): Promise<{ serial: bigint; hash: string; size: number; account: string }[]> {
  const rows = await db
    .selectFrom('versions as v')
    .innerJoin('nodes as n', 'n.id', 'v.node')
    .innerJoin('nodes as c', 'c.id', 'n.parent')
    .innerJoin('nodes as a', 'a.id', 'c.parent')
    .select(['v.serial', 'v.hash', 'v.size', 'a.name as account'])
    .where('v.checksum', '=', '')
    .where('v.hash', 'is not', null)
    .where('v.cluster', '<', DELETED)
    .orderBy('v.serial')
    .limit(limit)
    .execute();
  return rows.map((row) => ({
    serial: row.serial,
    hash: row.hash ?? '',
    size: Number(row.size),
    account: row.account,
  }));
}

/** Fills in the MD5 of every version of a content. */
export async function setChecksum(
  db: Db,
  content: { hash: string; size: number; checksum: string },
): Promise<void> {
  await db
    .updateTable('versions')
    .set({ checksum: content.checksum })
    .where('hash', '=', content.hash)
    .where('size', '=', BigInt(content.size))
    .where('checksum', '=', '')
    .execute();
}

/** Drops the current version of an object, for a purge that reaches it. */
export async function dropCurrent(tx: Tx, version: VersionRow): Promise<void> {
  await tx
    .deleteFrom('versions')
    .where('serial', '=', version.serial)
    .where('cluster', '=', NORMAL)
    .execute();
  const last = await tx
    .selectFrom('versions')
    .select('serial')
    .where('node', '=', version.node)
    .orderBy('serial', 'desc')
    .limit(1)
    .executeTakeFirst();
  if (last === undefined) await tx.deleteFrom('nodes').where('id', '=', version.node).execute();
  else
    await tx
      .updateTable('nodes')
      .set({ latest: last.serial, live: false, expires: null })
      .where('id', '=', version.node)
      .execute();
}

/** Everything a read of a current object by its owner needs, in one question. */
export interface StandingObject {
  containerId: bigint;
  version: VersionRow;
  attributes: Map<string, string>;
  /** Whether any of the names that could rule its sharing has an entry. */
  hasSharing: boolean;
}

/** The current object at a path; the names are those whose sharing could rule it. */
export async function standingObject(
  db: Db,
  path: { account: string; container: string; name: string },
  rulingNames: readonly string[],
): Promise<StandingObject | undefined> {
  const { rows } = await sql<
    Omit<VersionRow, 'size'> & {
      size: bigint;
      containerId: bigint;
      attributes: Record<string, string> | null;
      hasSharing: boolean;
    }
  >`
    select c.id as "containerId", n.id as node, n.name, v.serial, v.hash, v.size, v.type, v.mtime, v.muser, v.uuid,
      v.checksum, v.cluster, v.available, v.is_snapshot as "isSnapshot", v.map_name as "mapName",
      (select json_object_agg(t.key, t.value) from attributes t
       where t.serial = v.serial and t.domain = ${USER_DOMAIN}) as attributes,
      exists (select from permissions p where p.account = ${path.account} and p.container = ${path.container}
        and p.name = any(${[...rulingNames]}::text[])) as "hasSharing"
    from nodes a
    join nodes c on c.parent = a.id and c.name = ${path.container} and c.live
    join nodes n on n.parent = c.id and n.name = ${path.name} and n.live and not ${isExpired}
    join versions v on v.serial = n.latest
    where a.parent = 0 and a.name = ${path.account}`.execute(db);
  const row = rows[0];
  if (row === undefined) return undefined;
  const { containerId, attributes, hasSharing, ...version } = row;
  return {
    containerId,
    version: versionRow(version),
    attributes: new Map(Object.entries(attributes ?? {})),
    hasSharing,
  };
}
