import { fail } from '../../errors.ts';
import type { PoolRow } from '../../store/networks/pools.ts';
import type { Store } from '../../store/store.ts';
import type { Compute } from '../compute.ts';
import { type CloudPoolKind, placeOf } from './pools.ts';

/** A place and the last of its run. */
type PlaceRange = readonly [first: number, last: number];

/** Makes the cloud's pool of bridges or MAC prefixes; what networks have of it already is in use. */
export async function createPool(
  { store }: Compute,
  { kind, base, size }: { kind: CloudPoolKind; base: string; size: number },
): Promise<PoolRow> {
  checkPool({ kind, base, size });
  return store.transaction(async (tx) => {
    if ((await tx.pools.ofKind(kind)) !== undefined) fail('pool_exists', { kind });
    const [pool] = await tx.pools.insert([{ kind, subnetId: null, base, offset: 0, size }]);
    if (kind === 'mac-prefix') await tx.pools.mark(pool!.id, 'reserved', unusable(base, size));
    await tx.pools.mark(pool!.id, 'available', await placesInUse(tx, pool!));
    return pool!;
  });
}

/** Makes sure that there is a pool of MAC prefixes, from which users' networks are told apart. For set-up, which may be repeated. */
export async function ensureMacPrefixes(compute: Compute): Promise<void> {
  if ((await compute.store.pools.ofKind('mac-prefix')) !== undefined) return;
  await createPool(compute, {
    kind: 'mac-prefix',
    base: compute.settings.DEFAULT_MAC_PREFIX,
    size: MOST_PREFIXES - (numberOfPrefix(compute.settings.DEFAULT_MAC_PREFIX) % MOST_PREFIXES),
  });
}

const MOST_PREFIXES = 2 ** 16;
const MOST_BRIDGES = 2 ** 16;
const numberOfPrefix = (base: string): number => Number.parseInt(base.replaceAll(':', ''), 16);

function checkPool({ kind, base, size }: { kind: CloudPoolKind; base: string; size: number }): void {
  if (kind === 'mac-prefix') {
    if (!/^[0-9a-f]{2}:[0-9a-f]{2}:[0-9a-f]$/.test(base)) fail('bad_mac_prefix', { base: base.slice(0, 64) });
    if (numberOfPrefix(base) + size > 2 ** 20) fail('bad_pool_size', { size });
  } else if (!/^[A-Za-z][\w.-]{0,9}$/.test(base) || /\d$/.test(base))
    fail('bad_bridge', { base: base.slice(0, 64) });
  if (size < 1 || size > (kind === 'bridge' ? MOST_BRIDGES : 2 ** 20)) fail('bad_pool_size', { size });
}

/** Prefixes of addresses that are not local ones of single cards, and the first, which public networks have (spec/compute-backend 4.3). */
function unusable(base: string, size: number): PlaceRange[] {
  const first = numberOfPrefix(base);
  const ranges: [number, number][] = [[0, 0]];
  for (let octet = first >> 12; octet <= (first + size - 1) >> 12; octet += 1) {
    if ((octet & 0b11) === 0b10) continue;
    ranges.push([Math.max(0, (octet << 12) - first), Math.min(size, ((octet + 1) << 12) - first) - 1]);
  }
  return ranges;
}

/** Places of a pool whose values live networks have. */
async function placesInUse(tx: Store, pool: PoolRow): Promise<PlaceRange[]> {
  const values = await tx.networks.valuesInUse(pool.kind as CloudPoolKind);
  return values.flatMap((value) => {
    const place = placeOf(pool, value);
    return place === undefined ? [] : [[place, place] as const];
  });
}
