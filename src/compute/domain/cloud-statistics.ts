import type { NodeDocument } from '#contract/ganeti';
import type { CloudStatistics, PublicCounts, SimpleCounts } from '#contract/cloud-statistics';
import { fail } from '../errors.ts';
import { ClusterFailure } from '../ganeti/cluster.ts';
import type { BackendRow } from '../store/backends/backends.ts';
import type { ServerCount } from '../store/cloud-counts.ts';
import type { Caller, Compute } from './compute.ts';
import { pageOfImages } from './images/images.ts';

const MIB = 1024 * 1024;
const GIB = 1024 * MIB;
const IMAGES_AT_ONCE = 1000;

/** Refuses whoever is in none of the groups that may see them. */
export function requireStatistician({ settings }: Compute, { groups }: Caller): void {
  const may = settings.ADMIN_STATS_PERMITTED_GROUPS;
  if (!groups.some((group) => may.includes(group))) fail('statistics_forbidden');
}

/** Which parts are wanted; nodes are asked of each cluster. */
export interface WantedStatistics {
  backend?: BackendRow | undefined;
  clusters: boolean;
  nodes: boolean;
  servers: boolean;
  ipPools: boolean;
  networks: boolean;
  images: boolean;
}

/** How many servers, addresses, networks and images the cloud has, and how much its clusters carry. */
export async function cloudStatistics(compute: Compute, wanted: WantedStatistics): Promise<CloudStatistics> {
  const { store } = compute;
  const counted = await store.cloudCounts.servers(wanted.backend?.id);
  return {
    datetime: compute.clock.now().toISOString(),
    ...(wanted.clusters ? { clusters: await clustersOf(compute, counted, wanted) } : {}),
    ...(wanted.servers ? { servers: serversByState(counted) } : {}),
    ...(wanted.ipPools ? { ip_pools: await ipPools(compute) } : {}),
    ...(wanted.networks ? { networks: await networksByType(compute) } : {}),
    ...(wanted.images ? { images: await imagesByKind(compute) } : {}),
  };
}

/** The back end that a question names, by number or name of its cluster. */
export async function backendNamed({ store }: Compute, word: string): Promise<BackendRow> {
  const found = /^\d{1,9}$/.test(word)
    ? await store.backends.find(Number(word))
    : await store.backends.findByName(word.slice(0, 255));
  return found ?? fail('backend_not_found', { id: word.slice(0, 64) });
}

async function clustersOf(
  compute: Compute,
  counted: readonly ServerCount[],
  { backend, nodes }: WantedStatistics,
): Promise<NonNullable<CloudStatistics['clusters']>> {
  const all = backend === undefined ? await compute.store.backends.all() : [backend];
  const found = await Promise.all(
    all.map((each) => (nodes && !each.offline ? nodesOf(compute, each) : Promise.resolve([]))),
  );
  const entries = all.map((each, index) => {
    const here = counted.filter(({ backendId }) => backendId === each.id);
    const sum = (of: (row: ServerCount) => number): number =>
      here.reduce((total, row) => total + row.count * of(row), 0);
    const cluster = {
      drained: each.drained,
      offline: each.offline,
      hypervisor: each.hypervisor,
      disk_templates: each.diskTemplates,
      virtual_servers: sum(() => 1),
      virtual_cpu: sum(({ cpu }) => cpu),
      virtual_ram: sum(({ ram }) => ram * MIB),
      virtual_disk: sum(({ disk }) => disk * GIB),
      nodes: Object.fromEntries(found[index]!.map((node) => [node.name, nodeFigures(node)])),
    };
    return [each.clustername, cluster] as const;
  });
  return Object.fromEntries(entries);
}

async function nodesOf({ clusterOf, log }: Compute, backend: BackendRow): Promise<NodeDocument[]> {
  try {
    return await clusterOf(backend).nodes();
  } catch (err) {
    if (!(err instanceof ClusterFailure)) throw err;
    log.warn({ err, backend: backend.clustername }, 'the nodes of a back end cannot be read now');
    return [];
  }
}

