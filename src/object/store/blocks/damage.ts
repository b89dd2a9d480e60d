import { sql } from 'kysely';
import type { Page, PageRequest } from '#platform/commands/page';
import { listColumn, readPage } from '#platform/database/list-page';
import { databaseNow } from '../clock.ts';
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

const path = sql<string>`(a.name || '/' || c.name || '/' || n.name)`;

/** What the operator's list of damage can be filtered and ordered by. */
export const listedDamageColumns = {
  object: listColumn.text(path),
  version: listColumn.number('v.serial'),
  current: listColumn.flag(sql`(v.cluster = 0)`),
  lost: listColumn.text('d.kind'),
  reason: listColumn.text('d.reason'),
  content: listColumn.text(sql`(d.hash || '-' || d.size)`),
  name: listColumn.text('d.name'),
  found: listColumn.time(sql`to_timestamp(d.found / 1000000.0)`),
  given_up: listColumn.flag('d.given_up'),
};

/** Contents that have lost something, and the objects that this hits. */
export class DamageStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** Puts what was found on record; what is there already is seen again. */
  async record(damages: readonly ContentDamage[]): Promise<void> {
    if (damages.length === 0) return;
    const column = <T>(of: (damage: ContentDamage) => T): T[] => damages.map(of);
    await sql`
      insert into content_damage (hash, size, kind, name, reason, found, seen)
      select x.*, ${databaseNow}, ${databaseNow}
      from unnest(${column(({ hash }) => hash)}::text[], ${column(({ sizeBytes }) => sizeBytes)}::bigint[],
                  ${column(({ kind }) => kind)}::text[], ${column(({ name }) => name)}::text[],
                  ${column(({ reason }) => reason)}::text[]) x
      on conflict (hash, size, name) do update set reason = excluded.reason, seen = excluded.seen`.execute(
      this.#db,
    );
  }

  /** Forgets what a whole scrub, begun at that time, did not find any more. */
  async forget(seenBefore: bigint): Promise<void> {
    await this.#db.deleteFrom('content_damage').where('seen', '<', seenBefore).execute();
  }

  /** What is on record of contents, the first of it. */
  async of(contents: readonly { hash: string; sizeBytes: number }[]): Promise<ContentDamage[]> {
    if (contents.length === 0) return [];
    const { rows } = await sql<Omit<ContentDamage, 'sizeBytes'> & { size: bigint }>`
      select d.hash, d.size, d.kind, d.name, d.reason from content_damage d
      where (d.hash, d.size) in (
        select * from unnest(${contents.map(({ hash }) => hash)}::text[],
                             ${contents.map(({ sizeBytes }) => sizeBytes)}::bigint[]))
      limit 1000`.execute(this.#db);
    return rows.map(({ size, ...row }) => ({ ...row, sizeBytes: Number(size) }));
  }

  /** One page of the versions of objects, now or in their history, that damage on record hits; by path unless asked otherwise. */
  async listed(request: PageRequest): Promise<Page<HitObject>> {
    const query = this.#hits().select([
      path.as('path'),
      'v.serial as version',
      sql<boolean>`v.cluster = 0`.as('isCurrent'),
      'd.hash',
      'd.size',
      'd.kind',
      'd.name',
      'd.reason',
      'd.found',
      'd.given_up as givenUp',
    ]);
    const key = { number: 'v.serial', text: 'd.name' };
    const page = await readPage(query, listedDamageColumns, key, { order: 'object', ...request });
    const rows = page.rows.map(({ size, ...row }) => ({ ...row, sizeBytes: Number(size) }) as HitObject);
    return { ...page, rows };
  }

  /** Whether damage on record hits any version. */
  async hitsAny(): Promise<boolean> {
    return (await this.#hits().select('v.serial').limit(1).executeTakeFirst()) !== undefined;
  }

  #hits() {
    return this.#db
      .selectFrom('content_damage as d')
      .innerJoin('versions as v', (join) =>
        join.onRef('v.hash', '=', 'd.hash').onRef('v.size', '=', 'd.size'),
      )
      .innerJoin('nodes as n', 'n.id', 'v.node')
      .innerJoin('nodes as c', 'c.id', 'n.parent')
      .innerJoin('nodes as a', 'a.id', 'c.parent');
  }

  /** Paths of objects that have one of the contents, now or in their history. */
  async pathsOf(contents: readonly { hash: string; sizeBytes: number }[], limit: number): Promise<string[]> {
    if (contents.length === 0) return [];
    const { rows } = await sql<{ path: string }>`
      select distinct a.name || '/' || c.name || '/' || n.name as path
      from unnest(${contents.map(({ hash }) => hash)}::text[], ${contents.map(({ sizeBytes }) => sizeBytes)}::bigint[]) x (hash, size)
      join versions v on v.hash = x.hash and v.size = x.size
      join nodes n on n.id = v.node join nodes c on c.id = n.parent join nodes a on a.id = c.parent
      order by 1 limit ${limit}`.execute(this.#db);
    return rows.map(({ path }) => path);
  }

  /** The collection no longer stops at the lists of these contents. Gives how many of them are on record. */
  async giveUp(hash: string, size: number): Promise<number> {
    const { numUpdatedRows } = await this.#db
      .updateTable('content_damage')
      .set({ given_up: true })
      .where('hash', '=', hash)
      .where('size', '=', BigInt(size))
      .where('kind', '=', 'map')
      .executeTakeFirst();
    return Number(numUpdatedRows);
  }
}
