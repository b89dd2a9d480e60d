import { type Collected, collect } from '#blockstore/collector';
import { type Damage, scrub } from '#blockstore/scrub';
import { microseconds, type ObjectStorage } from '../domain/object-storage.ts';
import { rootsOf } from '../domain/unused-blocks.ts';

/**
 * Collects what no version of any object uses and nobody was promised within the grace, and forgets loose blocks older
 * than it, so that they no longer count against their uploader. After a restore nothing is collected until an operator
 * releases it: what was written since the backup is not on record (S10).
 */
export async function collectBlocks(
  storage: ObjectStorage,
  graceMs: number,
  signal?: AbortSignal,
): Promise<Collected> {
  const { store, db, blocks, clock, log } = storage;
  const lock = await storage.recovery.lock();
  if (lock !== undefined) {
    log.warn({ reason: lock.reason }, 'no blocks are collected: locked since the database was restored');
    return { trashed: 0, rescued: 0, discarded: [] };
  }
  // A block that was sent a moment ago must not look old because the clock was set (F8).
  if (!storage.clockWatch.steadyFor(graceMs)) return { trashed: 0, rescued: 0, discarded: [] };
  const since = microseconds(clock) - BigInt(graceMs) * 1000n;
  await store.dropOldPending(db, since);
  const collected = await collect(blocks, rootsOf(storage, graceMs), {
    olderThanMs: clock.now().getTime() - graceMs,
    ...(signal === undefined ? {} : { signal }),
  });
  await store.forgetProofs(db, collected.discarded, since);
  const { trashed, rescued, discarded } = collected;
  if (trashed + rescued + discarded.length > 0)
    log.info({ trashed, rescued, discarded: discarded.length }, 'blocks collected');
  return collected;
}

/** Largest share of a disk's work that a scrub takes: about a day for 400 GiB. */
const SCRUB_BYTES_PER_SECOND = 5 * 1024 * 1024;
/** Between two files at least: opening a small one is work, too. */
const LEAST_PAUSE_MS = 5;

/** Checks every file once, slowly, mends what it can, and reports what is lost with the objects it is in. */
export async function scrubBlocks(storage: ObjectStorage, signal: AbortSignal): Promise<Damage[]> {
  const found: Damage[] = [];
  await scrub(storage.blocks, () => storage.store.contentsInUse(storage.db), {
    async goOn(bytes) {
      await storage.pause(Math.max(LEAST_PAUSE_MS, (bytes * 1000) / SCRUB_BYTES_PER_SECOND));
      return !signal.aborted;
    },
    async onShard({ damages }) {
      if (damages.length === 0) return;
      found.push(...damages);
      const objects = await storage.store.pathsOfContents(storage.db, damages, 1000);
      storage.log.error({ damages, objects }, 'objects have lost content');
    },
  });
  return found;
}
