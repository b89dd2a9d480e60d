import type { Charge } from '#platform/quota/charge';
import type { UsageFilter } from '#platform/quota/differences';
import { RESOURCE } from '../identity-service.ts';
import type { ObjectStorage } from '../object-storage.ts';

/** What accounts use of projects by their containers' counters; history counts where it is charged. */
export async function usedSpace(
  { store, limits }: Pick<ObjectStorage, 'store' | 'limits'>,
  filter: UsageFilter,
): Promise<Charge[]> {
  const rows = await store.counters.byProject(filter);
  return rows.map(({ account, project, bytes, historyBytes }) => ({
    user: account,
    project,
    resource: RESOURCE,
    quantity: bytes + (limits.freeVersioning ? 0n : historyBytes),
  }));
}
