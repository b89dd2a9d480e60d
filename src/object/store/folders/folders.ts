import { sql } from 'kysely';
import { type RulingEntry, withinCondition } from '../listings.ts';
import type { Db } from '../rows.ts';
import {
  afterPath,
  below,
  current,
  fileConditions,
  type FolderSource,
  leaves,
  marker,
  matches,
  readable,
  stored,
} from './folder-source.ts';

export interface FolderWindow {
  order: 'name' | 'bytes' | 'changed' | 'type';
  descending: boolean;
  offset: number;
  limit: number;
}

/** The object behind a row. */
export interface StoredRow {
  name: string;
  serial: bigint;
  hash: string | null;
  size: bigint;
  type: string;
  mtime: bigint;
  muser: string;
  uuid: string;
  /** Versions it has, as far as they are counted. */
  versions: bigint;
}

/** What lies in a folder at any depth. */
export interface Below {
  files: bigint;
  bytes: bigint;
  changed: bigint;
}

/** A folder by the last part of its name, with its own object where it has one. */
export interface ListedFolder {
  leaf: string;
  stored: StoredRow | undefined;
  below: Below | undefined;
}

/** Names that are added up at most: more would take longer than a person waits for a folder. */
const SUMMED = 100_000;

/** Windows of folders. */
export class FolderStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /**
   * A window of the folders in a folder, and how many there are. The names of the container are skipped through: each
   * folder costs one look into their index, however much lies in it. With `sums` what lies in each is added up.
   */
  async folders(
    source: FolderSource,
    { order, descending, offset, limit }: FolderWindow,
    sums: ReadonlyMap<string, Below> | undefined,
  ): Promise<{ total: number; rows: ListedFolder[] }> {
    const direction = descending ? sql`desc` : sql`asc`;
    // Where folders have no value of the column they stand by name, upwards.
    const byName = order === 'name' ? direction : sql`asc`;
    const key = {
      name: undefined,
      type: undefined,
      bytes: sql`b.bytes`,
      changed: sql`coalesce(b.changed, m.modified)`,
    }[order];
    const ordered = key === undefined ? sql`` : sql`${key} ${direction} nulls last,`;
    const summed = [...(sums ?? [])];
    const { rows } = await sql<
      { total: bigint; leaf: string | null } & Nullable<Below> & Nullable<StoredRow>
    >`
      with recursive ${leaves(source)},
      shown as materialized (
        select leaf from leaves where ${source.match === undefined ? sql`true` : matches(sql`leaf`, source.match)}),
      below (leaf, files, bytes, changed) as (
        select * from unnest(${summed.map(([leaf]) => leaf)}::text[], ${summed.map(([, { files }]) => String(files))}::bigint[],
          ${summed.map(([, { bytes }]) => String(bytes))}::bigint[],
          ${summed.map(([, { changed }]) => String(changed))}::bigint[])),
      page as (
        select s.leaf, b.files, b.bytes, b.changed,
          row_number() over (order by ${ordered} leaf_order(s.leaf) ${byName}, s.leaf ${byName}) as place
        from shown s left join below b on b.leaf = s.leaf
        ${order === 'changed' ? sql`left join lateral (${marker(source, sql`s.leaf`)}) m on true` : sql``}
        order by place offset ${offset} limit ${limit})
      select t.total, p.leaf, p.files, p.bytes, p.changed, o.*
      from (select count(*) as total from shown) t
      left join page p on true
      left join lateral (${marker(source, sql`p.leaf`)}) m on true
      left join lateral (${stored(sql`m.id`)}) o on true
      order by p.place`.execute(this.#db);
    return {
      total: Number(rows[0]?.total ?? 0n),
      rows: rows.flatMap((row) => (row.leaf === null ? [] : [listedFolder(row, row.leaf)])),
    };
  }

  /** A window of the files in a folder, how many there are and their bytes. By name it walks the index of folders. */
  async files(
    source: FolderSource,
    { order, descending, offset, limit }: FolderWindow,
  ): Promise<{ total: number; bytes: bigint; rows: StoredRow[] }> {
    const direction = descending ? sql`desc` : sql`asc`;
    const key = {
      name: sql`n.leaf_order`,
      bytes: sql`n.size`,
      changed: sql`n.modified`,
      type: sql`lower(v.type collate "C")`,
    }[order];
    // What a filter lets through is looked for once; without one there are too many rows to keep, and an index has the order.
    const kept = source.match === undefined ? sql`not materialized` : sql`materialized`;
    const typed = order === 'type' ? sql`join versions v on v.serial = n.latest` : sql``;
    const { rows } = await sql<{ total: bigint; bytes: bigint } & Nullable<StoredRow>>`
      with files as ${kept} (
        select n.id, n.name, n.size, ${key} as key from nodes n ${typed} where ${fileConditions(source)}),
      page as (
        select id, row_number() over () as place
        from (select id from files order by key ${direction}, name ${direction} offset ${offset} limit ${limit}) f)
      select t.total, t.bytes, o.*
      from (select count(*) as total, coalesce(sum(size), 0)::bigint as bytes from files) t
      left join page p on true
      left join lateral (${stored(sql`p.id`)}) o on true
      order by p.place`.execute(this.#db);
    return {
      total: Number(rows[0]?.total ?? 0n),
      bytes: rows[0]?.bytes ?? 0n,
      rows: rows.flatMap((row) => (row.name === null ? [] : [row as StoredRow])),
    };
  }

  /** What lies in each folder of a folder, by the last part of its name; `more` when only the first names were added up. */
  async sums(source: FolderSource): Promise<{ all: Below; byLeaf: Map<string, Below>; more: boolean }> {
    const { rows } = await sql<{ leaf: string | null; names: bigint } & Below>`
      select case when rest like '%/%' or directory then split_part(rest, '/', 1) end as leaf,
        count(*) as names, count(*) filter (where not directory) as files,
        coalesce(sum(size), 0)::bigint as bytes, max(modified) as changed
      from (
        select substr(n.name, ${afterPath(source)}) as rest, n.directory, n.size, n.modified
        from nodes n where ${below(source)} and ${readable(source)}
        order by n.name limit ${SUMMED + 1}) named
      group by 1`.execute(this.#db);
    const all = { files: 0n, bytes: 0n, changed: 0n };
    let names = 0n;
    for (const row of rows) {
      all.files += row.files;
      all.bytes += row.bytes;
      if (row.changed > all.changed) all.changed = row.changed;
      names += row.names;
    }
    const byLeaf = new Map(
      rows.flatMap(({ leaf, files, bytes, changed }) =>
        leaf === null ? [] : [[leaf, { files, bytes, changed }]],
      ),
    );
    return { all, byLeaf, more: names > SUMMED };
  }

  /** Those of the folders in which a reader finds anything that he may read; an empty folder's own object counts. */
  async visible(
    source: FolderSource,
    leaves: readonly string[],
    entries: readonly RulingEntry[],
  ): Promise<Set<string>> {
    if (leaves.length === 0) return new Set();
    const { rows } = await sql<{ leaf: string }>`
      select f.leaf from unnest(${[...leaves]}::text[]) f (leaf)
      where exists (
        select from nodes n where ${current(source)} and ${withinCondition(entries)}
          and n.name >= ${source.path}::text || f.leaf || '/' and n.name < ${source.path}::text || f.leaf || '0')
      or exists (
        select from nodes n where ${current(source)} and ${withinCondition(entries)}
          and n.name = ${source.path}::text || f.leaf and n.directory)`.execute(this.#db);
    return new Set(rows.map(({ leaf }) => leaf));
  }
}

type Nullable<T> = { [Key in keyof T]: T[Key] | null };

function listedFolder(
  { files, bytes, changed, ...row }: Nullable<Below> & Nullable<StoredRow>,
  leaf: string,
): ListedFolder {
  return {
    leaf,
    stored: row.name === null ? undefined : (row as StoredRow),
    below: files === null || bytes === null || changed === null ? undefined : { files, bytes, changed },
  };
}
