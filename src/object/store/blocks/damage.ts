import { sql } from 'kysely';
import { databaseNow } from '../database-now.ts';
import type { Db } from '../rows.ts';

/** A content that has lost its list of blocks, or one of its blocks. */
export interface ContentDamage {
  hash: string;
  sizeBytes: number;
  kind: 'block' | 'map';
  name: string;
  reason: 'missing' | 'damaged';
}

/** A version of an object whose content is damaged. Found: microseconds. */
export interface HitObject extends ContentDamage {
  path: string;
  version: bigint;
  isCurrent: boolean;
  found: bigint;
  givenUp: boolean;
}

/** Puts what was found on record; what is there already is seen again. */
export async function recordDamage(db: Db, damages: readonly ContentDamage[]): Promise<void> {
  if (damages.length === 0) return;
  const column = <T>(of: (damage: ContentDamage) => T): T[] => damages.map(of);
  await sql`
    insert into content_damage (hash, size, kind, name, reason, found, seen)
    select x.*, ${databaseNow}, ${databaseNow}
    from unnest(${column(({ hash }) => hash)}::text[], ${column(({ sizeBytes }) => sizeBytes)}::bigint[],
                ${column(({ kind }) => kind)}::text[], ${column(({ name }) => name)}::text[],
                ${column(({ reason }) => reason)}::text[]) x
    on conflict (hash, size, name) do update set reason = excluded.reason, seen = excluded.seen`.execute(db);
}

/** Forgets what a whole scrub, begun at that time, did not find any more. */
export async function forgetDamage(db: Db, seenBefore: bigint): Promise<void> {
  await db.deleteFrom('content_damage').where('seen', '<', seenBefore).execute();
}

/** What is on record of contents, the first of it. */
export async function damageOf(
  db: Db,
  contents: readonly { hash: string; sizeBytes: number }[],
): Promise<ContentDamage[]> {
  if (contents.length === 0) return [];
  const { rows } = await sql<Omit<ContentDamage, 'sizeBytes'> & { size: bigint }>`
    select d.hash, d.size, d.kind, d.name, d.reason from content_damage d
    where (d.hash, d.size) in (
      select * from unnest(${contents.map(({ hash }) => hash)}::text[],
                           ${contents.map(({ sizeBytes }) => sizeBytes)}::bigint[]))
    limit 1000`.execute(db);
  return rows.map(({ size, ...row }) => ({ ...row, sizeBytes: Number(size) }));
}

/** Versions of objects, now or in their history, that damage on record hits; ordered by path. */
export async function hitObjects(db: Db, limit: number): Promise<HitObject[]> {
  const { rows } = await sql<Omit<HitObject, 'sizeBytes'> & { size: bigint }>`
    select a.name || '/' || c.name || '/' || n.name as path, v.serial as version, v.cluster = 0 as "isCurrent",
      d.hash, d.size, d.kind, d.name, d.reason, d.found, d.given_up as "givenUp"
    from content_damage d join versions v on v.hash = d.hash and v.size = d.size
    join nodes n on n.id = v.node join nodes c on c.id = n.parent join nodes a on a.id = c.parent
    order by 1, 2, d.name limit ${limit}`.execute(db);
  return rows.map(({ size, ...row }) => ({ ...row, sizeBytes: Number(size) }));
}

/** The collection no longer stops at the lists of these contents. Gives how many of them are on record. */
export async function giveUpContent(db: Db, hash: string, size: number): Promise<number> {
  const { numUpdatedRows } = await db
    .updateTable('content_damage')
    .set({ given_up: true })
    .where('hash', '=', hash)
    .where('size', '=', BigInt(size))
    .where('kind', '=', 'map')
    .executeTakeFirst();
  return Number(numUpdatedRows);
}
