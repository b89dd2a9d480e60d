import { sql } from 'kysely';
import { isExpired } from './clock.ts';
import { prefixSuccessor } from './name-order.ts';
import { type Db, type VersionRow, versionRow } from './rows.ts';
import { DELETED, NORMAL, USER_DOMAIN } from './schema.ts';

/** A test on user metadata: `key` is the stored name of the header. */
export type MetaFilter =
  | { kind: 'any'; keys: string[] }
  | { kind: 'absent'; key: string }
  | { kind: 'compare'; key: string; operator: '=' | '!=' | '<=' | '>=' | '<' | '>'; value: string };

/** An entry of sharing: it rules its own name and, when that is a directory object, what is under it. */
export interface RulingEntry {
  name: string;
  /** Prefix of what a directory hands its sharing on to. */
  under: string | null;
  allowed: boolean;
}

/** What a page of names is taken from. */
export interface NameSource {
  container: bigint;
  prefix: string;
  /** Microseconds: the state of that time instead of now. */
  until?: bigint;
  filters: readonly MetaFilter[];
  /** Only names whose nearest entry of sharing is allowed. */
  within?: readonly RulingEntry[];
  reverse: boolean;
}

/** Where a page begins and ends, by name; `inclusive` for the start after a jump. */
export interface Bounds {
  after?: string;
  from?: string;
  before?: string;
}

/** A current object, or one as it was, in a listing. */
export interface ListedVersion extends Omit<VersionRow, 'node' | 'cluster' | 'isSnapshot' | 'mapName'> {
  mapChecked: bigint | null;
}

/** A container in the list of an account. */
export interface ListedContainer {
  id: bigint;
  name: string;
  modified: bigint;
  count: bigint;
  bytes: bigint;
  policy: Record<string, string>;
}

