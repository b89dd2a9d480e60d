import type { QuotaRefusal } from '#contract/identity';
import type { Charge } from '#platform/quota/charge';
import { shortagesOf } from '#platform/quota/shortages-of';
import type { QuotaWords } from '#platform/quota/quota-holder';
import { conclude } from '#platform/quota/settle';
import { error } from '../errors.ts';
import type { FlavorRow } from '../store/flavors.ts';
import type { IntentRow } from '../store/servers/intents.ts';
import type { ServerRow } from '../store/servers/servers.ts';
import type { Store } from '../store/store.ts';
import type { Compute } from './compute.ts';
import { type Amounts, chargeOf, difference, type OperState, type ServerSize } from './servers/states.ts';

export function sizeOf(flavor: Pick<FlavorRow, 'cpu' | 'ram' | 'disk'>): ServerSize {
  return { cpu: flavor.cpu, ramMib: flavor.ram, diskGib: flavor.disk };
}

/** Amounts as they stand in a row. */
export function writeAmounts(amounts: Amounts): string {
  return JSON.stringify(
    Object.fromEntries([...amounts].map(([resource, amount]) => [resource, amount.toString()])),
  );
}

export function readAmounts(stored: Record<string, string>): Amounts {
  return new Map(Object.entries(stored).map(([resource, amount]) => [resource, BigInt(amount)]));
}

/** What amounts are for the ledger: whoever owns the server pays them out of its project. */
export function chargesOf(user: string, project: string, amounts: Amounts): Charge[] {
  return [...amounts].map(([resource, quantity]) => ({ user, project, resource, quantity }));
}

/** Makes the charge of a server that of its new state, when changes of it have ended. Gives the new `charged` column. */
export async function settle(
  compute: Compute,
  tx: Store,
  server: ServerRow,
  to: { operstate: OperState; size: ServerSize; ended: readonly IntentRow[] },
): Promise<string> {
  const wanted = chargeOf(to.operstate, to.size);
  const missing = difference(wanted, readAmounts(server.charged));
  await conclude(compute.ledger, tx, {
    name: `server ${server.id}: change in the back end`,
    charges: chargesOf(server.userId, server.project, missing),
    held: to.ended.flatMap(({ serial }) => serial ?? []),
  });
  return writeAmounts(wanted);
}

/** How compute says what its quota holder refuses: with identity's words; any other failure is an outage. */
export const quotaWords: QuotaWords = {
  overLimit: (refusal, cause) =>
    error(
      'quota_exceeded',
      { message: cause.message },
      { data: detailsOf(refusal), headers: shortagesOf(cause) },
    ),
  notInProject: (project, cause) => error('not_in_project', { project }, { cause }),
  away: (cause) => error('identity_unavailable', {}, { cause }),
};

function detailsOf(refusal: QuotaRefusal | undefined): string {
  if (refusal === undefined) return '';
  const { provision, limit, usage } = refusal;
  return `Resource: ${provision.resource}, Requested: ${provision.quantity}, Limit: ${limit ?? 0n}, Usage: ${usage ?? 0n}`;
}
