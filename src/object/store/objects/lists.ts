import { sql } from 'kysely';
import { isExpired } from './expiry.ts';
import { prefixSuccessor } from '../name-order.ts';
import type { Db } from '../rows.ts';
import { DELETED, HISTORY, NORMAL, USER_DOMAIN } from '../schema.ts';

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
export interface ListedVersion {
  name: string;
  serial: bigint;
  hash: string | null;
  size: number;
  type: string;
  mtime: bigint;
  muser: string;
  uuid: string;
  checksum: string;
  available: number;
  mapChecked: bigint | null;
}

/**
 * At most `limit` objects in the order of their names' bytes. Every page walks the index of names from its start: the
 * cost is the page, not the container.
 */
export async function listVersions(
  db: Db,
  source: NameSource,
  bounds: Bounds,
  limit: number,
): Promise<ListedVersion[]> {
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
    limit ${limit}`.execute(db);
  return rows.map((row) => ({ ...row, size: Number(row.size) }));
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

function withinCondition(entries: readonly RulingEntry[]) {
  return sql<boolean>`coalesce((
    select e.allowed
    from unnest(${entries.map(({ name }) => name)}::text[], ${entries.map(({ under }) => under)}::text[],
                ${entries.map(({ allowed }) => allowed)}::boolean[]) e (name, under, allowed)
    where n.name = e.name or starts_with(n.name, e.under)
    order by length(e.name) desc limit 1), false)`;
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

/** Containers of an account by name, with their counters; as they stood at `until`, when given. */
export async function listContainers(
  db: Db,
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
    order by c.name ${page.reverse ? sql`desc` : sql`asc`} limit ${page.limit}`.execute(db);
  return rows;
}

export interface AccountTotals {
  containers: bigint;
  objects: bigint;
  bytes: bigint;
  /** Of superseded and deleted versions. */
  historyBytes: bigint;
  modified: bigint;
}

/** Objects and bytes of a whole account, now and in its history, and when anything in it last changed. */
export async function accountTotals(db: Db, account: bigint): Promise<AccountTotals> {
  const { rows } = await sql<AccountTotals>`
    select count(*) as containers, coalesce(sum(s.population), 0)::bigint as objects,
      coalesce(sum(s.size), 0)::bigint as bytes, coalesce(sum(h.size), 0)::bigint as "historyBytes",
      coalesce(max(c.modified), 0) as modified
    from nodes c left join statistics s on s.node = c.id and s.cluster = ${NORMAL}
    left join statistics h on h.node = c.id and h.cluster = ${HISTORY}
    where c.parent = ${account} and c.live`.execute(db);
  return rows[0]!;
}

/** Containers, objects and bytes that an account held at a time; of containers that are gone nothing is left to count. */
export async function accountTotalsAt(
  db: Db,
  account: bigint,
  until: bigint,
): Promise<{ containers: bigint; objects: bigint; bytes: bigint }> {
  const { rows } = await sql<{ containers: bigint; objects: bigint; bytes: bigint }>`
    select count(*) as containers, coalesce(sum(s.objects), 0)::bigint as objects,
      coalesce(sum(s.bytes), 0)::bigint as bytes
    from nodes c cross join lateral (
      select count(*) as objects, sum(v.size) as bytes from nodes n
      join lateral (select * from versions x where x.node = n.id and x.mtime < ${until} order by x.serial desc limit 1) v on true
      where n.parent = c.id and v.cluster <> ${DELETED}) s
    where c.parent = ${account} and exists (select from versions v where v.node = c.id and v.mtime < ${until})`.execute(
    db,
  );
  return rows[0]!;
}

/** Serial and time of the newest version of a node before a time. */
export async function nodeVersionAt(
  db: Db,
  node: bigint,
  until: bigint,
): Promise<{ serial: bigint; mtime: bigint } | undefined> {
  return db
    .selectFrom('versions')
    .select(['serial', 'mtime'])
    .where('node', '=', node)
    .where('mtime', '<', until)
    .orderBy('serial', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Last change inside a container before a time, the container's own versions included. */
export async function lastChangeBefore(
  db: Db,
  container: bigint,
  until: bigint,
): Promise<bigint | undefined> {
  const { rows } = await sql<{ last: bigint | null }>`
    select max(v.mtime) as last from versions v join nodes n on n.id = v.node
    where (n.id = ${container} or n.parent = ${container}) and v.mtime < ${until}`.execute(db);
  return rows[0]?.last ?? undefined;
}

/** Objects and bytes that a container held at a time. */
export async function usageAt(
  db: Db,
  container: bigint,
  until: bigint,
): Promise<{ objects: bigint; bytes: bigint }> {
  const { rows } = await sql<{ objects: bigint; bytes: bigint }>`
    select count(*) as objects, coalesce(sum(v.size), 0)::bigint as bytes ${objectsAt(container, until)}`.execute(
    db,
  );
  return rows[0]!;
}

/** Keys of user metadata that the objects of a container had at a time, sorted, without the prefix of the header. */
export async function metaKeysAt(db: Db, container: bigint, until: bigint): Promise<string[]> {
  const { rows } = await sql<{ key: string }>`
    select distinct substr(t.key, length('X-Object-Meta-') + 1) as key ${objectsAt(container, until)}
    join attributes t on t.serial = v.serial and t.domain = ${USER_DOMAIN} and starts_with(t.key, 'X-Object-Meta-')
    order by 1`.execute(db);
  return rows.map(({ key }) => key);
}

function objectsAt(container: bigint, until: bigint) {
  return sql`from (
    select w.* from nodes n
    join lateral (select * from versions x where x.node = n.id and x.mtime < ${until} order by x.serial desc limit 1) w on true
    where n.parent = ${container} and w.cluster <> ${DELETED}) v`;
}
