import type { BlockStore } from '#blockstore/block-store';
import { DamagedContent } from '#blockstore/damaged-content';
import { idsOf } from '#blockstore/collection/used';
import { eachOf } from '#platform/semaphore';
import type { Store } from '../../store/store.ts';
import type { VersionRow } from '../../store/rows.ts';
import { error } from '../../errors.ts';
import type { ObjectStorage } from '../object-storage.ts';

/** Blocks that are looked for: half a second's work at most, and 80 GiB. Of larger contents the scrub knows the rest. */
const MAX_LOOKED_FOR = 20_000;
const LOOKUPS_AT_ONCE = 64;

type Content = Pick<VersionRow, 'hash' | 'size'>;

/**
 * Fails with 503 unless a content may be passed on as good: its list of blocks is whole, each block is there, and none that
 * is known to be damaged still is. Blocks are not read for it: a copy shares them, and whoever reads it is told.
 */
export async function requireWhole(storage: ObjectStorage, { hash, size }: Content): Promise<void> {
  if (hash === null || size === 0) return;
  const { blocks } = storage;
  await orDamaged(async () => {
    const ids = new Set(idsOf((await blocks.openMap(hash, size)).ids).take(MAX_LOOKED_FOR));
    await eachOf(ids, LOOKUPS_AT_ONCE, async (id) => {
      if (!(await blocks.hasBlock(id))) throw new DamagedContent(id, 'missing');
    });
  });
  await requireNoKnownDamage(blocks, storage.store, [{ hash, size }]);
}

/** The same by what is on record alone, of many contents at once. What was healed since it was found counts as good. */
export async function requireNoKnownDamage(
  blocks: BlockStore,
  store: Pick<Store, 'damage'>,
  contents: readonly Content[],
): Promise<void> {
  const named = contents.flatMap(({ hash, size }) => (hash === null ? [] : [{ hash, sizeBytes: size }]));
  for (const { kind, name } of await store.damage.of(named))
    await orDamaged(() => (kind === 'block' ? blocks.checkBlock(name) : blocks.checkMap(name)));
}

async function orDamaged(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (thrown) {
    if (!(thrown instanceof DamagedContent)) throw thrown;
    throw error('damaged', {}, { cause: thrown, headers: { 'retry-after': '60' } });
  }
}