function nodeFigures(node: NodeDocument) {
  const { mtotal, mfree, dtotal, dfree, ctotal, pinst_cnt: machines, drained, offline } = node;
  return {
    mtotal: mtotal ?? 0,
    mfree: mfree ?? 0,
    dtotal: dtotal ?? 0,
    dfree: dfree ?? 0,
    ctotal: ctotal ?? 0,
    pinst_cnt: machines ?? 0,
    drained,
    offline,
  };
}

const STATES: Readonly<Record<string, string>> = { STARTED: 'started', STOPPED: 'stopped', ERROR: 'error' };

function serversByState(counted: readonly ServerCount[]): NonNullable<CloudStatistics['servers']> {
  const states: NonNullable<CloudStatistics['servers']> = Object.fromEntries(
    Object.values(STATES).map((state) => [state, { count: 0, cpu: {}, ram: {}, disk: {} }]),
  );
  for (const { operstate, cpu, ram, disk, template, count } of counted) {
    const state = states[STATES[operstate] ?? ''];
    if (state === undefined) continue;
    state.count += count;
    add(state.cpu, cpu, count);
    add(state.ram, ram * MIB, count);
    add((state.disk[template] ??= {}), disk * GIB, count);
  }
  return states;
}

function add(counts: Record<string, number>, key: number | string, count: number): void {
  counts[key] = (counts[key] ?? 0) + count;
}

async function ipPools({ store }: Compute): Promise<NonNullable<CloudStatistics['ip_pools']>> {
  const none = { count: 0, total: 0, free: 0 };
  const found = (await store.cloudCounts.addresses()).map(
    ({ drained, networks, total, free }) =>
      [drained ? 'drained' : 'active', { count: networks, total, free }] as const,
  );
  return { drained: none, active: none, ...Object.fromEntries(found) };
}

async function networksByType({ store }: Compute): Promise<NonNullable<CloudStatistics['networks']>> {
  const types: NonNullable<CloudStatistics['networks']> = {};
  for (const { type, state, count } of await store.cloudCounts.networks()) {
    const of = (types[type] ??= { active: 0, error: 0 });
    if (state === 'ERROR') of.error += count;
    else of.active += count;
  }
  return types;
}

/** Public images are the cloud's own for whoever reads this; others are their users'. */
async function imagesByKind(compute: Compute): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  let after: string | undefined;
  do {
    const page = await pageOfImages(compute, { limit: IMAGES_AT_ONCE, after });
    for (const { isPublic, properties } of page.images) {
      const of = (name: string): string => (properties.get(name) ?? 'unknown').slice(0, 64);
      add(counts, [isPublic ? 'system' : 'user', of('osfamily'), of('os')].join(':'), 1);
    }
    after = page.next;
  } while (after !== undefined);
  return counts;
}

/** What everybody may know: servers by state, networks by state. */
export async function publicCounts({ store }: Compute): Promise<PublicCounts> {
  const servers: PublicCounts['servers'] = {};
  for (const { operstate, cpu, ram, disk, count } of await store.cloudCounts.servers()) {
    const of = (servers[PUBLIC_STATES[operstate] ?? operstate] ??= { count: 0, cpu: 0, ram: 0, disk: 0 });
    of.count += count;
    of.cpu += count * cpu;
    of.ram += count * ram * MIB;
    of.disk += count * disk * GIB;
  }
  const networks: PublicCounts['networks'] = {};
  for (const { state, count } of await store.cloudCounts.networks())
    (networks[state] ??= { count: 0 }).count += count;
  return { servers, networks };
}

const PUBLIC_STATES: Readonly<Record<string, string>> = { STARTED: 'ACTIVE' };

/** How many there ever were. */
export async function simpleCounts({ store }: Compute): Promise<SimpleCounts> {
  const { servers, networks, active } = await store.cloudCounts.ever();
  return { spawned_servers: servers, active_servers: active, spawned_networks: networks };
}
