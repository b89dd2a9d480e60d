import { listUnused, type Roots } from '#blockstore/collection/collector';
import { microseconds, type ObjectStorage } from '../object-storage.ts';

/** How long a block is kept that no version uses, in milliseconds. */
export interface Waits {
  /** After it was written. */
  unusedMs: number;
  /** After it was sent without an object. */
  looseMs: number;
  /** After somebody was told that it is there. */
  askedMs: number;
}

/** What keeps blocks alive: the versions of objects, what is in flight since the horizon, and what anybody was promised. */
export function rootsOf(
  { store, clock, inFlights }: ObjectStorage,
  waits: Waits & { horizon: bigint },
): Roots {
  const now = microseconds(clock);
  const promises = {
    used: waits.horizon,
    loose: now - BigInt(waits.looseMs) * 1000n,
    asked: now - BigInt(waits.askedMs) * 1000n,
  };
  return {
    contents: () => store.collections.contentsInUse(),
    promised: (ids) => store.proofs.promised(ids, promises),
    isClaimed: (name) => inFlights.isClaimed(name),
  };
}

/** The waits when there is room: everything stays for the whole grace. */
export function fullWaits(graceMs: number): Waits {
  return { unusedMs: graceMs, looseMs: graceMs, askedMs: graceMs };
}

/** What the collection would remove, by what is on record now: the first `limit`, and how many in all. */
export async function unusedBlocks(
  storage: ObjectStorage,
  limit: number,
): Promise<{ first: { kind: string; name: string }[]; total: number }> {
  const { blockGraceMs } = storage.limits;
  const first: { kind: string; name: string }[] = [];
  let total = 0;
  const olderThanMs = storage.clock.now().getTime() - blockGraceMs;
  const roots = rootsOf(storage, { ...fullWaits(blockGraceMs), horizon: BigInt(olderThanMs) * 1000n });
  for await (const unused of listUnused(storage.blocks, roots, { olderThanMs })) {
    total += 1;
    if (first.length < limit) first.push(unused);
  }
  return { first, total };
}