/** Pages of containers and of objects, by name. */
export class ListingStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  /**
   * At most `limit` objects in the order of their names' bytes. Every page walks the index of names from its start: the
   * cost is the page, not the container.
   */
  async objects(source: NameSource, bounds: Bounds, limit: number): Promise<ListedVersion[]> {
    const conditions = [sql<boolean>`n.parent = ${source.container}`];
    if (source.until === undefined) conditions.push(sql<boolean>`n.live`, sql<boolean>`not ${isExpired}`);
    if (source.prefix !== '') {
      conditions.push(
        sql<boolean>`n.name >= ${source.prefix}`,
        sql<boolean>`starts_with(n.name, ${source.prefix})`,
      );
      const successor = prefixSuccessor(source.prefix);
      if (successor !== undefined) conditions.push(sql<boolean>`n.name < ${successor}`);
    }
    if (bounds.after !== undefined) conditions.push(sql<boolean>`n.name > ${bounds.after}`);
    if (bounds.from !== undefined) conditions.push(sql<boolean>`n.name >= ${bounds.from}`);
    if (bounds.before !== undefined) conditions.push(sql<boolean>`n.name < ${bounds.before}`);
    conditions.push(...source.filters.map(filterCondition));
    if (source.within !== undefined) conditions.push(withinCondition(source.within));
    const version =
      source.until === undefined
        ? sql`join versions v on v.serial = n.latest`
        : sql`join lateral (select * from versions w where w.node = n.id and w.mtime < ${source.until}
                            order by w.serial desc limit 1) v on v.cluster <> ${DELETED}`;
    const { rows } = await sql<Omit<ListedVersion, 'size'> & { size: bigint }>`
      select n.name, v.serial, v.hash, v.size, v.type, v.mtime, v.muser, v.uuid, v.checksum, v.available,
             v.map_checked as "mapChecked"
      from nodes n ${version}
      where ${sql.join(conditions, sql` and `)}
      order by n.name ${source.reverse ? sql`desc` : sql`asc`}
      limit ${limit}`.execute(this.#db);
    return rows.map(versionRow);
  }

  /** Containers of an account by name, with their counters; as they stood at `until`, when given. */
  async containers(
    account: bigint,
    page: {
      bounds: Bounds;
      prefix: string;
      limit: number;
      until?: bigint;
      only?: readonly string[];
      reverse: boolean;
    },
  ): Promise<ListedContainer[]> {
    const conditions = [
      sql<boolean>`c.parent = ${account}`,
      sql<boolean>`c.live`,
      sql<boolean>`starts_with(c.name, ${page.prefix})`,
    ];
    if (page.bounds.after !== undefined) conditions.push(sql<boolean>`c.name > ${page.bounds.after}`);
    if (page.bounds.from !== undefined) conditions.push(sql<boolean>`c.name >= ${page.bounds.from}`);
    if (page.bounds.before !== undefined) conditions.push(sql<boolean>`c.name < ${page.bounds.before}`);
    if (page.only !== undefined) conditions.push(sql<boolean>`c.name = any(${[...page.only]}::text[])`);
    if (page.until !== undefined) {
      conditions.push(
        sql<boolean>`exists (select from versions v where v.node = c.id and v.mtime < ${page.until})`,
      );
    }
    const counted =
      page.until === undefined
        ? sql`select s.population, s.size from statistics s where s.node = c.id and s.cluster = ${NORMAL}`
        : sql`select count(*) as population, sum(v.size)::bigint as size from nodes o
              join lateral (select * from versions w where w.node = o.id and w.mtime < ${page.until}
                            order by w.serial desc limit 1) v on v.cluster <> ${DELETED}
              where o.parent = c.id`;
    const { rows } = await sql<ListedContainer>`
      select c.id, c.name, c.modified, coalesce(s.population, 0) as count, coalesce(s.size, 0) as bytes,
        coalesce((select json_object_agg(p.key, p.value) from policies p where p.node = c.id), '{}') as policy
      from nodes c left join lateral (${counted}) s on true
      where ${sql.join(conditions, sql` and `)}
      order by c.name ${page.reverse ? sql`desc` : sql`asc`} limit ${page.limit}`.execute(this.#db);
    return rows;
  }
}

function filterCondition(filter: MetaFilter) {
  if (filter.kind === 'any')
    return sql<boolean>`exists (${attribute(sql`a.key = any(${filter.keys}::text[])`)})`;
  if (filter.kind === 'absent') return sql<boolean>`not exists (${attribute(sql`a.key = ${filter.key}`)})`;
  const compared = {
    '=': sql`a.value = ${filter.value}`,
    '!=': sql`a.value <> ${filter.value}`,
    '<=': sql`a.value <= ${filter.value}`,
    '>=': sql`a.value >= ${filter.value}`,
    '<': sql`a.value < ${filter.value}`,
    '>': sql`a.value > ${filter.value}`,
  }[filter.operator];
  return sql<boolean>`exists (${attribute(sql`a.key = ${filter.key} and ${compared}`)})`;
}

function attribute(condition: ReturnType<typeof sql>) {
  return sql`select from attributes a where a.serial = v.serial and a.domain = ${USER_DOMAIN} and ${condition}`;
}

/**
 * Whether the nearest of the entries lets the caller read `n`: looked up by the name and each folder above it, so that a name
 * costs its depth and not the number of entries.
 */
export function withinCondition(entries: readonly RulingEntry[]) {
  // Of two entries that rule the same folder (`a` and `a/`) the one with the longer name counts.
  const ordered = entries.toSorted((one, other) => one.name.length - other.name.length);
  const own = JSON.stringify(Object.fromEntries(ordered.map(({ name, allowed }) => [name, allowed])));
  const under = JSON.stringify(
    Object.fromEntries(
      ordered.flatMap((entry) => (entry.under === null ? [] : [[entry.under, entry.allowed]])),
    ),
  );
  return sql<boolean>`coalesce(
    (${own}::jsonb ->> n.name)::boolean,
    (select (${under}::jsonb ->> left(n.name, s.at))::boolean
     from (select sum(length(part) + 1) over (order by place)::int as at
           from string_to_table(n.name, '/') with ordinality p (part, place)) s
     where ${under}::jsonb ? left(n.name, s.at) order by s.at desc limit 1),
    false)`;
}
