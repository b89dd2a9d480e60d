import { type RawBuilder, sql } from 'kysely';
import { type ContainerRow, type Db, type Policy, type Tx } from '../rows.ts';
import { DELETED, HISTORY, NORMAL, ROOT_NODE, USER_DOMAIN } from '../schema.ts';

interface ContainerRecord {
  id: bigint;
  account: string;
  name: string;
  latest: bigint;
  modified: bigint;
  policy: Record<string, string> | null;
}

const policyColumn = sql<Record<string, string> | null>`(
  select json_object_agg(p.key, p.value) from policies p where p.node = c.id)`.as('policy');

/** The container, or undefined when there is none of this name. */
export async function findContainer(
  db: Db,
  account: string,
  name: string,
): Promise<ContainerRow | undefined> {
  const row = await db
    .selectFrom('nodes as a')
    .innerJoin('nodes as c', 'c.parent', 'a.id')
    .select(['c.id', 'a.name as account', 'c.name', 'c.latest', 'c.modified', policyColumn])
    .where('a.parent', '=', ROOT_NODE)
    .where('a.name', '=', account)
    .where('c.name', '=', name)
    .where('c.live', '=', true)
    .executeTakeFirst();
  return row === undefined ? undefined : containerRow(row as ContainerRecord);
}

/** Locks containers in the order of their ids, so that two operations never wait for each other. */
export async function lockContainers(tx: Tx, ids: readonly bigint[]): Promise<Map<bigint, ContainerRow>> {
  const wanted = [...new Set(ids)];
  const rows = await tx
    .selectFrom('nodes as c')
    .innerJoin('nodes as a', 'a.id', 'c.parent')
    .select(['c.id', 'a.name as account', 'c.name', 'c.latest', 'c.modified', policyColumn])
    .where('c.id', 'in', wanted)
    .where('c.live', '=', true)
    .orderBy('c.id')
    .forUpdate('c')
    .execute();
  return new Map(rows.map((row) => [row.id, containerRow(row as ContainerRecord)]));
}

function containerRow(row: ContainerRecord): ContainerRow {
  const stored = row.policy ?? {};
  const policy: Policy = {
    versioning: stored['versioning'] === 'none' ? 'none' : 'auto',
    quota: BigInt(stored['quota'] ?? '0'),
    project: stored['project'] ?? row.account,
  };
  return {
    id: row.id,
    account: row.account,
    name: row.name,
    latest: row.latest,
    modified: row.modified,
    policy,
  };
}

