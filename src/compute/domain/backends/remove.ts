import { fail } from '../../errors.ts';
import type { BackendRow } from '../../store/backends/backends.ts';
import { numbered, record } from '../audit.ts';
import type { Compute } from '../compute.ts';

/**
 * Forgets a back end that has no live server, and what was to be done there has ended. Servers that were deleted in it keep
 * its number, which is never given again.
 */
export async function removeBackend(
  compute: Compute,
  id: number,
): Promise<BackendRow & { networks: number[] }> {
  return compute.store.transaction(async (tx) => {
    const backend = (await tx.backends.lockAgainstServers(id)) ?? fail('backend_not_found', { id });
    const { servers, changes } = await tx.backends.inUse(id);
    if (servers > 0) fail('backend_in_use', { id, servers });
    if (changes > 0) fail('backend_busy', { id, changes });
    const networks = await tx.backends.delete(id);
    const object = numbered('backend', { id, name: backend.clustername });
    await record(compute, tx, undefined, { action: 'backend.remove', object });
    return { ...backend, networks };
  });
}
