import { type RawBuilder, sql } from 'kysely';
import { isExpired } from '../clock.ts';
import { type RulingEntry, withinCondition } from '../listings.ts';
import { prefixSuccessor } from '../name-order.ts';
import type { Db } from '../rows.ts';
import { DELETED } from '../schema.ts';

/** What of a folder a reader who is not the owner may see. */
export interface FolderRights {
  /** Whether he may read what has no entry of sharing of its own. */
  inherited: boolean;
  /** Objects directly in the folder with an entry of their own that admits him, and with one that does not. */
  allowed: readonly string[];
  denied: readonly string[];
  /** Folders in it, by the last part of their names, that show although nothing is inherited, or do not although it is. */
  shown: readonly string[];
  hidden: readonly string[];
  /** All entries that matter at and below the folder. */
  entries: readonly RulingEntry[];
}

/** What is listed: objects and folders directly below a path, which is empty or ends in a slash. */
export interface FolderSource {
  container: bigint;
  path: string;
  /** A part of the last part of a name, without regard to case and accents. */
  match?: string;
  /** Undefined for the owner, who sees everything. */
  rights?: FolderRights;
}

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
/** Versions that are counted of one object. */
const COUNTED = 1000;

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

/** Current objects of the container, whether or not the caller may read them. */
export function current({ container }: FolderSource): RawBuilder<boolean> {
  return sql<boolean>`n.parent = ${container} and n.live and not ${isExpired}`;
}

/** Everything below the path, at any depth. */
export function below(source: FolderSource): RawBuilder<boolean> {
  const end = prefixSuccessor(source.path);
  return sql<boolean>`${current(source)} and n.name > ${source.path}
    and ${end === undefined ? sql`true` : sql`n.name < ${end}`}`;
}

/** Place of the first character after the path. */
function afterPath({ path }: FolderSource): number {
  return [...path].length + 1;
}

function readable({ rights }: FolderSource): RawBuilder<boolean> {
  return rights === undefined ? sql<boolean>`true` : withinCondition(rights.entries);
}

/** The files directly in the folder that fit. The column is a hash, so what it finds is looked at again. */
function fileConditions(source: FolderSource): RawBuilder<boolean> {
  const { path, match, rights } = source;
  const from = afterPath(source);
  const conditions = [
    current(source),
    sql<boolean>`n.folder = hashtextextended(${path}::text collate "C", 0)`,
    sql<boolean>`not n.directory and left(n.name, ${from - 1}) = ${path} and position('/' in substr(n.name, ${from})) = 0`,
  ];
  if (rights !== undefined)
    conditions.push(
      rights.inherited
        ? sql<boolean>`n.name <> all(${[...rights.denied]}::text[])`
        : sql<boolean>`n.name = any(${[...rights.allowed]}::text[])`,
    );
  if (match !== undefined) conditions.push(matches(sql`substr(n.name, ${from})`, match));
  return sql.join(conditions, sql` and `);
}

function matches(leaf: RawBuilder<unknown>, match: string): RawBuilder<boolean> {
  return sql<boolean>`position(folded(${match}) in folded(${leaf})) > 0`;
}

/** `leaves`: the folders in the folder by the last part of their names, each once; a part of `with recursive`. */
function leaves(source: FolderSource): RawBuilder<unknown> {
  const { path, rights } = source;
  if (rights?.inherited === false)
    return sql`leaves as (select unnest(${[...rights.shown]}::text[]) as leaf)`;
  const from = afterPath(source);
  const deeper = sql`${below(source)} and position('/' in substr(n.name, ${from})) > 0`;
  return sql`
    first_of (name) as (
      (select n.name from nodes n where ${deeper} order by n.name limit 1)
      union all
      select next.name from first_of f cross join lateral (
        select n.name from nodes n
        where ${deeper} and n.name >= ${path}::text || split_part(substr(f.name, ${from}), '/', 1) || '0'
        order by n.name limit 1) next),
    leaves as (
      select leaf from (
        select split_part(substr(name, ${from}), '/', 1) as leaf from first_of
        union
        select substr(n.name, ${from}) as leaf from nodes n
        where ${current(source)} and n.folder = hashtextextended(${path}::text collate "C", 0) and n.directory
          and left(n.name, ${from - 1}) = ${path} and position('/' in substr(n.name, ${from})) = 0) every
      where leaf <> all(${[...(rights?.hidden ?? [])]}::text[]))`;
}

/** The object of a folder: of its name, or of its name with a slash. */
function marker(source: FolderSource, leaf: RawBuilder<unknown>): RawBuilder<unknown> {
  const name = sql`${source.path}::text || ${leaf}`;
  return sql`select n.id, n.modified from nodes n
    where ${current(source)} and n.directory and n.name in (${name}, ${name} || '/') and ${readable(source)}
    order by length(n.name) limit 1`;
}

/** Columns of a StoredRow. */
export function stored(node: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select n.name, v.serial, v.hash, v.size, v.type, v.mtime, v.muser, v.uuid,
      (select count(*) from (select from versions w where w.node = n.id and w.cluster <> ${DELETED} limit ${COUNTED}) w)
        as versions
    from nodes n join versions v on v.serial = n.latest where n.id = ${node}`;
}
