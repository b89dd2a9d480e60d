import { error } from '../../errors.ts';
import type { Commission } from '../../store/quota/commissions.ts';
import type { LogEntry } from '../../store/quota/provision-log.ts';
import type { Store } from '../../store/store.ts';
import type { Identity } from '../identity.ts';
import { afterAccept, afterReject } from './arithmetic.ts';
import { logEntry } from './provision-log.ts';
import type { Holding } from './provision.ts';
import type { Resolution, Resolve } from './resolution.ts';

/** Resolves what several calls name in one transaction; no serial is named twice. Gives what became of each call's. */
export async function resolveTogether(identity: Identity, calls: readonly Resolve[]): Promise<Resolution[]> {
  const wanted = calls.flatMap(({ accept, reject }) => [...accept, ...reject]);
  const owners = new Map(
    calls.flatMap(({ component, accept, reject }) =>
      [...accept, ...reject].map((serial) => [serial, component.id]),
    ),
  );
  const accepted = calls.reduce((all, { accept }) => all.union(accept), new Set<bigint>());
  const found = await identity.store.transaction(async (tx) => {
    const locked = wanted.length === 0 ? [] : await tx.commissions.lock(wanted);
    identity.killPoint('quota.resolve.locked');
    const own = locked.filter(({ serial, componentId }) => owners.get(serial) === componentId);
    if (own.length > 0) await resolve(identity, tx, own, accepted);
    return new Set(own.map(({ serial }) => serial));
  });
  return calls.map(({ accept, reject }) => ({
    accepted: [...accept].filter((serial) => found.has(serial)),
    rejected: [...reject].filter((serial) => found.has(serial)),
    failed: [...accept, ...reject]
      .filter((serial) => !found.has(serial))
      .map((serial) => [serial, error('serial_not_found', { serial })]),
  }));
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
