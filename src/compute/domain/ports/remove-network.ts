import { type Cluster, ClusterFailure } from '../../ganeti/cluster.ts';
import type { BackendNetworkRow } from '../../store/networks/backend-networks.ts';
import type { Compute } from '../compute.ts';
import { networkName } from '../names.ts';
import { groupsOf } from './realise.ts';
import { readNetwork } from './network-events.ts';

/**
 * Has the back ends give up a network that is to be deleted. Repeating it is harmless: what is not there any more counts as
 * gone. Throws ClusterFailure when one cannot be asked now.
 */
export async function removeFromBackends(compute: Compute, id: number): Promise<void> {
  const { store } = compute;
  const [network] = await store.networks.byIds([id]);
  if (network === undefined || network.action !== 'DESTROY') return;
  const failures: ClusterFailure[] = [];
  for (const row of (await store.backendNetworks.of(id)).filter(({ state }) => state !== 'DELETED')) {
    try {
      await removeFrom(compute, row);
    } catch (error) {
      if (!(error instanceof ClusterFailure)) throw error;
      failures.push(error);
    }
  }
  // The others are not kept waiting by one that does not answer.
  if (failures[0] !== undefined) throw failures[0];
}

/** Begins to remove a network from one back end, or notes that it is not there any more. Throws ClusterFailure. */
export async function removeFrom(compute: Compute, row: BackendNetworkRow): Promise<void> {
  const { store, settings, ids, clock } = compute;
  const backend = await store.backends.find(row.backendId);
  // Removed meanwhile: what is left of the network is the reconciliation's.
  if (backend === undefined) return;
  const cluster = compute.clusterOf(backend);
  const name = networkName(settings.BACKEND_PREFIX_ID, row.networkId);
  const found = await cluster.network(name);
  if (found === undefined) return readNetwork(compute, backend, row, row.jobId ?? 0n);
  const after = await disconnect(compute, cluster, name, groupsOf(found));
  const job = await cluster.submit({ intent: ids.uuid(), network: name, action: 'REMOVE_NETWORK', after });
  compute.killPoint('compute.backend-network.removed');
  await store.backendNetworks.update(row, job, { updated: clock.now() });
}

async function disconnect(
  { ids }: Compute,
  cluster: Cluster,
  network: string,
  groups: readonly string[],
): Promise<bigint[]> {
  const jobs: bigint[] = [];
  for (const group of groups) {
    const call = { network, body: { group_name: group } };
    jobs.push(await cluster.submit({ intent: ids.uuid(), action: 'DISCONNECT_NETWORK', ...call }));
  }
  return jobs;
}
