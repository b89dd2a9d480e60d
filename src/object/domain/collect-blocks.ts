import { type Collected, collect, DamagedMaps } from '#blockstore/collector';
import { microseconds, type ObjectStorage } from './object-storage.ts';
import { rootsOf } from './unused-blocks.ts';
import { runUpkeep, type UpkeepRun } from './upkeep.ts';

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
): Promise<Collected> {
  const { clockWatch, log } = storage;
  const nothing: Collected = { trashed: 0, rescued: 0, discarded: [] };
  const lock = await storage.recovery.lock();
  if (lock !== undefined) {
    log.warn({ reason: lock.reason }, 'no blocks are collected: locked since the database was restored');
    return nothing;
  }
  // A block that was sent a moment ago must not look old because the clock was set (F8).
  if (!clockWatch.steadyFor(graceMs)) return nothing;
  const outcome = await runUpkeep(storage, 'collection', signal, (run) =>
    stoppingAtDamage(storage, () => collectUnused(storage, graceMs, run, onShard)),
  );
  return 'result' in outcome ? outcome.result : nothing;
}

async function collectUnused(
  storage: ObjectStorage,
  graceMs: number,
  run: UpkeepRun,
  onShard?: (shard: string) => void,
): Promise<Collected> {
  const { store, db, blocks, clock, log } = storage;
  const since = microseconds(clock) - BigInt(graceMs) * 1000n;
  await store.dropOldPending(db, since);
  const collected = await collect(blocks, rootsOf(storage, graceMs), {
    olderThanMs: clock.now().getTime() - graceMs,
    signal: run.signal,
    ...(onShard === undefined ? {} : { onShard }),
  });
  await store.forgetProofs(db, collected.discarded, since);
  const { trashed, rescued, discarded } = collected;
  const figures = { trashed, rescued, discarded: discarded.length };
  run.advance('ff', figures);
  if (trashed + rescued + discarded.length > 0) log.info(figures, 'blocks collected');
  return collected;
}

/** Puts on record, and into the log with the names of the objects, why a collection stops. */
async function stoppingAtDamage<T>(storage: ObjectStorage, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DamagedMaps)) throw error;
    const { store, db, clock, log } = storage;
    const damages = error.contents.map(({ hash, sizeBytes }) => ({
      hash,
      sizeBytes,
      kind: 'map' as const,
      name: `${hash}-${sizeBytes}`,
      reason: 'damaged' as const,
    }));
    await store.recordDamage(db, damages, microseconds(clock));
    const objects = await store.pathsOfContents(db, damages, 1000);
    log.error({ err: error, objects }, 'nothing is collected until these objects are deleted or given up');
    throw error;
  }
}
