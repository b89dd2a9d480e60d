import { listUnused } from '#blockstore/collection/collector';
import type { Waits } from '#blockstore/collection/owners';
import type { ObjectStorage } from '../object-storage.ts';

/** The waits when there is room: everything stays for the whole grace. */
export function fullWaits(graceMs: number): Waits {
  return { unusedMs: graceMs, looseMs: graceMs, askedMs: graceMs };
}

/** What the collection would remove, by what is on record now: the first `limit`, and how many in all. */
export async function unusedBlocks(
  { blocks, owners, limits }: ObjectStorage,
  limit: number,
): Promise<{ first: { kind: string; name: string }[]; total: number }> {
  const first: { kind: string; name: string }[] = [];
  let total = 0;
  for await (const unused of listUnused(blocks, owners, fullWaits(limits.blockGraceMs))) {
    total += 1;
    if (first.length < limit) first.push(unused);
  }
  return { first, total };
}
