import { sql } from 'kysely';
import { countChange } from '../containers/containers.ts';
import type { Tx, VersionRow } from '../rows.ts';
import { type Cluster, DELETED, HISTORY, NORMAL, USER_DOMAIN } from '../schema.ts';

/** A version to be written. */
export interface VersionDraft {
  cluster: Cluster;
  hash: string | null;
  size: number;
  type: string;
  muser: string;
  uuid: string;
  checksum: string;
  source: bigint | null;
  isSnapshot: boolean;
  mapName: string | null;
  available: number;
  attributes: ReadonlyMap<string, string>;
  /** Serial of the version whose metadata of other domains goes along. */
  domainsFrom: bigint | null;
}

/** A draft with the name it is for and what stands there now. */
export interface VersionWrite {
  name: string;
  current: VersionRow | undefined;
  currentAttributes: ReadonlyMap<string, string>;
  draft: VersionDraft;
}

export interface WrittenVersion {
  name: string;
  node: bigint;
  serial: bigint;
  mtime: bigint;
  uuid: string;
}

/**
 * Writes versions of different objects of one locked container, their metadata and the container's counters, in a fixed
 * number of statements however many there are. Superseded versions become history, or go when `keepHistory` is false.
 */
export async function writeVersions(
  tx: Tx,
  container: bigint,
  writes: readonly VersionWrite[],
  options: { mtime: bigint; keepHistory: boolean },
): Promise<WrittenVersion[]> {
  const superseded = writes.flatMap(({ current }) => (current?.cluster === NORMAL ? [current.serial] : []));
  if (superseded.length > 0) {
    await tx.updateTable('attributes').set({ is_latest: false }).where('serial', 'in', superseded).execute();
    await tx.updateTable('versions').set({ cluster: HISTORY }).where('serial', 'in', superseded).execute();
  }
  const written = await insertVersions(tx, container, writes, options.mtime);
  await writeAttributes(tx, writes, written);
  // Only now: metadata of other domains was copied from these rows.
  if (!options.keepHistory && superseded.length > 0) {
    await tx.deleteFrom('versions').where('serial', 'in', superseded).execute();
  }
  await countChange(tx, container, changeOf(writes, options.keepHistory));
  await countKeys(tx, container, writes);
  return written;
}

/** Makes the nodes that are missing, lets all point at their new versions, and writes these: one statement for any number. */
async function insertVersions(
  tx: Tx,
  container: bigint,
  writes: readonly VersionWrite[],
  mtime: bigint,
): Promise<WrittenVersion[]> {
  const column = <T>(value: (draft: VersionDraft) => T): T[] => writes.map(({ draft }) => value(draft));
  const { rows } = await sql<{ name: string; node: bigint; serial: bigint }>`
    with drafts as materialized (
      select nextval('versions_serial_seq') as serial, d.* from unnest(
        ${writes.map(({ name }) => name)}::text[], ${column(({ hash }) => hash)}::text[],
        ${column(({ size }) => size)}::bigint[], ${column(({ type }) => type)}::text[],
        ${column(({ source }) => source?.toString() ?? null)}::bigint[], ${column(({ muser }) => muser)}::text[],
        ${column(({ uuid }) => uuid)}::uuid[], ${column(({ checksum }) => checksum)}::text[],
        ${column(({ cluster }) => cluster)}::smallint[], ${column(({ available }) => available)}::smallint[],
        ${column((draft) => draft.mapName)}::text[], ${column(({ isSnapshot }) => isSnapshot)}::boolean[],
        ${column(expiryOf)}::bigint[]
      ) as d (name, hash, size, type, source, muser, uuid, checksum, cluster, available, map_name, is_snapshot, expires)),
    placed as (
      insert into nodes (parent, name, latest, live, modified, expires)
      select ${container}::bigint, name, serial, cluster = ${NORMAL}, ${mtime}::bigint, expires from drafts
      on conflict (parent, name) do update
      set latest = excluded.latest, live = excluded.live, modified = excluded.modified, expires = excluded.expires
      returning id, name, latest),
    touched as (update nodes set modified = ${mtime} where id = ${container}),
    written as (
      insert into versions (serial, node, hash, size, type, source, mtime, muser, uuid, checksum, cluster, available,
        map_name, is_snapshot)
      overriding system value
      select d.serial, p.id, d.hash, d.size, d.type, d.source, ${mtime}::bigint, d.muser, d.uuid, d.checksum,
        d.cluster, d.available, d.map_name, d.is_snapshot
      from drafts d join placed p on p.latest = d.serial)
    select name, id as node, latest as serial from placed`.execute(tx);
  const placed = new Map(rows.map((row) => [row.name, row]));
  return writes.map(({ name, draft }) => ({ ...placed.get(name)!, mtime, uuid: draft.uuid }));
}

