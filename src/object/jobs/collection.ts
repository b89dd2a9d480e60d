import { type Collected, collect, scrubShard } from '#blockstore/collector';
import { idAt, ID_BYTES } from '#blockstore/content-hash';
import { shardNames } from '#blockstore/durable-files';
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

/** Checks every block once, slowly; damage is reported with the objects it is in. Gives the damaged ids. */
export async function scrubBlocks(
  storage: ObjectStorage,
  pauseMs: number,
  signal: AbortSignal,
): Promise<string[]> {
  const damaged: string[] = [];
  const goOn = async (): Promise<boolean> => {
    await storage.pause(pauseMs);
    return !signal.aborted;
  };
  for (const shard of shardNames()) {
    if (signal.aborted) break;
    damaged.push(...(await scrubShard(storage.blocks, shard, goOn)));
  }
  if (damaged.length > 0) {
    storage.log.error(
      { damaged, objects: await objectsWith(storage, new Set(damaged)) },
      'blocks are damaged',
    );
  }
  return damaged;
}

/** Paths of objects, at most 1,000, whose current or past versions use one of the blocks. */
export async function objectsWith(storage: ObjectStorage, ids: ReadonlySet<string>): Promise<string[]> {
  const contents: { hash: string; sizeBytes: number }[] = [];
  for await (const content of storage.store.contentsInUse(storage.db)) {
    const map = await storage.blocks.openMap(content.hash, content.sizeBytes);
    const count = map.ids.length / ID_BYTES;
    if (Array.from({ length: count }, (_, index) => idAt(map.ids, index)).some((id) => ids.has(id)))
      contents.push(content);
  }
  return storage.store.pathsOfContents(storage.db, contents.slice(0, 1000), 1000);
}
