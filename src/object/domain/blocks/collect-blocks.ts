import { type CollectionRun, runCollection } from './collection-run.ts';
import type { ObjectStorage } from '../object-storage.ts';
import { fullWaits } from './unused-blocks.ts';

/** What was dropped this long before the grace is off the disk: several collections have passed over it. */
const GONE_AFTER = 86_400_000_000n;

/**
 * Collects what no version of any object uses and nobody was promised within the grace, and forgets loose blocks older
 * than it, so that they no longer count against their uploader. After a restore nothing is collected until an operator
 * releases it: what was written since the backup is not on record (S10). Nothing is done while another process collects.
 * Throws DamagedMaps.
 */
export async function collectBlocks(
  storage: ObjectStorage,
  graceMs: number,
  signal?: AbortSignal,
  onShard?: (shard: string) => void,
): Promise<Omit<CollectionRun, 'horizon'>> {
  const { store } = storage;
  const run = await runCollection(storage, fullWaits(graceMs), {
    ...(signal === undefined ? {} : { signal }),
    ...(onShard === undefined ? {} : { onShard }),
    forget: async (horizon) => {
      await store.proofs.dropOldPending(horizon);
      await store.loans.forgetEnded();
      await store.room.forgetDroppedBefore(horizon - GONE_AFTER);
    },
  });
  return run ?? { trashed: 0, rescued: 0, discarded: 0 };
}
