import type { AuditedService } from './audited.ts';
import { digestOf, hashOf } from './chain.ts';
import type { BatchRow } from './chain-store.ts';

/** Entries of one batch: some milliseconds of hashing, some hundred of a transaction that nobody waits for. */
const BATCH_ENTRIES = 1000;

/**
 * Chains what was recorded since the last time, batch by batch, each in one transaction: an entry is chained once, whatever dies.
 * `note` is told each batch after its commit: a hash that is kept elsewhere shows later whether the chain up to it was altered.
 */
export async function chainEntries(
  service: AuditedService,
  signal: AbortSignal,
  note: (batch: BatchRow) => void = () => undefined,
): Promise<void> {
  while (!signal.aborted) {
    const batch = await chainSome(service);
    if (batch === undefined) return;
    note(batch);
    if (batch.ids.length < BATCH_ENTRIES) return;
  }
}

function chainSome({ store, clock, killPoint }: AuditedService): Promise<BatchRow | undefined> {
  return store.transaction(async ({ auditChain }) => {
    const start = await auditChain.start({ lock: true });
    const entries = await auditChain.unchained(BATCH_ENTRIES);
    if (entries.length === 0) return undefined;
    const last = await auditChain.newestBatch();
    const batch = {
      number: (last?.number ?? start.prunedBatch) + 1n,
      madeAt: clock.now(),
      ids: entries.map(({ id }) => id),
      digests: Buffer.concat(entries.map(digestOf)),
      previous: last?.hash ?? start.prunedHash,
    };
    const chained = { ...batch, hash: hashOf(batch) };
    await auditChain.insertBatch(chained);
    killPoint('audit.batch-written');
    return chained;
  });
}
