import { sql } from 'kysely';
import { isExpired } from './objects/expiry.ts';
import type { Db, Tx } from './rows.ts';
import { NORMAL } from './schema.ts';

/** A current object with where it lives: what compute is told. */
export interface LocatedVersion {
  account: string;
  container: string;
  containerId: bigint;
  name: string;
  node: bigint;
  serial: bigint;
  hash: string | null;
  size: number;
  type: string;
  mtime: bigint;
  uuid: string;
  checksum: string;
  available: number;
  isSnapshot: boolean;
}

const located = sql`
  select a.name as account, c.name as container, c.id as "containerId", n.name, n.id as node, v.serial, v.hash, v.size,
         v.type, v.mtime, v.uuid, v.checksum, v.available, v.is_snapshot as "isSnapshot"
  from versions v
  join nodes n on n.id = v.node
  join nodes c on c.id = n.parent
  join nodes a on a.id = c.parent`;

/** The object that has this uuid now. */
export async function objectByUuid(db: Db, uuid: string): Promise<LocatedVersion | undefined> {
  return one(
    await sql<Row>`${located} where v.uuid = ${uuid} and v.cluster = ${NORMAL} and not ${isExpired} and a.parent = 0`.execute(
      db,
    ),
  );
}

/** The object at a path. */
export async function objectAt(
  db: Db,
  path: { account: string; container: string; name: string },
): Promise<LocatedVersion | undefined> {
  return one(
    await sql<Row>`${located} where a.parent = 0 and a.name = ${path.account} and c.name = ${path.container}
      and n.name = ${path.name} and v.cluster = ${NORMAL} and not ${isExpired}`.execute(db),
  );
}

/** Objects with metadata in a domain; of a reader's those that are his or carry an entry for one of the holders. */
export async function objectsWithDomain(
  db: Db,
  query: { domain: string; owner?: string },
  reader: { user: string; holders: readonly string[] } | undefined,
): Promise<LocatedVersion[]> {
  const owner = query.owner === undefined ? sql`true` : sql`a.name = ${query.owner}`;
  const readable =
    reader === undefined
      ? sql`true`
      : sql`(a.name = ${reader.user} or exists (
        select from permissions p where p.account = a.name and p.container = c.name
          and starts_with(n.name, p.name) and p.holder = any(${[...reader.holders]}::text[])))`;
  const { rows } = await sql<Row>`${located}
    where v.cluster = ${NORMAL} and not ${isExpired} and a.parent = 0 and ${owner} and ${readable}
      and v.node in (select t.node from attributes t where t.is_latest and t.domain = ${query.domain} and t.domain <> 'pithos')
    order by v.mtime, v.serial`.execute(db);
  return rows.map((row) => ({ ...row, size: Number(row.size) }));
}

type Row = Omit<LocatedVersion, 'size'> & { size: bigint };

function one({ rows }: { rows: Row[] }): LocatedVersion | undefined {
  const row = rows[0];
  return row === undefined ? undefined : { ...row, size: Number(row.size) };
}

/** Metadata of a domain of many versions, by serial. */
export async function domainMetadata(
  db: Db,
  domain: string,
  serials: readonly bigint[],
): Promise<Map<bigint, Record<string, string>>> {
  const found = new Map<bigint, Record<string, string>>();
  if (serials.length === 0) return found;
  const rows = await db
    .selectFrom('attributes')
    .select(['serial', 'key', 'value'])
    .where('domain', '=', domain)
    .where('serial', '=', sql<bigint>`any(${serials.map(String)}::bigint[])`)
    .orderBy('key')
    .execute();
  for (const { serial, key, value } of rows) found.set(serial, { ...found.get(serial), [key]: value });
  return found;
}

/** Replaces the metadata of a domain on a version. */
export async function setDomainMetadata(
  tx: Tx,
  version: { serial: bigint; node: bigint },
  domain: string,
  values: ReadonlyMap<string, string>,
): Promise<void> {
  await tx
    .deleteFrom('attributes')
    .where('serial', '=', version.serial)
    .where('domain', '=', domain)
    .execute();
  if (values.size === 0) return;
  const { serial, node } = version;
  await tx
    .insertInto('attributes')
    .values([...values].map(([key, value]) => ({ serial, node, domain, key, value, is_latest: true })))
    .execute();
}
