import type { Identity } from '../identity.ts';

const DAY_MS = 24 * 3_600_000;
/** Rows of one transaction: some tens of milliseconds. */
const BATCH = 10_000;
/** Transactions of one run. With a run a minute the log does not grow below 3,300 provisions a second. */
const BATCHES = 20;

/**
 * Folds provisions that were resolved long ago (ASTAKOS_PROVISION_LOG_DAYS) into one opening row for each holding. The log
 * is then as long as those days, and its sums still are the counters (R-I2). A run takes at most 200,000 rows; the next goes on.
 */
export async function foldProvisionLog(identity: Identity, batch = BATCH): Promise<void> {
  const days = identity.settings.ASTAKOS_PROVISION_LOG_DAYS;
  const before = new Date(identity.clock.now().getTime() - days * DAY_MS);
  for (let round = 0; round < BATCHES; round += 1) {
    const folded = await identity.store.provisionLog.fold(before, batch);
    if (folded < batch) return;
  }
}
