import { fail } from '../../errors.ts';
import type { Store } from '../../store/store.ts';
import type { Identity } from '../identity.ts';
import { afterAccept, afterIssue } from './arithmetic.ts';
import { chargeable, countersByKey } from './chargeable.ts';
import { logEntry } from './provision-log.ts';
import { mergeProvisions, type Provision } from './provision.ts';

/** The component that identity's own resources belong to. */
export const OWN_COMPONENT = 'astakos';

/**
 * Charges what identity itself counts, issued and accepted, in the caller's transaction: it stands or falls with the rows that
 * it is about. Refused as a commission is.
 */
export async function chargeAtOnce(
  { clock }: Identity,
  tx: Store,
  wanted: { name: string; provisions: readonly Provision[]; force: boolean },
): Promise<void> {
  const merged = mergeProvisions(wanted.provisions);
  if (merged.length === 0) return;
  const component =
    (await tx.catalog.byName(OWN_COMPONENT)) ?? fail('component_not_found', { component: OWN_COMPONENT });
  const holdings = chargeable(countersByKey(await tx.holdings.lock(merged)), merged, wanted.force);
  const at = clock.now();
  const commission = {
    serial: (await tx.commissions.nextSerials(1))[0]!,
    componentId: component.id,
    clientKey: component.name,
    name: wanted.name,
    issuedAt: at,
  };
  const after = merged.map(({ quantity }, index) => {
    const holding = holdings[index]!;
    return { ...holding, ...afterAccept(afterIssue(holding, quantity), quantity) };
  });
  await tx.holdings.writeCounters(after);
  await tx.provisionLog.add(
    after.map((holding, index) => logEntry(commission, holding, merged[index]!.quantity, 'ACCEPT', at)),
  );
}
