import { error } from '../../errors.ts';
import type { ServiceError } from '#platform/errors';
import type { Component } from '../../store/catalog/catalog.ts';
import type { Commission } from '../../store/quota/commissions.ts';
import type { LogEntry } from '../../store/quota/provision-log.ts';
import type { Store } from '../../store/store.ts';
import type { Identity } from '../identity.ts';
import { afterAccept, afterReject } from './arithmetic.ts';
import { logEntry } from './provision-log.ts';
import type { Holding } from './provision.ts';

/** What became of each serial of a batch. */
export interface Resolution {
  accepted: bigint[];
  rejected: bigint[];
  /** Serials left alone: unknown ones first, then those that stood in both lists. */
  failed: [serial: bigint, reason: ServiceError][];
}

/**
 * Accepts and rejects pending commissions of one component in one transaction. What cannot be resolved is named and left
 * as it was: a serial in both lists, and one that is unknown, resolved or another component's (I9, I10).
 */
export async function resolveCommissions(
  identity: Identity,
  component: Component,
  batch: { accept: readonly bigint[]; reject: readonly bigint[] },
): Promise<Resolution> {
  const accept = new Set(batch.accept);
  const reject = new Set(batch.reject);
  const both = [...accept.intersection(reject)];
  const wanted = [...accept.symmetricDifference(reject)];
  const found = await identity.store.transaction(async (tx) => {
    const commissions = await tx.commissions.lock(component.id, wanted);
    identity.killPoint('quota.resolve.locked');
    if (commissions.length > 0) await resolve(identity, tx, commissions, accept);
    return new Set(commissions.map(({ serial }) => serial));
  });
  identity.killPoint('quota.resolve.committed');
  const unknown = wanted.filter((serial) => !found.has(serial));
  return {
    accepted: [...accept].filter((serial) => found.has(serial)),
    rejected: [...reject].filter((serial) => found.has(serial)),
    failed: [
      ...unknown.map((serial) => failure(serial, 'serial_not_found')),
      ...both.map((serial) => failure(serial, 'serial_in_both')),
    ],
  };
}

function failure(serial: bigint, code: 'serial_not_found' | 'serial_in_both'): [bigint, ServiceError] {
  return [serial, error(code, { serial })];
}

/** Moves the counters of locked commissions and replaces them with their log. */
async function resolve(
  identity: Identity,
  tx: Store,
  commissions: readonly Commission[],
  accept: ReadonlySet<bigint>,
): Promise<void> {
  const serials = commissions.map(({ serial }) => serial);
  const provisions = await tx.commissions.provisions(serials);
  const locked = await tx.holdings.lockByIds([...new Set(provisions.map(({ holdingId }) => holdingId))]);
  identity.killPoint('quota.resolve.holdings-locked');
  const holdings = new Map<bigint, Holding>(locked.map((holding) => [holding.id, holding]));
  const bySerial = new Map(commissions.map((commission) => [commission.serial, commission]));
  const resolvedAt = identity.clock.now();
  const entries: LogEntry[] = [];
  for (const { serial, holdingId, quantity } of provisions) {
    const before = holdings.get(holdingId)!;
    const accepted = accept.has(serial);
    const after = { ...before, ...(accepted ? afterAccept : afterReject)(before, quantity) };
    holdings.set(holdingId, after);
    entries.push(
      logEntry(bySerial.get(serial)!, after, quantity, accepted ? 'ACCEPT' : 'REJECT', resolvedAt),
    );
  }
  await tx.holdings.writeCounters([...holdings.values()]);
  identity.killPoint('quota.resolve.counted');
  await tx.provisionLog.add(entries);
  identity.killPoint('quota.resolve.logged');
  await tx.commissions.remove(serials);
  identity.killPoint('quota.resolve.removed');
}
