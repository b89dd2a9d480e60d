import { collect, type Collected, DamagedMaps } from '#blockstore/collection/collector';
import { databaseFailure } from '#platform/database-failure';
import { recordDamage } from './damaged-objects.ts';
import { microseconds, type ObjectStorage } from '../object-storage.ts';
import { rootsOf, type Waits } from './unused-blocks.ts';
import { runUpkeep, type UpkeepRun } from './upkeep.ts';

/** A file's time may be this much older than the moment it was written: clocks of machines that share a directory differ. */
const SLACK = 2_000_000n;
/** The clock must have run steadily for this long at least (F8). */
const STEADY_MS = 60_000;
/** Horizons are kept longer than anything is in flight: the slowest upload allowed takes a week. */
const HORIZONS_KEPT = 8n * 86_400_000_000n;
/** An announcement is tried so often, with a pause between, before the run is given up. */
const TRIES = 3;
const PAUSE_MS = 500;

export interface CollectionRun extends Collected {
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
  const sum: CollectionRun = { trashed: 0, rescued: 0, discarded: [], horizon: 0n };
  for (let done = 0; done < times; done += 1) {
    const horizon = await announce(storage, waits);
    if (horizon === undefined) return undefined;
    if (done === 0) sum.horizon = horizon;
    const collected = await collect(storage.blocks, rootsOf(storage, { ...waits, horizon }), {
      olderThanMs: Number(horizon / 1000n),
      signal: run.signal,
      ...(onShard === undefined ? {} : { onShard }),
    });
    await storage.store.proofs.forget(collected.discarded, horizon);
    sum.trashed += collected.trashed;
    sum.rescued += collected.rescued;
    sum.discarded.push(...collected.discarded);
  }
  // A run that was ended has not looked at everything.
  if (run.signal.aborted) sum.horizon = 0n;
  else await forget?.(sum.horizon);
  const figures = { trashed: sum.trashed, rescued: sum.rescued, discarded: sum.discarded.length };
  run.advance('ff', figures);
  if (figures.trashed + figures.rescued + figures.discarded > 0)
    storage.log.info(figures, 'blocks collected');
  return sum;
}

/**
 * Announces what the run may remove: nothing younger than what another process has in flight. From then on nothing that
 * began earlier is committed, unless it is in flight here, where it is left alone by its claims.
 */
async function announce(storage: ObjectStorage, waits: Waits): Promise<bigint | undefined> {
  const { store, clock, clockWatch, processId, log, pause } = storage;
  const now = microseconds(clock);
  const waited = now - BigInt(waits.unusedMs) * 1000n;
  const elsewhere = (await store.processes.oldestElsewhere(processId, now)) ?? waited;
  const horizon = (elsewhere < waited ? elsewhere : waited) - SLACK;
  // What was sent a moment ago must not look old because the clock was set (F8).
  if (!clockWatch.steadyFor(Number((now - horizon) / 1000n))) return undefined;
  for (let attempt = 1; !(await tell(storage, horizon)); attempt += 1) {
    if (attempt === TRIES) {
      log.info({ horizon }, 'a collection gives way to the commits that are under way');
      return undefined;
    }
    await pause(PAUSE_MS);
  }
  await store.collections.dropOld(now - HORIZONS_KEPT);
  return horizon;
}

/** Puts the horizon on record; false when commits under way do not let it in time. */
async function tell({ store, inFlights }: ObjectStorage, horizon: bigint): Promise<boolean> {
  try {
    await store.transaction(async (tx) => {
      const number = await tx.collections.announce(horizon);
      const missed = new Map<bigint, bigint | undefined>();
      for (const known of inFlights.collections())
        missed.set(known, await tx.collections.horizonBetween(known, number));
      inFlights.toldOf(number, missed);
    });
  } catch (error) {
    if (databaseFailure(error) !== 'overload') throw error;
    return false;
  }
  return true;
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
