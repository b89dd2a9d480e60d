import { DamagedMaps } from '#blockstore/collection/collector';
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

/** Why nothing is collected: deletions are locked since a restore, or these objects have lost their lists of blocks. */
export type CollectionRefusal = { locked: string } | { damaged: string[] };

/** Collects now, as an operator asks for it, what has waited its grace. Undefined when nothing forbade it. */
export async function collectNow(
  storage: ObjectStorage,
  onShard: (shard: string) => void,
): Promise<CollectionRefusal | undefined> {
  const lock = await storage.recovery.lock();
  if (lock !== undefined) return { locked: lock.reason };
  try {
    await collectBlocks(storage, storage.limits.blockGraceMs, undefined, onShard);
    return undefined;
  } catch (error) {
    if (!(error instanceof DamagedMaps)) throw error;
    return { damaged: await storage.store.damage.pathsOf(error.contents, 100) };
  }
}
