import { Batches } from '#platform/batches';
import { fail } from '../../errors.ts';
import type { Component } from '../../store/catalog/catalog.ts';
import type { Identity } from '../identity.ts';
import { hashSecret } from '../tokens/secrets.ts';
import type { Issue } from './issue.ts';
import { issueTogether } from './issue-together.ts';
import { mergeProvisions, type Provision } from './provision.ts';

/** Provisions of one commission (I10): the stock services use a handful. */
const MAX_PROVISIONS = 1000;
/** Commissions of one transaction: at 16 writers it costs each of them an eighth. */
const TOGETHER = 64;

/** What a component asks for. */
export interface WantedCommission {
  name: string;
  provisions: readonly Provision[];
  /** Lifts the limits; the component must be allowed to. */
  force: boolean;
  /** Issue and accept in one transaction. */
  autoAccept: boolean;
  /** Names the call: made again with the same key it is answered the same serial (I12). */
  idempotencyKey?: string;
  /** The request as sent, to recognise a repeated call that has no key. */
  body: string;
}

/** Commissions that come at the same time are charged in one transaction. */
export function issuingCommissions(identity: () => Identity): Batches<Issue, bigint> {
  return new Batches({
    most: TOGETHER,
    keysOf: ({ component, call }) =>
      call === undefined ? [] : [`${component.id} ${call.keyHash.toString('base64')}`],
    run: (issues) => issueTogether(identity(), issues),
  });
}

/**
 * Charges all provisions or none and answers the serial of the pending commission. Refuses with the first provision, in
 * the order asked, that has no holding, no capacity or nothing to release (spec/identity 1.7, 2.2).
 */
export async function issueCommission(
  identity: Identity,
  component: Component,
  wanted: WantedCommission,
): Promise<bigint> {
  const { name, force, autoAccept } = wanted;
  const merged = mergeProvisions(wanted.provisions);
  await requireRights(identity, component, wanted);
  const call = callOf(identity, wanted);
  const serial = await identity.issuing.add({ component, name, merged, force, autoAccept, call });
  identity.killPoint('quota.issue.committed');
  return serial;
}

/** A component charges only so often, forces only when it may, and not without end (I10). */
async function requireRights(
  identity: Identity,
  component: Component,
  wanted: WantedCommission,
): Promise<void> {
  const seconds = await identity.commissionBudget.take(component.name);
  if (seconds > 0) fail('commissions_too_fast', { seconds }, { headers: { 'retry-after': String(seconds) } });
  if (wanted.provisions.length > MAX_PROVISIONS) fail('too_many_provisions', { limit: MAX_PROVISIONS });
  if (wanted.force && !component.mayForce) fail('force_forbidden', { component: component.name });
}

/** What a repetition of the call is recognised by: without a key from the client the named request itself. */
function callOf(identity: Identity, { idempotencyKey, name, body }: WantedCommission): Issue['call'] {
  const repeatSeconds = identity.settings.ASTAKOS_COMMISSION_REPEAT_WINDOW;
  if (idempotencyKey === undefined && (name === '' || repeatSeconds === 0)) return undefined;
  const hasKey = idempotencyKey !== undefined;
  return {
    keyHash: hashSecret(hasKey ? `key ${idempotencyKey}` : `body ${body}`),
    bodyHash: hashSecret(body),
    hasKey,
  };
}
