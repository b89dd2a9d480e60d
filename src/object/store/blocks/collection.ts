import { sql } from 'kysely';
import { lentContents } from './loans.ts';
import type { Db } from '../rows.ts';

const PAGE = 5000;

/** A content that versions have, and whether an operator has given its damaged list up. */
export interface ContentInUse {
  hash: string;
  sizeBytes: number;
  givenUp: boolean;
}

/** Every content that a version has, in pages of their serials; then what is lent, since an object may go as soon as that is. */
export async function* contentsInUse(db: Db): AsyncGenerator<ContentInUse> {
  for (let after = 0n; ;) {
    const rows = await db
      .selectFrom('versions')
      .select((eb) => [
        'serial',
        'hash',
        'size',
        eb
          .exists(
            eb
              .selectFrom('content_damage as d')
              .whereRef('d.hash', '=', 'versions.hash')
              .whereRef('d.size', '=', 'versions.size')
              .where('d.given_up', '=', true)
              .select('d.name'),
          )
          .as('givenUp'),
      ])
      .where('serial', '>', after)
      .where('hash', 'is not', null)
      .where('size', '>', 0n)
      .orderBy('serial')
      .limit(PAGE)
      .execute();
    for (const { hash, size, givenUp } of rows)
      yield { hash: hash ?? '', sizeBytes: Number(size), givenUp: givenUp === true };
    const last = rows.at(-1);
    if (rows.length < PAGE || last === undefined) break;
    after = last.serial;
  }
  yield* await lentContents(db);
}

/** Since when, in microseconds: blocks used by an upload, sent without an object, or asked for by their hash. */
export interface Promises {
  used: bigint;
  loose: bigint;
  asked: bigint;
}

/** Those of the blocks that anybody has uploaded, or been told to be there, since then. */
export async function promisedBlocks(db: Db, ids: readonly string[], since: Promises): Promise<Set<string>> {
  if (ids.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select distinct encode(block, 'hex') as id from block_proofs
    where block = any(${ids.map((id) => `\\x${id}`)}::bytea[])
      and (proved >= ${since.used} or asked >= ${since.asked} or (pending and proved >= ${since.loose}))`.execute(
    db,
  );
  return new Set(rows.map(({ id }) => id));
}

/** Loose blocks that nobody used in time no longer count. */
export async function dropOldPending(db: Db, since: bigint): Promise<void> {
  await db.deleteFrom('block_proofs').where('pending', '=', true).where('proved', '<', since).execute();
}

/** Removes what is on record of blocks that are gone, unless they were sent again. */
export async function forgetProofs(db: Db, ids: readonly string[], since: bigint): Promise<void> {
  for (let at = 0; at < ids.length; at += PAGE) {
    const part = ids.slice(at, at + PAGE).map((id) => `\\x${id}`);
    await sql`delete from block_proofs where block = any(${part}::bytea[]) and proved < ${since}`.execute(db);
  }
}

/** Paths of objects that have one of the contents, now or in their history. */
export async function pathsOfContents(
  db: Db,
  contents: readonly { hash: string; sizeBytes: number }[],
  limit: number,
): Promise<string[]> {
  if (contents.length === 0) return [];
  const { rows } = await sql<{ path: string }>`
    select distinct a.name || '/' || c.name || '/' || n.name as path
    from unnest(${contents.map(({ hash }) => hash)}::text[], ${contents.map(({ sizeBytes }) => sizeBytes)}::bigint[]) x (hash, size)
    join versions v on v.hash = x.hash and v.size = x.size
    join nodes n on n.id = v.node join nodes c on c.id = n.parent join nodes a on a.id = c.parent
    order by 1 limit ${limit}`.execute(db);
  return rows.map(({ path }) => path);
}
