import { type RawBuilder, sql } from 'kysely';
import { isExpired } from '../clock.ts';
import { type RulingEntry, withinCondition } from '../listings.ts';
import { prefixSuccessor } from '../name-order.ts';
import type { Db } from '../rows.ts';
import { stored } from './folder-source.ts';
import type { StoredRow } from './folders.ts';

/** What is looked for. */
export interface SearchSource {
  /** Containers that are looked through. */
  containers: readonly bigint[];
  /** Names begin with this. */
  path: string;
  /** A part of the last part of a name, without regard to case and accents; empty for all. */
  match: string;
  /** Only folders, or only types that fit the pattern. */
  kind: 'folder' | { types: string } | undefined;
  /** What a reader who is not the owner may read, of the only container. */
  entries: readonly RulingEntry[] | undefined;
}

export interface FoundRow extends StoredRow {
  container: bigint;
  directory: boolean;
}

/** Matches that are counted. */
const MOST_COUNTED = 10_000;

/** Looking for names below a folder, or in whole containers. */
export class SearchStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /** A window of what matches, the newest first, and how many do, as far as they are counted. Reads every name below. */
  async find(
    source: SearchSource,
    { offset, limit }: { offset: number; limit: number },
  ): Promise<{ total: number; more: boolean; rows: FoundRow[] }> {
    const { rows } = await sql<{ total: bigint } & (FoundRow | { [Key in keyof FoundRow]: null })>`
      with found as materialized (
        select n.id, n.parent, n.directory, n.modified from nodes n ${typed(source)} where ${conditions(source)}),
      page as (select * from found order by modified desc, id desc offset ${offset} limit ${limit})
      select (select count(*) from (select from found limit ${MOST_COUNTED + 1}) c) as total,
        p.parent as container, p.directory, o.*
      from (select) as once left join page p on true left join lateral (${stored(sql`p.id`)}) o on true
      order by p.modified desc, p.id desc`.execute(this.#db);
    const counted = Number(rows[0]?.total ?? 0n);
    return {
      total: Math.min(counted, MOST_COUNTED),
      more: counted > MOST_COUNTED,
      rows: rows.flatMap((row) => (row.name === null ? [] : [row])),
    };
  }
}

function typed({ kind }: SearchSource): RawBuilder<unknown> {
  return typeof kind === 'object' ? sql`join versions v on v.serial = n.latest` : sql``;
}

function conditions({ containers, path, match, kind, entries }: SearchSource): RawBuilder<boolean> {
  const conditions = [
    sql<boolean>`n.parent = any(${containers.map(String)}::bigint[]) and n.live and not ${isExpired}`,
  ];
  if (path !== '') {
    conditions.push(sql<boolean>`n.name > ${path}`);
    const end = prefixSuccessor(path);
    if (end !== undefined) conditions.push(sql<boolean>`n.name < ${end}`);
  }
  // The whole name first: few names have to be cut to their last part.
  if (match !== '')
    conditions.push(sql<boolean>`position(folded(${match}) in folded(n.name)) > 0
      and position(folded(${match}) in folded(substring(n.name from '[^/]*/?$'))) > 0`);
  if (kind === 'folder') conditions.push(sql<boolean>`n.directory`);
  else if (kind !== undefined) conditions.push(sql<boolean>`not n.directory and v.type ~* ${kind.types}`);
  if (entries !== undefined) conditions.push(withinCondition(entries));
  return sql.join(conditions, sql` and `);
}
