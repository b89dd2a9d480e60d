import { isFinalJobStatus, type NetworkDocument } from '#contract/ganeti';
import { type Cluster, ClusterFailure } from '../../ganeti/cluster.ts';
import type { BackendRow } from '../../store/backends/backends.ts';
import type { BackendNetworkRow } from '../../store/networks/backend-networks.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { Compute } from '../compute.ts';
import { networkName } from '../names.ts';
import { USER_MODE_LINK } from './user-mode.ts';
import { networkBody } from './network-body.ts';
import { REMOVE_OPCODE } from './remove-opcode.ts';

/**
 * Makes sure that the networks of a server's ports are in its back end, or on their way. Gives the jobs that have to end
 * before the ports come. Repeating it is harmless: what is there is left, and a network that is made or connected twice is
 * the same network. Throws ClusterFailure.
 */
export async function realiseNetworks(
  compute: Compute,
  backend: BackendRow,
  ids: readonly number[],
): Promise<bigint[]> {
  const networks = await compute.store.networks.byIds([...new Set(ids)]);
  const jobs: bigint[] = [];
  for (const network of networks.filter(({ link }) => link !== USER_MODE_LINK))
    jobs.push(...(await realise(compute, backend, network)));
  return jobs;
}

async function realise(compute: Compute, backend: BackendRow, network: NetworkRow): Promise<bigint[]> {
  const row = await prepare(compute, backend, network);
  if (row.state === 'ACTIVE') return [];
  const cluster = compute.clusterOf(backend);
  const name = networkName(compute.settings.BACKEND_PREFIX_ID, network.id);
  if (await isUnderWay(cluster, row)) return [row.jobId!];
  const [found, groups] = [await cluster.network(name), await cluster.groups()];
  const missing = groups.filter((group) => !groupsOf(found).includes(group));
  if (found !== undefined && missing.length === 0) {
    await compute.store.backendNetworks.update(row, row.jobId ?? 0n, {
      state: 'ACTIVE',
      opcode: null,
      updated: compute.clock.now(),
    });
    return [];
  }
  return make(compute, cluster, { backend, network, row, name, found, missing });
}

/** From now on the network is not deleted without a look into this back end. */
async function prepare(
  { store, clock }: Compute,
  backend: BackendRow,
  network: NetworkRow,
): Promise<BackendNetworkRow> {
  return store.transaction(async (tx) => {
    const locked = await tx.networks.lockForUse(network.id);
    if (locked === undefined || locked.deleted || locked.action === 'DESTROY')
      throw new ClusterFailure('refused', `Network ${network.id} is being deleted.`);
    const now = clock.now();
    await tx.backendNetworks.ensure({
      networkId: network.id,
      backendId: backend.id,
      // The digit of the back end: no two clusters give out one MAC address.
      macPrefix: `${network.macPrefix}${backend.index.toString(16)}`,
      state: 'PENDING',
      intent: null,
      jobId: null,
      jobRank: -1,
      jobStatus: null,
      opcode: null,
      created: now,
      updated: now,
    });
    return (await tx.backendNetworks.find(network.id, backend.id))!;
  });
}

async function isUnderWay(cluster: Cluster, { state, jobId }: BackendNetworkRow): Promise<boolean> {
  if (state !== 'PENDING' || jobId === null) return false;
  const job = await cluster.job(jobId);
  if (job?.status == null || isFinalJobStatus(job.status)) return false;
  // An operator takes it out of this back end: it is made again when it is gone.
  if (job.ops?.[0]?.OP_ID === REMOVE_OPCODE)
    throw new ClusterFailure('unsent', 'The network is being removed from the back end.');
  return true;
}

/** Names of the groups of nodes that a network is connected to. */
export function groupsOf(network: NetworkDocument | undefined): string[] {
  return (network?.group_list ?? []).flatMap(([group]) => group ?? []);
}

async function make(
  compute: Compute,
  cluster: Cluster,
  wanted: {
    backend: BackendRow;
    network: NetworkRow;
    row: BackendNetworkRow;
    name: string;
    found: NetworkDocument | undefined;
    missing: readonly string[];
  },
): Promise<bigint[]> {
  const { network, row, name, found, missing } = wanted;
  const { ids, killPoint, clock, store } = compute;
  const created: bigint[] = [];
  const { body, conflictsCheck } = await networkBody(compute, network, row);
  if (found === undefined)
    created.push(await cluster.submit({ intent: ids.uuid(), network: name, action: 'CREATE_NETWORK', body }));
  killPoint('compute.backend-network.created');
  const jobs: bigint[] = [];
  const link = { network_mode: network.mode, network_link: network.link, conflicts_check: conflictsCheck };
  for (const group of missing) {
    const call = { network: name, body: { group_name: group, ...link }, after: created };
    jobs.push(await cluster.submit({ intent: ids.uuid(), action: 'CONNECT_NETWORK', ...call }));
  }
  killPoint('compute.backend-network.connected');
  const last = jobs.reduce((newest, job) => (job > newest ? job : newest), 0n);
  await store.backendNetworks.update(row, last, { state: 'PENDING', opcode: null, updated: clock.now() });
  return jobs;
}