/** Microseconds of the time that an object's metadata sets it; a mark of deletion has none. */
function expiryOf({ cluster, attributes }: VersionDraft): string | null {
  const seconds = cluster === NORMAL ? attributes.get('X-Delete-At') : undefined;
  return seconds === undefined ? null : `${seconds}000000`;
}

async function writeAttributes(
  tx: Tx,
  writes: readonly VersionWrite[],
  written: readonly WrittenVersion[],
): Promise<void> {
  const rows = writes.flatMap(({ draft }, index) =>
    [...draft.attributes].map(([key, value]) => {
      const { serial, node } = written[index]!;
      return { serial, node, domain: USER_DOMAIN, key, value, is_latest: draft.cluster === NORMAL };
    }),
  );
  if (rows.length > 0) await tx.insertInto('attributes').values(rows).execute();
  const carried = writes.flatMap(({ draft }, index) =>
    draft.domainsFrom === null ? [] : [{ from: draft.domainsFrom, to: written[index]! }],
  );
  if (carried.length === 0) return;
  await sql`
    insert into attributes (serial, domain, key, value, node, is_latest)
    select x.to_serial, a.domain, a.key, a.value, x.to_node, true
    from unnest(${carried.map(({ from }) => from.toString())}::bigint[],
                ${carried.map(({ to }) => to.serial.toString())}::bigint[],
                ${carried.map(({ to }) => to.node.toString())}::bigint[]) x (from_serial, to_serial, to_node)
    join attributes a on a.serial = x.from_serial
    where a.domain <> ${USER_DOMAIN}`.execute(tx);
}

function changeOf(
  writes: readonly VersionWrite[],
  keepHistory: boolean,
): Map<number, { population: bigint; size: bigint }> {
  const change = new Map<number, { population: bigint; size: bigint }>();
  const add = (cluster: number, population: bigint, size: bigint) => {
    const sum = change.get(cluster) ?? { population: 0n, size: 0n };
    change.set(cluster, { population: sum.population + population, size: sum.size + size });
  };
  for (const { current, draft } of writes) {
    if (current?.cluster === NORMAL) {
      add(NORMAL, -1n, -BigInt(current.size));
      if (keepHistory) add(HISTORY, 1n, BigInt(current.size));
    }
    add(draft.cluster, 1n, draft.cluster === DELETED ? 0n : BigInt(draft.size));
  }
  return change;
}

const META_PREFIX = 'X-Object-Meta-';

/** Keeps the number of current objects that have each key: counting them for every reply would read the whole container. */
async function countKeys(tx: Tx, container: bigint, writes: readonly VersionWrite[]): Promise<void> {
  const uses = new Map<string, number>();
  const count = (attributes: ReadonlyMap<string, string>, by: number) => {
    for (const key of attributes.keys()) {
      if (!key.startsWith(META_PREFIX)) continue;
      const name = key.slice(META_PREFIX.length);
      uses.set(name, (uses.get(name) ?? 0) + by);
    }
  };
  for (const { current, currentAttributes, draft } of writes) {
    if (current?.cluster === NORMAL) count(currentAttributes, -1);
    if (draft.cluster === NORMAL) count(draft.attributes, 1);
  }
  await changeKeyUses(tx, container, uses);
}

/** Adds to the counts of keys; a key that nobody uses any more goes. */
export async function changeKeyUses(
  tx: Tx,
  container: bigint,
  uses: ReadonlyMap<string, number>,
): Promise<void> {
  const changed = [...uses].filter(([, by]) => by !== 0);
  if (changed.length === 0) return;
  await sql`
    insert into meta_keys (node, key, uses)
    select ${container}::bigint, * from unnest(${changed.map(([key]) => key)}::text[], ${changed.map(([, by]) => by)}::bigint[])
    on conflict (node, key) do update set uses = meta_keys.uses + excluded.uses`.execute(tx);
  if (changed.some(([, by]) => by < 0)) {
    await tx.deleteFrom('meta_keys').where('node', '=', container).where('uses', '<=', 0n).execute();
  }
}
