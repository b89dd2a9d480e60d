import type { Project } from '../../store/projects/projects.ts';
import type { Store } from '../../store/store.ts';
import { record } from '../audit/record.ts';
import type { Acting, Identity } from '../identity.ts';
import { type HoldingKey, keyOf } from './provision.ts';
import { derivedLimits, syncLimits } from './sync-limits.ts';

/** A holding whose limit is not what policy says. `expected` is null for one that nothing asks for. */
export interface LimitDifference extends HoldingKey {
  expected: bigint | null;
  found: bigint | null;
}

/** Projects that are locked at once: others wait a moment, never for the whole cloud. */
const PROJECTS = 500;
const HOLDINGS = 1000;

/**
 * Compares every holding's limit with what projects and memberships ask for, some hundred projects at a time; changes
 * nothing. Holdings that no project asks for come last.
 */
export async function* limitDifferences(identity: Identity): AsyncGenerator<LimitDifference[]> {
  yield* byProjects(identity, differencesOf);
  let after = 0n;
  for (;;) {
    const strays = await identity.store.holdings.withoutProject(after, HOLDINGS);
    yield strays.map(({ holder, source, resource, limit }) => unasked({ holder, source, resource }, limit));
    if (strays.length < HOLDINGS) return;
    after = strays.at(-1)!.id;
  }
}

/**
 * Sets every holding's limit to what projects and memberships ask for; usage and unexpected holdings stay. Some hundred
 * projects are committed at a time: what was interrupted is run again.
 */
export async function repairLimits(identity: Acting): Promise<void> {
  await record(identity, identity.store, {
    action: 'quota.repair',
    object: { kind: 'quota', id: null, name: null },
  });
  for await (const _done of byProjects(identity, syncLimits)) continue;
}

/**
 * Removes counters that no project asks for, save those in which something is counted. Answers how many went, and how many had
 * to stay.
 */
export async function removeUnexpected(identity: Acting): Promise<{ removed: number; kept: number }> {
  const { store } = identity;
  await record(identity, store, {
    action: 'quota.repair',
    object: { kind: 'quota', id: null, name: null },
    details: { unexpected: 'removed' },
  });
  let after = 0n;
  const sum = { removed: 0, kept: 0 };
  for (;;) {
    const strays = await store.holdings.withoutProject(after, HOLDINGS);
    const removed = Number(await store.holdings.removeUnused(strays.map(({ id }) => id)));
    sum.removed += removed;
    sum.kept += strays.length - removed;
    if (strays.length < HOLDINGS) return sum;
    after = strays.at(-1)!.id;
  }
}

async function* byProjects<T>(
  { store }: Identity,
  work: (tx: Store, projects: readonly Project[]) => Promise<T>,
): AsyncGenerator<T> {
  let after: bigint | undefined = 0n;
  while (after !== undefined) {
    const from: bigint = after;
    const [done, last] = await store.transaction(async (tx) => {
      const projects = await tx.projects.lockInitialized({ after: from, limit: PROJECTS });
      const next = projects.length < PROJECTS ? undefined : projects.at(-1)?.id;
      return [await work(tx, projects), next] as const;
    });
    yield done;
    after = last;
  }
}

async function differencesOf(tx: Store, projects: readonly Project[]): Promise<LimitDifference[]> {
  const expected = await derivedLimits(tx, projects);
  const holdings = await tx.holdings.inProjects(projects.map(({ uuid }) => uuid));
  const found = new Map(holdings.map((holding) => [keyOf(holding), holding]));
  const differences: LimitDifference[] = [];
  for (const { holder, source, resource, limit } of expected) {
    const key = { holder, source, resource };
    const holding = found.get(keyOf(key));
    found.delete(keyOf(key));
    if (holding?.limit !== limit)
      differences.push({ ...key, expected: limit, found: holding?.limit ?? null });
  }
  for (const { holder, source, resource, limit } of found.values())
    differences.push(unasked({ holder, source, resource }, limit));
  return differences;
}

function unasked(key: HoldingKey, limit: bigint): LimitDifference {
  return { ...key, expected: null, found: limit };
}