/** Makes the account when it is not there yet, and gives its node. */
export async function ensureAccount(
  tx: Tx,
  account: string,
  at: { now: bigint; uuid: string },
): Promise<bigint> {
  const found = await findAccount(tx, account);
  if (found !== undefined) return found.id;
  const made = await tx
    .insertInto('nodes')
    .values({ parent: ROOT_NODE, name: account, latest: null, live: true, modified: at.now })
    .onConflict((conflict) => conflict.columns(['parent', 'name']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made === undefined) return (await findAccount(tx, account))!.id;
  await addNodeVersion(tx, { node: made.id, muser: account, now: at.now, uuid: at.uuid, keep: false });
  return made.id;
}

export interface AccountRow {
  id: bigint;
  latest: bigint | null;
  modified: bigint;
}

export async function findAccount(db: Db, account: string): Promise<AccountRow | undefined> {
  return db
    .selectFrom('nodes')
    .select(['id', 'latest', 'modified'])
    .where('parent', '=', ROOT_NODE)
    .where('name', '=', account)
    .executeTakeFirst();
}

/** Makes a container, or gives undefined when another request made it first. */
export async function insertContainer(
  tx: Tx,
  container: { account: bigint; name: string; owner: string; now: bigint; uuid: string },
): Promise<bigint | undefined> {
  const made = await tx
    .insertInto('nodes')
    .values({
      parent: container.account,
      name: container.name,
      latest: null,
      live: true,
      modified: container.now,
    })
    .onConflict((conflict) => conflict.columns(['parent', 'name']).doNothing())
    .returning('id')
    .executeTakeFirst();
  if (made === undefined) return undefined;
  await addNodeVersion(tx, {
    node: made.id,
    muser: container.owner,
    now: container.now,
    uuid: container.uuid,
    keep: false,
  });
  return made.id;
}

/** A new version of an account or container, whose metadata is versioned too. The superseded one stays when `keep`. */
export async function addNodeVersion(
  tx: Tx,
  version: { node: bigint; muser: string; now: bigint; uuid: string; keep: boolean },
): Promise<bigint> {
  const current = tx
    .selectFrom('versions')
    .select('serial')
    .where('node', '=', version.node)
    .where('cluster', '=', NORMAL);
  if (version.keep) {
    await tx.updateTable('attributes').set({ is_latest: false }).where('serial', 'in', current).execute();
    await tx
      .updateTable('versions')
      .set({ cluster: HISTORY })
      .where('node', '=', version.node)
      .where('cluster', '=', NORMAL)
      .execute();
  } else
    await tx.deleteFrom('versions').where('node', '=', version.node).where('cluster', '=', NORMAL).execute();
  const { serial } = await tx
    .insertInto('versions')
    .values({
      node: version.node,
      hash: null,
      size: 0n,
      type: '',
      source: null,
      mtime: version.now,
      muser: version.muser,
      uuid: version.uuid,
      checksum: '',
      cluster: NORMAL,
      map_checked: null,
      map_name: null,
    })
    .returning('serial')
    .executeTakeFirstOrThrow();
  await tx
    .updateTable('nodes')
    .set({ latest: serial, modified: version.now })
    .where('id', '=', version.node)
    .execute();
  return serial;
}

/** Metadata that users set on a version. */
export async function attributesOf(
  db: Db,
  serial: bigint,
  domain = USER_DOMAIN,
): Promise<Map<string, string>> {
  const rows = await db
    .selectFrom('attributes')
    .select(['key', 'value'])
    .where('serial', '=', serial)
    .where('domain', '=', domain)
    .orderBy('key')
    .execute();
  return new Map(rows.map(({ key, value }) => [key, value]));
}

export async function insertAttributes(
  tx: Tx,
  of: { serial: bigint; node: bigint; domain: string },
  values: ReadonlyMap<string, string>,
): Promise<void> {
  if (values.size === 0) return;
  await tx
    .insertInto('attributes')
    .values([...values].map(([key, value]) => ({ ...of, key, value, is_latest: true })))
    .execute();
}

export async function setPolicy(tx: Tx, node: bigint, policy: Policy): Promise<void> {
  await tx
    .insertInto('policies')
    .values([
      { node, key: 'versioning', value: policy.versioning },
      { node, key: 'quota', value: policy.quota.toString() },
      { node, key: 'project', value: policy.project },
    ])
    .onConflict((conflict) =>
      conflict.columns(['node', 'key']).doUpdateSet((row) => ({ value: row.ref('excluded.value') })),
    )
    .execute();
}

/** What a container holds: objects and bytes now, and in its history. */
export interface Usage {
  objects: bigint;
  bytes: bigint;
  historyBytes: bigint;
}

export async function usageOf(db: Db, container: bigint): Promise<Usage> {
  const rows = await db.selectFrom('statistics').selectAll().where('node', '=', container).execute();
  const of = (cluster: number) => rows.find((row) => row.cluster === cluster);
  return {
    objects: of(NORMAL)?.population ?? 0n,
    bytes: of(NORMAL)?.size ?? 0n,
    historyBytes: of(HISTORY)?.size ?? 0n,
  };
}

/** Keys of user metadata that current objects of the container have, sorted. */
export async function metaKeysOf(db: Db, container: bigint): Promise<string[]> {
  const rows = await db
    .selectFrom('meta_keys')
    .select('key')
    .where('node', '=', container)
    .orderBy('key')
    .execute();
  return rows.map(({ key }) => key);
}

/** Versions that one statement of a purge drops. */
const PURGED_AT_ONCE = 5000;

/**
 * Drops history and deletion marks up to a time, in a container or of one object, at most 5,000 of them: name by name, the
 * oldest first, so that no mark goes before what it ended. Gives the bytes of history dropped, and whether there may be more.
 */
export async function purgeHistory(
  tx: Tx,
  container: bigint,
  until: bigint,
  node?: bigint,
): Promise<{ bytes: bigint; more: boolean }> {
  const one = node === undefined ? sql`true` : sql`n.id = ${node}`;
  const old = sql<bigint>`(
    select v.serial from nodes n join versions v on v.node = n.id
    where n.parent = ${container} and ${one} and v.cluster in (${HISTORY}, ${DELETED}) and v.mtime <= ${until}
    order by n.name, v.serial limit ${PURGED_AT_ONCE})`;
  const { bytes, count } = await dropVersions(tx, container, old);
  return { bytes, more: count === PURGED_AT_ONCE };
}

/** Drops superseded versions of a container, and marks of deletion that have no history left. Gives their bytes. */
export async function dropHistory(tx: Tx, container: bigint, serials: readonly bigint[]): Promise<bigint> {
  const history = sql<bigint>`(
    select v.serial from unnest(${serials.map(String)}::bigint[]) x (serial)
    join versions v on v.serial = x.serial and v.cluster = ${HISTORY})`;
  const { bytes, nodes } = await dropVersions(tx, container, history);
  const bare = sql<bigint>`(
    select v.serial from versions v
    where v.node = any(${nodes.map(String)}::bigint[]) and v.cluster = ${DELETED}
      and not exists (select from versions w where w.node = v.node and w.cluster <> ${DELETED}))`;
  await dropVersions(tx, container, bare);
  return bytes;
}

async function dropVersions(
  tx: Tx,
  container: bigint,
  serials: RawBuilder<bigint>,
): Promise<{ bytes: bigint; count: number; nodes: bigint[] }> {
  const gone = await tx
    .deleteFrom('versions')
    .where('serial', 'in', serials)
    .returning(['cluster', 'size', 'node'])
    .execute();
  const history = gone.filter(({ cluster }) => cluster === HISTORY);
  const bytes = history.reduce((sum, { size }) => sum + size, 0n);
  await countChange(
    tx,
    container,
    new Map([
      [HISTORY, { population: -BigInt(history.length), size: -bytes }],
      [DELETED, { population: -BigInt(gone.length - history.length), size: 0n }],
    ]),
  );
  const nodes = [...new Set(gone.map(({ node }) => node))];
  await tx
    .deleteFrom('nodes as n')
    .where('n.id', '=', sql<bigint>`any(${nodes.map(String)}::bigint[])`)
    .where('n.live', '=', false)
    .where(({ not, exists, selectFrom }) =>
      not(exists(selectFrom('versions as v').select('v.serial').whereRef('v.node', '=', 'n.id'))),
    )
    .execute();
  return { bytes, count: gone.length, nodes };
}

/** Adds to a container's counters, in the transaction of the rows they count. */
export async function countChange(
  tx: Tx,
  container: bigint,
  change: ReadonlyMap<number, { population: bigint; size: bigint }>,
): Promise<void> {
  const rows = [...change].filter(([, { population, size }]) => population !== 0n || size !== 0n);
  if (rows.length === 0) return;
  await tx
    .insertInto('statistics')
    .values(rows.map(([cluster, { population, size }]) => ({ node: container, cluster, population, size })))
    .onConflict((conflict) =>
      conflict.columns(['node', 'cluster']).doUpdateSet({
        population: sql`statistics.population + excluded.population`,
        size: sql`statistics.size + excluded.size`,
      }),
    )
    .execute();
}
