import { fail } from '../../errors.ts';
import type { BackendRow } from '../../store/backends/backends.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { Compute } from '../compute.ts';
import { realiseNetworks } from './realise.ts';
import { removeFrom } from './remove-network.ts';
import { REMOVE_OPCODE } from './remove-opcode.ts';
import { USER_MODE_LINK } from './user-mode.ts';

/*
 * Where operators want networks to be before a port needs them there, or not any more. A network that is taken out of a back
 * end is made there again by the next server that is connected to it.
 */

/** Makes a network in a back end now. Answers the jobs of it: none where it is there. Throws ClusterFailure. */
export async function addToBackend(compute: Compute, id: number, backend: number): Promise<bigint[]> {
  const row = await backendOf(compute, backend);
  const network = (await compute.store.networks.find(id)) ?? fail('network_not_found', { id });
  requirePlaceable(network);
  if (network.action === 'DESTROY') fail('network_not_active', { id });
  return realiseNetworks(compute, row, [id]);
}

/** Begins to take a network out of a back end where no server has a port in it. Throws ClusterFailure. */
export async function removeFromBackend(compute: Compute, id: number, backend: number): Promise<void> {
  const { store, clock } = compute;
  await backendOf(compute, backend);
  const place = await store.transaction(async (tx) => {
    const network = (await tx.networks.lock(id)) ?? fail('network_not_found', { id });
    requirePlaceable(network);
    const found = await tx.backendNetworks.find(id, backend);
    if (found === undefined || found.state === 'DELETED') fail('network_not_in_backend', { id, backend });
    if (await tx.backendNetworks.isUsed(id, backend)) fail('network_used_in_backend', { id, backend });
    // From now on whoever needs it there asks the back end first.
    const changes = { state: 'PENDING' as const, opcode: REMOVE_OPCODE, updated: clock.now() };
    await tx.backendNetworks.update(found, found.jobId ?? 0n, changes);
    return found;
  });
  await removeFrom(compute, place);
}

/** What every machine has of the embedded manager is in no back end as a network. */
function requirePlaceable({ id, deleted, link }: NetworkRow): void {
  if (deleted) fail('network_deleted', { id });
  if (link === USER_MODE_LINK) fail('network_in_no_backend', { id });
}

async function backendOf({ store }: Compute, id: number): Promise<BackendRow> {
  return (await store.backends.find(id)) ?? fail('backend_not_found', { id });
}
