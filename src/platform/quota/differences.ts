import { type Charge, sumOf } from './charge.ts';
import type { Ids } from '../ids.ts';
import type { Ledger, LedgerStore } from './ledger.ts';
import type { Counter, QuotaHolder } from './quota-holder.ts';

/** Whose charges are compared; everybody's where neither is given. */
export interface UsageFilter {
  user?: string | undefined;
  project?: string | undefined;
}

type CounterKey = Omit<Counter, 'usage' | 'pending'>;

/** What a service has charged, for comparing and correcting it: not all that charge need a ledger. */
export interface Charged {
  readonly holder: Pick<QuotaHolder, 'counters' | 'issue'>;
  readonly ids: Ids;
  /** Counters whose corrections are on record and not charged yet. */
  correcting(): Promise<CounterKey[]>;
}

/** What the ledger of a service has charged. */
export function chargedBy<S extends LedgerStore<S>>({ holder, ids, store }: Ledger<S>): Charged {
  return { holder, ids, correcting: () => store.quota.corrections.counters() };
}

/** A counter that is not what the service's rows say. */
export interface Difference extends CounterKey {
  /** By the rows of the service. */
  database: bigint;
  /** By the quota holder; null where it has no such counter. */
  quotaholder: bigint | null;
}

export interface Comparison {
  /** Users first, then projects. */
  differences: Difference[];
  /** Counters that cannot be compared now: commissions are pending on them, corrections are open, or they moved meanwhile. */
  unsettled: number;
}

/** Commissions are limited to 1,000 provisions, of which each charge makes two. */
const CHARGES = 500;

/** Compares what the service's rows say is used with what is charged. A user's counters move only with his project's. */
export async function compareUsage(
  charged: Charged,
  used: (filter: UsageFilter) => Promise<Charge[]>,
  filter: UsageFilter,
): Promise<Comparison> {
  const asked = {
    ...(filter.user === undefined ? {} : { user: filter.user }),
    ...(filter.project === undefined ? {} : { project: filter.project }),
  };
  const before = new Map((await charged.holder.counters(asked)).map((counter) => [keyOf(counter), counter]));
  const real = sumOf(await used(filter));
  // After the rows that they belong to: what is charged by now shows in the counters, which are read after this.
  const correcting = new Set((await charged.correcting()).map(keyOf));
  const after = await charged.holder.counters(asked);
  const missing = new Map<string, Difference>();
  const expect = (counter: CounterKey, quantity: bigint): void => {
    const database = (missing.get(keyOf(counter))?.database ?? 0n) + quantity;
    missing.set(keyOf(counter), { ...counter, database, quotaholder: null });
  };
  for (const { user, project, resource, quantity } of real) {
    expect({ user, project, resource }, quantity);
    // Of a project all users are known only when all were asked for.
    if (filter.user === undefined) expect({ user: null, project, resource }, quantity);
  }
  const found: Comparison = { differences: [], unsettled: 0 };
  for (const counter of after) {
    const { user, project, resource, usage, pending } = counter;
    if (user === null && filter.user !== undefined) continue;
    const database = missing.get(keyOf(counter))?.database ?? 0n;
    missing.delete(keyOf(counter));
    const moved = before.get(keyOf(counter))?.usage !== usage;
    if (pending !== 0n || moved || correcting.has(keyOf(counter))) found.unsettled += 1;
    else if (database !== usage)
      found.differences.push({ user, project, resource, database, quotaholder: usage });
  }
  const unknown = [...missing.values()].filter((counter) => !correcting.has(keyOf(counter)));
  found.unsettled += missing.size - unknown.length;
  const all = [...found.differences, ...unknown];
  found.differences = [
    ...all.filter(({ user }) => user !== null),
    ...all.filter(({ user }) => user === null),
  ];
  return found;
}

/** Charges the differences of users, and with them those of their projects. Gives how many it could. */
export async function chargeDifferences(
  { holder, ids }: Pick<Charged, 'holder' | 'ids'>,
  differences: readonly Difference[],
  { force }: { force: boolean },
): Promise<number> {
  const charges = differences.flatMap(({ user, project, resource, database, quotaholder }) =>
    user === null || quotaholder === null
      ? []
      : [{ user, project, resource, quantity: database - quotaholder }],
  );
  for (let at = 0; at < charges.length; at += CHARGES) {
    const part = charges.slice(at, at + CHARGES);
    await holder.issue({
      name: 'reconcile-resources',
      charges: part,
      key: ids.uuid(),
      force,
      accepted: true,
    });
  }
  return charges.length;
}

function keyOf({ user, project, resource }: CounterKey): string {
  return `${user ?? ''}\n${project}\n${resource}`;
}
