import { eachOf } from '#platform/semaphore';
import type { Store } from '../../store/store.ts';
import { fail } from '../../errors.ts';
import type { InFlight } from './in-flight.ts';
import type { ObjectStorage } from '../object-storage.ts';

const LOOKUPS_AT_ONCE = 64;

/**
 * Fails with 503 unless the blocks of another object are there still, or in the trash, from where they are taken back: the
 * object may have been deleted and collected meanwhile. After `checkHorizon`, in the same transaction.
 */
export async function requireShared({ blocks }: ObjectStorage, ids: readonly string[]): Promise<void> {
  await eachOf(new Set(ids), LOOKUPS_AT_ONCE, async (id) => {
    if (!(await blocks.hasBlock(id))) fail('overtaken');
  });
}

/**
 * Fails with 503 when one of them began before the horizon of a collection that knew nothing of it: what it wrote may be
 * gone. In the transaction that commits it; no collection begins until that ends.
 */
export async function checkHorizon(
  tx: Pick<Store, 'collections'>,
  flights: readonly InFlight[],
): Promise<void> {
  if (flights.length === 0) return;
  await tx.collections.shareHorizon();
  for (const [collection, group] of Map.groupBy(flights, (flight) => flight.collection)) {
    const horizon = await tx.collections.horizonAfter(collection);
    if (horizon !== undefined && group.some(({ began }) => began < horizon)) fail('overtaken');
  }
}
