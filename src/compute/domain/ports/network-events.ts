import type { NetworkStatusEvent } from '#contract/ganeti-events';
import type { BackendRow } from '../../store/backends/backends.ts';
import type { BackendNetworkRow } from '../../store/networks/backend-networks.ts';
import type { Store } from '../../store/store.ts';
import type { Compute } from '../compute.ts';
import { finishNetwork } from '../networks/change.ts';
import { networkName, networkOfName } from '../names.ts';
import { isFinal } from '../servers/states.ts';
import { groupsOf } from './realise.ts';
import { REMOVE_OPCODE } from './remove-opcode.ts';

/**
 * A job of a network changed. What is there now is what counts: the back end is asked, and news of a job is only taken when
 * nothing newer is known. So it may come twice, out of order, or from somebody who lies (D2).
 */
export async function applyNetworkEvent(compute: Compute, event: NetworkStatusEvent): Promise<void> {
  const { store, settings } = compute;
  const id = networkOfName(settings.BACKEND_PREFIX_ID, event.network);
  const backend = id === undefined ? undefined : await store.backends.findByName(event.cluster);
  if (id === undefined || backend === undefined || backend.offline || !isFinal(event.status)) return;
  const row = await store.backendNetworks.find(id, backend.id);
  if (row === undefined) return;
  await readNetwork(compute, backend, row, BigInt(event.jobId));
}

/** Asks a back end what it has of a network, and writes that; `job` is the newest that what it answers is known to be after. */
export async function readNetwork(
  compute: Compute,
  backend: BackendRow,
  row: BackendNetworkRow,
  job: bigint,
): Promise<void> {
  const { store, clock } = compute;
  const cluster = compute.clusterOf(backend);
  const name = networkName(compute.settings.BACKEND_PREFIX_ID, row.networkId);
  const [found, groups] = [await cluster.network(name), await cluster.groups()];
  const connected = groupsOf(found);
  const whole = groups.every((group) => connected.includes(group));
  await store.transaction(async (tx) => {
    const network = await tx.networks.lock(row.networkId);
    if (network === undefined || network.deleted) return;
    if (found === undefined && network.action === 'CREATE' && (await isTakenOut(tx, row)))
      return tx.backendNetworks.remove(row.networkId, row.backendId);
    const missing = network.action === 'DESTROY' ? 'DELETED' : 'ERROR';
    const state = found === undefined ? missing : whole ? 'ACTIVE' : 'PENDING';
    await tx.backendNetworks.update(row, job, { state, updated: clock.now() });
    await finishNetwork(compute, tx, network);
  });
}

/** True when an operator had a network taken out of a back end, and no server there needs it again. */
async function isTakenOut(tx: Store, { networkId, backendId }: BackendNetworkRow): Promise<boolean> {
  const row = await tx.backendNetworks.find(networkId, backendId);
  return row?.opcode === REMOVE_OPCODE && !(await tx.backendNetworks.isUsed(networkId, backendId));
}
