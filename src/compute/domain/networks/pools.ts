import { fail } from '../../errors.ts';
import type { PoolRow, PoolValue } from '../../store/networks/pools.ts';
import type { Store } from '../../store/store.ts';

/** Pools of the whole cloud: bridges of PHYSICAL_VLAN, MAC prefixes of MAC_FILTERED networks. */
export type CloudPoolKind = 'bridge' | 'mac-prefix';

/** The value at a place of a pool: `prv` and 0 is `prv1`; a MAC prefix is five hexadecimal digits, `aa:00:0` and 16 is `aa:01:0`. */
export function valueAt({ kind, base }: Pick<PoolRow, 'kind' | 'base'>, index: number): string {
  if (kind === 'bridge') return `${base}${index + 1}`;
  const digits = (numberOf(base) + index).toString(16).padStart(5, '0');
  return `${digits.slice(0, 2)}:${digits.slice(2, 4)}:${digits.slice(4)}`;
}

/** The place of a value, or undefined when it is none of the pool's. */
export function placeOf(pool: Pick<PoolRow, 'kind' | 'base' | 'size'>, value: string): number | undefined {
  const index =
    pool.kind === 'bridge'
      ? Number(value.slice(pool.base.length)) - 1
      : numberOf(value) - numberOf(pool.base);
  const fits = Number.isInteger(index) && index >= 0 && index < pool.size;
  return fits && valueAt(pool, index) === value ? index : undefined;
}

const numberOf = (prefix: string): number => Number.parseInt(prefix.replaceAll(':', ''), 16);

/** Takes the lowest free value. It is the last thing that a transaction locks; what the pool counts from stays meanwhile. */
export async function takeValue(tx: Store, kind: CloudPoolKind): Promise<string> {
  const pool = await tx.pools.useKind(kind);
  const taken = pool === undefined ? undefined : await tx.pools.takeNext([pool.id]);
  return taken === undefined ? fail('pool_empty', { kind }) : valueAt(pool!, taken.index);
}

/** Gives a value back; one that no pool has, since it was made smaller or is gone, is nobody's. */
export async function giveValueBack(tx: Store, kind: CloudPoolKind, value: string): Promise<void> {
  const pool = await tx.pools.useKind(kind);
  const index = pool === undefined ? undefined : placeOf(pool, value);
  if (index !== undefined) await tx.pools.giveBack([{ poolId: pool!.id, index } satisfies PoolValue]);
}
