import { type RawBuilder, sql } from 'kysely';
import { isExpired } from '../clock.ts';
import { type RulingEntry, withinCondition } from '../listings.ts';
import { prefixSuccessor } from '../name-order.ts';
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

/** Versions that are counted of one object. */
const COUNTED = 1000;

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
export function afterPath({ path }: FolderSource): number {
  return [...path].length + 1;
}

export function readable({ rights }: FolderSource): RawBuilder<boolean> {
  return rights === undefined ? sql<boolean>`true` : withinCondition(rights.entries);
}

/** The files directly in the folder that fit. The column is a hash, so what it finds is looked at again. */
export function fileConditions(source: FolderSource): RawBuilder<boolean> {
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

export function matches(leaf: RawBuilder<unknown>, match: string): RawBuilder<boolean> {
  return sql<boolean>`position(folded(${match}) in folded(${leaf})) > 0`;
}

/** `leaves`: the folders in the folder by the last part of their names, each once; a part of `with recursive`. */
export function leaves(source: FolderSource): RawBuilder<unknown> {
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
export function marker(source: FolderSource, leaf: RawBuilder<unknown>): RawBuilder<unknown> {
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
