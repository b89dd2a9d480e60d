import type { AuditedService } from './audited.ts';
import type { Origin } from './origin.ts';
import { headOf } from './verify-chain.ts';

const DAY_MS = 24 * 3_600_000;
/** Removed in one transaction. */
const MOST_ENTRIES = 50_000;

/**
 * Removes what is older than so many days, once a day: whole batches with their entries. That is recorded itself, with the hash
 * that what stays follows: the chain can be verified from there on.
 */
export async function pruneEntries(service: AuditedService, origin: Origin, keptDays: number): Promise<void> {
  const { store, clock } = service;
  const before = new Date(clock.now().getTime() - keptDays * DAY_MS);
  const oldest = await store.auditChain.batchAfter(0n);
  if (oldest === undefined || oldest.madeAt.getTime() > before.getTime() - DAY_MS) return;
  while (await pruneSome(service, origin, before));
}

function pruneSome({ store, clock }: AuditedService, origin: Origin, before: Date): Promise<boolean> {
  return store.transaction(async ({ audit, auditChain }) => {
    await auditChain.start({ lock: true });
    const last = await auditChain.prunable(before, MOST_ENTRIES);
    if (last === undefined) return false;
    const entries = await auditChain.prune(last);
    const { number, hash } = headOf(last);
    const details = { batch: number, hash, entries, before: before.toISOString() };
    await audit.add(origin, clock.now(), [
      { action: 'audit.prune', object: { kind: 'audit', id: null, name: null }, details },
    ]);
    return true;
  });
}
