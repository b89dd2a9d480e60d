import { collect, type Collected, DamagedMaps } from '#blockstore/collection/collector';
import type { Waits } from '#blockstore/collection/owners';
import { recordDamage } from './damaged-objects.ts';
import type { ObjectStorage } from '../object-storage.ts';
import { runUpkeep, type UpkeepRun } from './upkeep.ts';

/** The clock must have run steadily for this long at least (F8). */
const STEADY_MS = 60_000;

export interface CollectionRun extends Pick<Collected, 'trashed' | 'rescued' | 'discarded'> {
  /** What was dropped before, microseconds since 1970, was looked at. */
  horizon: bigint;
}

export interface CollectionOptions {
  /** Runs in a row: one moves to the trash, the next empties it. One unless given. */
  times?: number;
  signal?: AbortSignal;
  onShard?: (shard: string) => void;
  /** What is forgotten once everything was looked at; part of the run, so that whoever waits for its end waits for this. */
  forget?: (horizon: bigint) => Promise<void>;
}

/**
 * Collects what no version uses, nothing in flight may use, and nobody was promised within the waits. Undefined when it was
 * not allowed: after a restore, while the clock may be wrong, or because another process collects. Throws DamagedMaps.
 */
export async function runCollection(
  storage: ObjectStorage,
  waits: Waits,
  options: CollectionOptions = {},
): Promise<CollectionRun | undefined> {
  const { clockWatch, inFlights, log } = storage;
  const lock = await storage.recovery.lock();
  if (lock !== undefined) {
    log.warn({ reason: lock.reason }, 'no blocks are collected: locked since the database was restored');
    return undefined;
  }
  // A block that was sent a moment ago must not look old because the clock was set (F8).
  if (!clockWatch.steadyFor(Math.max(STEADY_MS, waits.unusedMs))) return undefined;
  const outcome = await runUpkeep(storage, 'collection', options.signal, (run) =>
    stoppingAtDamage(storage, () =>
      inFlights.whileCollecting(() => collectTimes(storage, waits, options, run)),
    ),
  );
  return 'result' in outcome ? outcome.result : undefined;
}

async function collectTimes(
  storage: ObjectStorage,
  waits: Waits,
  { times = 1, onShard, forget }: CollectionOptions,
  run: UpkeepRun,
): Promise<CollectionRun | undefined> {
  const sum: CollectionRun = { trashed: 0, rescued: 0, discarded: 0, horizon: 0n };
  for (let done = 0; done < times; done += 1) {
    const collected = await collect(storage.blocks, storage.owners, waits, {
      signal: run.signal,
      ...(onShard === undefined ? {} : { onShard }),
    });
    if (collected === undefined) return undefined;
    if (done === 0) sum.horizon = BigInt(collected.olderThanMs) * 1000n;
    sum.trashed += collected.trashed;
    sum.rescued += collected.rescued;
    sum.discarded += collected.discarded;
  }
  // A run that was ended has not looked at everything.
  if (run.signal.aborted) sum.horizon = 0n;
  else await forget?.(sum.horizon);
  const { trashed, rescued, discarded } = sum;
  const figures = { trashed, rescued, discarded };
  run.advance('ff', figures);
  if (trashed + rescued + discarded > 0) storage.log.info(figures, 'blocks collected');
  return sum;
}

/** Puts on record, and into the log with the names of the objects, why a collection stops. */
async function stoppingAtDamage<T>(storage: ObjectStorage, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof DamagedMaps)) throw error;
    const damages = error.contents.map(({ hash, sizeBytes }) => ({
      hash,
      sizeBytes,
      kind: 'map' as const,
      name: `${hash}-${sizeBytes}`,
      reason: 'damaged' as const,
    }));
    const objects = await recordDamage(storage, damages);
    storage.log.error(
      { err: error, objects },
      'nothing is collected until these objects are deleted or given up',
    );
    throw error;
  }
}
