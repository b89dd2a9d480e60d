import { ClusterFailure } from '../../ganeti/cluster.ts';
import type { Compute } from '../compute.ts';
import { finishNetwork } from '../networks/change.ts';
import { readNetwork } from './network-events.ts';
import { removeFromBackends } from './remove-network.ts';

/** News that is later than this was lost. */
const STUCK_AFTER_MS = 60_000;
/** Networks of one back end that are looked after in one round. */
const SHARE = 50;

/**
 * Looks after networks whose making or removal nobody told the end of: asks the back end what it has. Then ends the deletion
 * of those that were only waiting for a back end that is none of ours any more.
 */
export async function reconcileNetworks(compute: Compute): Promise<void> {
  const { store, clock, log } = compute;
  const before = new Date(clock.now().getTime() - STUCK_AFTER_MS);
  const backends = new Map((await store.backends.all()).map((backend) => [backend.id, backend]));
  for (const row of await store.backendNetworks.unsettled(before, SHARE)) {
    const backend = backends.get(row.backendId);
    if (backend === undefined) continue;
    try {
      await readNetwork(compute, backend, row, row.jobId ?? 0n);
      await removeFromBackends(compute, row.networkId);
    } catch (err) {
      if (!(err instanceof ClusterFailure)) throw err;
      log.warn({ err, network: row.networkId }, 'a network cannot be looked after now');
    }
  }
  for (const id of await store.networks.leftOver(SHARE)) {
    await store.transaction(async (tx) => {
      const network = await tx.networks.lock(id);
      if (network !== undefined) await finishNetwork(compute, tx, network);
    });
  }
}
