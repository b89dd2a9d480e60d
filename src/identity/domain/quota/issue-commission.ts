import { isDeepStrictEqual } from 'node:util';
import { fail } from '../../errors.ts';
import type { Component } from '../../store/catalog/catalog.ts';
import type { Store } from '../../store/store.ts';
import type { Identity } from '../identity.ts';
import { hashSecret } from '../tokens/secrets.ts';
import { afterAccept, afterIssue, type Counters } from './arithmetic.ts';
import { chargeable } from './charge-at-once.ts';
import { logEntry } from './provision-log.ts';
import { mergeProvisions, type Provision } from './provision.ts';

/** Provisions of one commission (I10): the stock services use a handful. */
const MAX_PROVISIONS = 1000;

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

/**
 * Charges all provisions or none and answers the serial of the pending commission. Refuses with the first provision, in
 * the order asked, that has no holding, no capacity or nothing to release (spec/identity 1.7, 2.2).
 */
export async function issueCommission(
  identity: Identity,
  component: Component,
  wanted: WantedCommission,
): Promise<bigint> {
  const merged = mergeProvisions(wanted.provisions);
  await requireRights(identity, component, wanted, merged);
  const serial = await identity.store.transaction(async (tx) => {
    const next = await tx.commissions.nextSerial();
    const repeated = await rememberCall(identity, tx, component, wanted, next);
    if (repeated !== undefined) return repeated;
    identity.killPoint('quota.issue.remembered');
    const holdings = await chargeable(tx, merged, wanted.force);
    identity.killPoint('quota.issue.locked');
    const commission = {
      serial: next,
      componentId: component.id,
      clientKey: component.name,
      name: wanted.name,
      issuedAt: identity.clock.now(),
    };
    const changes = merged.map((provision, index) => ({ provision, holding: holdings[index]! }));
    await tx.holdings.writeCounters(
      changes.map(({ provision, holding }) => ({
        id: holding.id,
        ...charged(holding, provision, wanted.autoAccept),
      })),
    );
    identity.killPoint('quota.issue.counted');
    if (wanted.autoAccept) {
      const resolvedAt = identity.clock.now();
      await tx.provisionLog.add(
        changes.map(({ provision, holding }) =>
          logEntry(
            commission,
            { ...holding, ...charged(holding, provision, true) },
            provision.quantity,
            'ACCEPT',
            resolvedAt,
          ),
        ),
      );
    } else {
      await tx.commissions.insert(
        commission,
        changes.map(({ provision, holding }) => ({ holdingId: holding.id, quantity: provision.quantity })),
      );
    }
    identity.killPoint('quota.issue.recorded');
    return next;
  });
  identity.killPoint('quota.issue.committed');
  return serial;
}

function charged(holding: Counters, { quantity }: Provision, autoAccept: boolean): Counters {
  const pending = afterIssue(holding, quantity);
  return autoAccept ? afterAccept(pending, quantity) : pending;
}

/** A component charges its own resources only, forces only when it may, and not without end (I10). */
async function requireRights(
  identity: Identity,
  component: Component,
  wanted: WantedCommission,
  merged: readonly Provision[],
): Promise<void> {
  const seconds = await identity.commissionBudget.take(component.name);
  if (seconds > 0) fail('commissions_too_fast', { seconds }, { headers: { 'retry-after': String(seconds) } });
  if (wanted.provisions.length > MAX_PROVISIONS) fail('too_many_provisions', { limit: MAX_PROVISIONS });
  if (wanted.force && !component.mayForce) fail('force_forbidden', { component: component.name });
  const resources = [...new Set(merged.map(({ resource }) => resource))];
  const [foreign] = await identity.store.catalog.foreignResources(component.id, resources);
  if (foreign !== undefined) fail('resource_forbidden', { component: component.name, resource: foreign });
}

/**
 * Notes the call under its key and answers the serial of an earlier, equal one. Without a key from the client the named
 * request itself is the key, for a short while, and only while the earlier commission is pending or was accepted at
 * once: a client that resolved it has had its answer, so the same request again is a new one.
 */
async function rememberCall(
  identity: Identity,
  tx: Store,
  component: Component,
  wanted: WantedCommission,
  serial: bigint,
): Promise<bigint | undefined> {
  const windowSeconds = identity.settings.ASTAKOS_COMMISSION_REPEAT_WINDOW;
  const given = wanted.idempotencyKey;
  if (given === undefined && (wanted.name === '' || windowSeconds === 0)) return undefined;
  const at = identity.clock.now();
  const bodyHash = hashSecret(wanted.body);
  const keyHash = hashSecret(given === undefined ? `body ${wanted.body}` : `key ${given}`);
  const earlier = await tx.commissionKeys.remember({
    componentId: component.id,
    keyHash,
    bodyHash,
    serial,
    at,
  });
  if (earlier === undefined) return undefined;
  if (given !== undefined) {
    if (!isDeepStrictEqual(earlier.bodyHash, bodyHash)) fail('repeated_key');
    return earlier.serial;
  }
  const recent = at.getTime() - earlier.createdAt.getTime() < windowSeconds * 1000;
  if (recent && (earlier.pending || wanted.autoAccept)) return earlier.serial;
  await tx.commissionKeys.rememberAgain({ componentId: component.id, keyHash, serial, at });
  return undefined;
}
