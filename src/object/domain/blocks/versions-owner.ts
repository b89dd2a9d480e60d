import type { BlockOwner, Roots, Waits } from '#blockstore/collection/owners';
import { databaseFailure } from '#platform/database/failure';
import type { ObjectStorage } from '../object-storage.ts';
import { microseconds } from '../microseconds.ts';

/** A file's time may be this much older than the moment it was written: clocks of machines that share a directory differ. */
const SLACK = 2_000_000n;
/** Horizons are kept longer than anything is in flight: the slowest upload allowed takes a week. */
const HORIZONS_KEPT = 8n * 86_400_000_000n;
/** An announcement is tried so often, with a pause between, before the run is given up. */
const TRIES = 3;
const PAUSE_MS = 500;

/** Object storage as an owner of blocks: the versions of its objects, what is lent, and what is in flight. */
export function versionsOwner(storage: ObjectStorage): BlockOwner {
  const { store, blocks } = storage;
  return {
    name: 'object-versions',
    contents: (shards) => store.collections.contentsInUse(shards, blocks.blockSize),
    async begin(waits) {
      const horizon = await announce(storage, waits);
      return horizon === undefined ? undefined : rootsOf(storage, waits, horizon);
    },
    look: (waits) => rootsOf(storage, waits, microseconds(storage.clock) - BigInt(waits.unusedMs) * 1000n),
  };
}

/** What is in flight since the horizon, and what anybody was promised. */
function rootsOf({ store, clock, inFlights }: ObjectStorage, waits: Waits, horizon: bigint): Roots {
  const now = microseconds(clock);
  const promises = {
    used: horizon,
    loose: now - BigInt(waits.looseMs) * 1000n,
    asked: now - BigInt(waits.askedMs) * 1000n,
  };
  return {
    olderThanMs: Number(horizon / 1000n),
    promised: (ids) => store.proofs.promised(ids, promises),
    isClaimed: (name) => inFlights.isClaimed(name),
    forget: (ids) => store.proofs.forget(ids, horizon),
  };
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
