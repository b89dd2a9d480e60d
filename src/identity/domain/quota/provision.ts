import { INFINITE } from '#contract/infinite';
import { fail } from '../../errors.ts';

/** The counter that a provision moves. Holders and sources are tagged: `user:<uuid>`, `project:<uuid>`. */
export interface HoldingKey {
  holder: string;
  source: string | null;
  resource: string;
}

/** A wanted change of one counter; a negative quantity gives back. */
export interface Provision extends HoldingKey {
  quantity: bigint;
}

/** A counter as it stands: usage lies between `usageMin` and `usageMax` whatever becomes of the pending commissions. */
export interface Holding extends HoldingKey {
  id: bigint;
  limit: bigint;
  usageMin: bigint;
  usageMax: bigint;
}

const SMALLEST = -INFINITE - 1n;

/** One text per key, for maps; the parts cannot hold the separator. */
export function keyOf({ holder, source, resource }: HoldingKey): string {
  return `${holder}\u0000${source ?? ''}\u0000${resource}`;
}

/** Sums provisions of the same key, in the order in which the keys first appear. Sums outside 64 bits are refused (I13). */
export function mergeProvisions(provisions: readonly Provision[]): Provision[] {
  const merged = new Map<string, Provision>();
  for (const provision of provisions) {
    const key = keyOf(provision);
    const before = merged.get(key)?.quantity ?? 0n;
    const quantity = before + provision.quantity;
    if (quantity > INFINITE || quantity < SMALLEST)
      fail('quantity_too_large', { resource: provision.resource });
    merged.set(key, { ...provision, quantity });
  }
  return [...merged.values()];
}

/**
 * Refuses provisions whose two sides differ: what users draw from a project must be what the project itself is charged
 * (I10). Without this a component's mistake would let members use what their project does not have.
 */
export function requirePairs(merged: readonly Provision[]): void {
  const differences = new Map<string, { holder: string; resource: string; difference: bigint }>();
  for (const { holder, source, resource, quantity } of merged) {
    const project = source ?? holder;
    const key = `${project}\u0000${resource}`;
    const entry = differences.get(key) ?? { holder: project, resource, difference: 0n };
    entry.difference += source === null ? quantity : -quantity;
    differences.set(key, entry);
  }
  for (const { holder, resource, difference } of differences.values()) {
    if (difference !== 0n) fail('unpaired_provision', { holder, resource });
  }
}
