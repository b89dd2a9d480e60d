import { sql } from 'kysely';
import { countChange } from './containers.ts';
import type { Tx, VersionRow } from './rows.ts';
import { type Cluster, DELETED, HISTORY, NORMAL, USER_DOMAIN } from './schema.ts';

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
  const nodes = await nodesFor(tx, container, writes);
  const superseded = writes.flatMap(({ current }) => (current?.cluster === NORMAL ? [current.serial] : []));
  if (superseded.length > 0) {
    await tx.updateTable('attributes').set({ is_latest: false }).where('serial', 'in', superseded).execute();
    await tx.updateTable('versions').set({ cluster: HISTORY }).where('serial', 'in', superseded).execute();
  }
  const written = await insertVersions(tx, writes, nodes, options.mtime);
  await pointAt(tx, container, writes, written, options.mtime);
  await writeAttributes(tx, writes, written);
  // Only now: metadata of other domains was copied from these rows.
  if (!options.keepHistory && superseded.length > 0) {
    await tx.deleteFrom('versions').where('serial', 'in', superseded).execute();
  }
  await countChange(tx, container, changeOf(writes, options.keepHistory));
  await countKeys(tx, container, writes);
  return written;
}

async function nodesFor(
  tx: Tx,
  container: bigint,
  writes: readonly VersionWrite[],
): Promise<Map<string, bigint>> {
  const nodes = new Map<string, bigint>();
  const fresh: string[] = [];
  for (const { name, current } of writes) {
    if (current === undefined) fresh.push(name);
    else nodes.set(name, current.node);
  }
  if (fresh.length === 0) return nodes;
  const made = await sql<{ id: bigint; name: string }>`
    insert into nodes (parent, name) select ${container}::bigint, * from unnest(${fresh}::text[]) returning id, name`.execute(
    tx,
  );
  for (const { id, name } of made.rows) nodes.set(name, id);
  return nodes;
}

async function insertVersions(
  tx: Tx,
  writes: readonly VersionWrite[],
  nodes: ReadonlyMap<string, bigint>,
  mtime: bigint,
): Promise<WrittenVersion[]> {
  const rows = await tx
    .insertInto('versions')
    .values(
      writes.map(({ name, draft }) => ({
        node: nodes.get(name)!,
        hash: draft.hash,
        size: BigInt(draft.size),
        type: draft.type,
        source: draft.source,
        mtime,
        muser: draft.muser,
        uuid: draft.uuid,
        checksum: draft.checksum,
        cluster: draft.cluster,
        available: draft.available,
        map_checked: null,
        map_name: draft.mapName,
        is_snapshot: draft.isSnapshot,
      })),
    )
    .returning(['serial', 'node'])
    .execute();
  const serials = new Map(rows.map(({ serial, node }) => [node, serial]));
  return writes.map(({ name, draft }) => {
    const node = nodes.get(name)!;
    return { name, node, serial: serials.get(node)!, mtime, uuid: draft.uuid };
  });
}

async function pointAt(
  tx: Tx,
  container: bigint,
  writes: readonly VersionWrite[],
  written: readonly WrittenVersion[],
  mtime: bigint,
): Promise<void> {
  const ids = written.map(({ node }) => node.toString());
  const serials = written.map(({ serial }) => serial.toString());
  const live = writes.map(({ draft }) => draft.cluster === NORMAL);
  await sql`
    update nodes set latest = x.serial, live = x.live, modified = ${mtime}
    from unnest(${ids}::bigint[], ${serials}::bigint[], ${live}::boolean[]) x (id, serial, live)
    where nodes.id = x.id`.execute(tx);
  await tx.updateTable('nodes').set({ modified: mtime }).where('id', '=', container).execute();
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
