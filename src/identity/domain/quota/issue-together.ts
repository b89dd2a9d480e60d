import { ServiceError } from '#platform/errors';
import { error } from '../../errors.ts';
import type { KeyedCall } from '../../store/quota/commission-keys.ts';
import type { Commission } from '../../store/quota/commissions.ts';
import type { Store } from '../../store/store.ts';
import type { Identity } from '../identity.ts';
import { afterAccept, afterIssue } from './arithmetic.ts';
import { chargeable, type CountersByKey, countersByKey } from './chargeable.ts';
import { logEntry } from './provision-log.ts';
import { type Holding, keyOf, type Provision } from './provision.ts';
import type { Issue } from './issue.ts';
import { answerOf } from './repeated-call.ts';

interface Charged {
  issue: Issue;
  commission: Commission;
  /** Counters after it, in the order of its provisions. */
  holdings: Holding[];
}

/**
 * Issues commissions in one transaction, one after the other: each is charged whole or refused, as if it had come alone. The
 * calls among them have different keys. Gives serials or refusals, in their order.
 */
export async function issueTogether(
  identity: Identity,
  issues: readonly Issue[],
): Promise<(bigint | Error)[]> {
  return identity.store.transaction(async (tx) => {
    const at = identity.clock.now();
    const serials = await tx.commissions.nextSerials(issues.length);
    const outcomes: (bigint | Error | undefined)[] = issues.map(() => undefined);
    const calls = new Map<number, KeyedCall>();
    for (const [index, { component, call }] of issues.entries())
      if (call !== undefined)
        calls.set(index, { componentId: component.id, ...call, serial: serials[index]! });
    const earlier = new Map(
      (await tx.commissionKeys.remember([...calls.values()], at)).map((known) => [keyOfCall(known), known]),
    );
    identity.killPoint('quota.issue.remembered');
    for (const [index, call] of calls) {
      const known = earlier.get(keyOfCall(call));
      if (known !== undefined) outcomes[index] = answerOf(identity, issues[index]!, known, at);
    }
    const foreign = await foreignResources(tx, issues);
    const counters = countersByKey(await tx.holdings.lock(keysOf(issues)));
    identity.killPoint('quota.issue.locked');
    const charged: Charged[] = [];
    for (const [index, issue] of issues.entries()) {
      if (outcomes[index] !== undefined) continue;
      const { component, name } = issue;
      const serial = serials[index]!;
      const commission = { serial, componentId: component.id, clientKey: component.name, name, issuedAt: at };
      const holdings = charge(counters, issue, foreign);
      if (holdings instanceof ServiceError) outcomes[index] = holdings;
      else {
        outcomes[index] = serial;
        charged.push({ issue, commission, holdings });
      }
    }
    await keepCalls(tx, { calls, earlier, outcomes, at });
    await record(identity, tx, charged, counters);
    return outcomes as (bigint | Error)[];
  });
}

function keyOfCall({ componentId, keyHash }: { componentId: bigint; keyHash: Buffer }): string {
  return `${componentId} ${keyHash.toString('base64')}`;
}

/** The counters of all provisions, each once. */
function keysOf(issues: readonly Issue[]): Provision[] {
  return [...new Map(issues.flatMap(({ merged }) => merged).map((each) => [keyOf(each), each])).values()];
}

/** A component charges its own resources only (I10): those of others, by component and in their order. */
async function foreignResources(
  tx: Store,
  issues: readonly Issue[],
): Promise<Map<bigint, readonly string[]>> {
  const wanted = new Map(
    issues.flatMap(({ component, merged }) =>
      merged.map(({ resource }) => [`${component.id} ${resource}`, { componentId: component.id, resource }]),
    ),
  );
  const found = await tx.catalog.foreignResources([...wanted.values()]);
  return new Map(
    [...Map.groupBy(found, ({ componentId }) => componentId)].map(([id, rows]) => [
      id,
      rows.map(({ resource }) => resource),
    ]),
  );
}

/** Moves the counters by one commission, and gives those that it moved; or why it moves none. */
function charge(
  counters: CountersByKey,
  { component, merged, force, autoAccept }: Issue,
  foreign: ReadonlyMap<bigint, readonly string[]>,
): Holding[] | ServiceError {
  const taken = foreign.get(component.id)?.find((name) => merged.some(({ resource }) => resource === name));
  if (taken !== undefined) return error('resource_forbidden', { component: component.name, resource: taken });
  try {
    return chargeable(counters, merged, force).map((holding, index) => {
      const { quantity } = merged[index]!;
      const pending = afterIssue(holding, quantity);
      const after = { ...holding, ...(autoAccept ? afterAccept(pending, quantity) : pending) };
      counters.set(keyOf(after), after);
      return after;
    });
  } catch (refusal) {
    if (refusal instanceof ServiceError) return refusal;
    throw refusal;
  }
}

/** Of the calls that were refused nothing is remembered; a key whose earlier call was another one has the new serial. */
async function keepCalls(
  tx: Store,
  {
    calls,
    earlier,
    outcomes,
    at,
  }: {
    calls: ReadonlyMap<number, KeyedCall>;
    earlier: ReadonlyMap<string, KeyedCall>;
    outcomes: readonly (bigint | Error | undefined)[];
    at: Date;
  },
): Promise<void> {
  const again: KeyedCall[] = [];
  const refused: KeyedCall[] = [];
  for (const [index, call] of calls) {
    const isNew = !earlier.has(keyOfCall(call));
    if (outcomes[index] instanceof Error) {
      if (isNew) refused.push(call);
    } else if (!isNew && outcomes[index] === call.serial) again.push(call);
  }
  await tx.commissionKeys.rememberAgain(again, at);
  await tx.commissionKeys.forget(refused);
}

/** Writes the counters, and each commission: a pending one as a row, an accepted one as its log. */
async function record(
  identity: Identity,
  tx: Store,
  charged: readonly Charged[],
  counters: CountersByKey,
): Promise<void> {
  const moved = new Set(charged.flatMap(({ holdings }) => holdings.map(keyOf)));
  await tx.holdings.writeCounters([...moved].map((key) => counters.get(key)!));
  identity.killPoint('quota.issue.counted');
  await tx.provisionLog.add(
    charged
      .filter(({ issue }) => issue.autoAccept)
      .flatMap(({ issue, commission, holdings }) =>
        holdings.map((holding, index) =>
          logEntry(commission, holding, issue.merged[index]!.quantity, 'ACCEPT', commission.issuedAt),
        ),
      ),
  );
  await tx.commissions.insert(
    charged
      .filter(({ issue }) => !issue.autoAccept)
      .map(({ issue, commission, holdings }) => ({
        commission,
        provisions: holdings.map(({ id }, index) => ({
          holdingId: id,
          quantity: issue.merged[index]!.quantity,
        })),
      })),
  );
  identity.killPoint('quota.issue.recorded');
}
