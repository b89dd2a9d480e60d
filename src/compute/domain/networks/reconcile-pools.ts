import type { PlaceRange, PoolRow } from '../../store/networks/pools.ts';
import type { Store } from '../../store/store.ts';
import type { Compute } from '../compute.ts';
import { addressAt } from './addresses.ts';
import { placesInUse } from './cloud-pools.ts';
import { type CloudPoolKind, valueAt } from './pools.ts';

/** A value that a pool says is free and something has, or the other way round. */
export interface PoolDifference {
  pool: number;
  kind: PoolRow['kind'];
  value: string;
  is: 'available' | 'unavailable';
}

const POOLS_AT_A_TIME = 100;

/**
 * Compares pools with what has their values, and with `fix` makes the pools right: rows of networks and addresses are the
 * truth. Nobody takes anything meanwhile, so that what is just being taken is no difference.
 */
export async function reconcilePools(
  { store }: Compute,
  { fix }: { fix: boolean },
): Promise<PoolDifference[]> {
  const found: PoolDifference[] = [];
  for (const kind of ['bridge', 'mac-prefix'] as const)
    await store.transaction(async (tx) => {
      await tx.pools.lockAll();
      const pool = await tx.pools.ofKind(kind);
      if (pool !== undefined) found.push(...(await compare(tx, pool, fix)));
    });
  for (let after: number | undefined = 0; after !== undefined;)
    after = await store.transaction(async (tx): Promise<number | undefined> => {
      await tx.pools.lockAll();
      const pools = await tx.pools.addressPools(after!, POOLS_AT_A_TIME);
      for (const pool of pools) found.push(...(await compare(tx, pool, fix)));
      return pools.at(-1)?.id;
    });
  return found;
}

async function compare(tx: Store, pool: PoolRow, fix: boolean): Promise<PoolDifference[]> {
  const used = new Set(await usedOf(tx, pool));
  const { available } = await tx.pools.maps(pool);
  const wrong = Array.from(available, (bit, place) => ({ place, free: bit === '1' })).filter(
    ({ place, free }) => free === used.has(place),
  );
  if (fix) {
    const runs = (free: boolean): PlaceRange[] =>
      wrong.filter((each) => each.free === free).map(({ place }) => [place, place]);
    await tx.pools.mark(pool.id, 'available', runs(true));
    await tx.pools.unmark(pool.id, 'available', runs(false));
  }
  return wrong.map(({ place, free }) => ({
    pool: pool.id,
    kind: pool.kind,
    value: pool.kind === 'ipv4' ? addressAt(pool, place) : valueAt(pool, place),
    is: free ? 'available' : 'unavailable',
  }));
}

async function usedOf(tx: Store, pool: PoolRow): Promise<number[]> {
  if (pool.kind === 'ipv4') return tx.pools.placesInUse(pool.id);
  return (await placesInUse(tx, pool as PoolRow & { kind: CloudPoolKind })).map(([place]) => place);
}
