import { listUnused, type Roots } from '#blockstore/collector';
import { microseconds, type ObjectStorage } from './object-storage.ts';

/** What keeps blocks alive: the versions of objects, and what anybody was told within the grace to be there. */
export function rootsOf({ store, db, clock }: ObjectStorage, graceMs: number): Roots {
  const since = microseconds(clock) - BigInt(graceMs) * 1000n;
  return {
    contents: () => store.contentsInUse(db),
    promised: (ids) => store.promisedBlocks(db, ids, since),
  };
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
  for await (const unused of listUnused(storage.blocks, rootsOf(storage, blockGraceMs), { olderThanMs })) {
    total += 1;
    if (first.length < limit) first.push(unused);
  }
  return { first, total };
}
