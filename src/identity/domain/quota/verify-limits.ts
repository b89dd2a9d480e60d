import type { Identity } from '../identity.ts';
import { type HoldingKey, keyOf } from './provision.ts';
import { derivedLimits, syncLimits } from './sync-limits.ts';

/** A holding whose limit is not what policy says. `expected` is null for one that nothing asks for. */
export interface LimitDifference extends HoldingKey {
  expected: bigint | null;
  found: bigint | null;
}

/** Compares every holding's limit with what projects and memberships ask for; changes nothing. */
export function verifyLimits(identity: Identity): Promise<LimitDifference[]> {
  return identity.store.transaction(async (tx) => {
    const expected = await derivedLimits(tx, await tx.projects.lockInitialized());
    const found = new Map((await tx.holdings.all()).map((holding) => [keyOf(holding), holding]));
    const differences: LimitDifference[] = [];
    for (const { holder, source, resource, limit } of expected) {
      const holding = found.get(keyOf({ holder, source, resource }));
      found.delete(keyOf({ holder, source, resource }));
      if (holding?.limit !== limit) {
        differences.push({ holder, source, resource, expected: limit, found: holding?.limit ?? null });
      }
    }
    for (const { holder, source, resource, limit } of found.values()) {
      differences.push({ holder, source, resource, expected: null, found: limit });
    }
    return differences;
  });
}

/** Sets every holding's limit to what projects and memberships ask for; usage and unexpected holdings stay. */
export function repairLimits(identity: Identity): Promise<void> {
  return identity.store.transaction(async (tx) => syncLimits(tx, await tx.projects.lockInitialized()));
}
