import { differences } from '#platform/audit/entry';
import { fail } from '../../errors.ts';
import type { PlaceRange, PoolRow } from '../../store/networks/pools.ts';
import type { Store } from '../../store/store.ts';
import { numbered, record } from '../audit.ts';
import type { Compute } from '../compute.ts';
import { type CloudPoolKind, placeOf, valueAt } from './pools.ts';

/** Makes the cloud's pool of bridges or MAC prefixes; what networks have of it already is in use. */
export async function createPool(
  compute: Compute,
  { kind, base, size, offset = 0 }: { kind: CloudPoolKind; base: string; size: number; offset?: number },
): Promise<PoolRow> {
  checkPool({ kind, base, size });
  return compute.store.transaction(async (tx) => {
    if ((await tx.pools.ofKind(kind)) !== undefined) fail('pool_exists', { kind });
    const [pool] = await tx.pools.insert([{ kind, subnetId: null, base, offset, size }]);
    if (kind === 'mac-prefix') await tx.pools.mark(pool!.id, 'reserved', unusable(base, size));
    await tx.pools.mark(pool!.id, 'available', await placesInUse(tx, pool!));
    const object = numbered('pool', { id: pool!.id, name: kind });
    await record(compute, tx, undefined, { action: 'pool.create', object, details: { base, size } });
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
export async function placesInUse(tx: Store, pool: PoolRow): Promise<PlaceRange[]> {
  const values = await tx.networks.valuesInUse(pool.kind as CloudPoolKind);
  return values.flatMap((value) => {
    const place = placeOf(pool, value);
    return place === undefined ? [] : [[place, place] as const];
  });
}

/** A pool as the administrator sees it. */
export interface PoolDetails {
  pool: PoolRow;
  free: number;
  reserved: number;
}

/** The cloud's pools, those of one kind or all. */
export async function listPools({ store }: Compute, kinds: readonly CloudPoolKind[]): Promise<PoolDetails[]> {
  const pools = (await Promise.all(kinds.map((kind) => store.pools.ofKind(kind)))).flatMap(
    (pool) => pool ?? [],
  );
  const figures = new Map(
    (await store.pools.figures(pools.map(({ id }) => id))).map((each) => [each.poolId, each]),
  );
  return pools.map((pool) => ({ pool, free: 0, reserved: 0, ...figures.get(pool.id) }));
}

/** One of them, by kind and number. */
export async function findPool(compute: Compute, kind: CloudPoolKind, id: number): Promise<PoolDetails> {
  const [found] = await listPools(compute, [kind]);
  return found?.pool.id === id ? found : fail('pool_not_found', { kind, id });
}

/** What may be changed of a pool; values are as networks have them. */
export interface PoolChange {
  /** What its values are counted from: networks keep those that they have. */
  base?: string | undefined;
  /** Kept and shown, as the original did; no value depends on it. */
  offset?: number | undefined;
  size?: number | undefined;
  addReserved: readonly string[];
  removeReserved: readonly string[];
}

/** Makes a pool larger or smaller, keeps values back, and lets them go. A value that is in use stays so. */
export async function modifyPool(
  compute: Compute,
  kind: CloudPoolKind,
  id: number,
  { base, offset, size, addReserved, removeReserved }: PoolChange,
): Promise<void> {
  await findPool(compute, kind, id);
  await compute.store.transaction(async (tx) => {
    await tx.pools.lockFrom(id, 0);
    const before = (await tx.pools.ofKind(kind)) ?? fail('pool_not_found', { kind, id });
    if (size !== undefined) await resize(tx, before, size);
    const resized = { ...before, size: size ?? before.size };
    const pool = { ...resized, base: base ?? before.base, offset: offset ?? before.offset };
    if (pool.base !== before.base) await rebase(tx, resized, pool);
    if (pool.offset !== before.offset) await tx.pools.update(id, { offset: pool.offset });
    await tx.pools.mark(id, 'reserved', placesOf(pool, addReserved));
    await tx.pools.unmark(id, 'reserved', placesOf(pool, removeReserved));
    const { base: from, size: old } = before;
    const details = {
      ...differences({ base: from, size: old }, { base: pool.base, size: pool.size }),
      ...(addReserved.length > 0 ? { kept: addReserved } : {}),
      ...(removeReserved.length > 0 ? { let_go: removeReserved } : {}),
    };
    await record(compute, tx, undefined, {
      action: 'pool.modify',
      object: numbered('pool', { id, name: kind }),
      details,
    });
  });
}

function placesOf(pool: PoolRow, values: readonly string[]): PlaceRange[] {
  return values.map((value) => {
    const place = placeOf(pool, value) ?? fail('not_in_pool', { value: value.slice(0, 64) });
    return [place, place];
  });
}

/** Counts the values of a pool from another one: those that are in use, or kept back, and that it still has, stay so. */
async function rebase(tx: Store, from: PoolRow, to: PoolRow): Promise<void> {
  const { id, size, base } = to;
  const kind = to.kind as CloudPoolKind;
  checkPool({ kind, base, size });
  const { reserved } = await tx.pools.maps(from);
  const never = kind === 'mac-prefix' ? unusable(from.base, size) : [];
  const kept = Array.from(reserved, (bit, place) => {
    // What no network ever has of the one need not be so in the other.
    const isKept = bit === '0' && !never.some(([first, last]) => first <= place && place <= last);
    return isKept ? placeOf(to, valueAt(from, place)) : undefined;
  });
  const whole: PlaceRange[] = [[0, size - 1]];
  await tx.pools.update(id, { base });
  await tx.pools.unmark(id, 'available', whole);
  await tx.pools.unmark(id, 'reserved', whole);
  if (kind === 'mac-prefix') await tx.pools.mark(id, 'reserved', unusable(base, size));
  await tx.pools.mark(
    id,
    'reserved',
    kept.flatMap((place) => (place === undefined ? [] : [[place, place] as const])),
  );
  await tx.pools.mark(id, 'available', await placesInUse(tx, to));
}

async function resize(tx: Store, pool: PoolRow, size: number): Promise<void> {
  const { id, kind, base } = pool;
  checkPool({ kind: kind as CloudPoolKind, base, size });
  if (size > pool.size) {
    await tx.pools.extend(pool, size);
    const fresh = kind === 'mac-prefix' ? unusable(base, size) : [];
    const used = await placesInUse(tx, { ...pool, size });
    await tx.pools.mark(id, 'reserved', fresh);
    await tx.pools.mark(id, 'available', used);
  } else if (size < pool.size) {
    const { available } = await tx.pools.maps(pool);
    const used = available.indexOf('0', size);
    if (used >= 0) fail('pool_value_in_use', { value: valueAt(pool, used) });
    await tx.pools.shrink(pool, size);
  }
}

/** Forgets a pool of which nothing is in use. */
export async function removePool(compute: Compute, kind: CloudPoolKind, id: number): Promise<void> {
  await findPool(compute, kind, id);
  await compute.store.transaction(async (tx) => {
    await tx.pools.lockFrom(id, 0);
    const pool = (await tx.pools.ofKind(kind)) ?? fail('pool_not_found', { kind, id });
    const used = (await tx.pools.maps(pool)).available.indexOf('0');
    if (used >= 0) fail('pool_value_in_use', { value: valueAt(pool, used) });
    await tx.pools.remove(id);
    const object = numbered('pool', { id, name: kind });
    await record(compute, tx, undefined, { action: 'pool.remove', object });
  });
}
