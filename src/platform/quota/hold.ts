import { isUniqueViolation } from '../database/database.ts';
import { type Charge, sumOf } from './charge.ts';
import { issueCommission } from './issue-commission.ts';
import type { Ledger, LedgerStore } from './ledger.ts';
import { giveUp } from './settle.ts';

/** A commission that the transaction it pays for has recorded. */
export interface Hold {
  serial: bigint;
  charges: readonly Charge[];
}

/** What is charged, and what its serial says in the transaction. */
export interface WantedHold {
  name: string;
  charges: readonly Charge[];
  /** `held` until `conclude` says how the change ended. */
  decision: 'held' | 'accept';
  /**
   * The same for every attempt at the same change: what an attempt that died had reserved is then found again instead of
   * standing in the way until it is recovered.
   */
  key?: string;
}

/**
 * Takes what a change costs, where that is known before it, and runs the transaction in which the serial is recorded with its
 * decision. When the transaction fails the commission is given back; when nobody can tell whether it failed, the serial's
 * row decides later. Nothing remote is waited for inside the transaction.
 */
export async function withHold<S extends LedgerStore<S>, T>(
  ledger: Ledger<S>,
  wanted: WantedHold,
  work: (tx: S, hold: Hold | undefined) => Promise<T>,
): Promise<T> {
  const { store, settler, killPoint, clock } = ledger;
  const { name, decision, key } = wanted;
  const charges = sumOf(wanted.charges);
  if (charges.length === 0) return store.transaction((tx) => work(tx, undefined));
  const serial = await issueCommission(ledger, { name, charges, key: key ?? ledger.ids.uuid() });
  killPoint('ledger.issued');
  let result: T;
  try {
    result = await store.transaction(async (tx) => {
      const held = decision === 'held' ? { charges } : {};
      await tx.quota.record([serial], { decision, ...held, kept: true, now: clock.now() });
      return work(tx, { serial, charges });
    });
  } catch (error) {
    if (isUniqueViolation(error, 'quota_serials_pkey') && key !== undefined) {
      // The commission found again was given up meanwhile, or is another attempt's.
      const { key: _used, ...fresh } = wanted;
      return withHold(ledger, fresh, work);
    }
    await giveUp(ledger, [serial]).catch((err: unknown) => {
      ledger.log.warn({ err, serial: String(serial) }, 'a commission stays pending until recovery');
    });
    throw error;
  }
  killPoint('ledger.recorded');
  if (decision === 'accept') settler.acceptSoon([serial]);
  return result;
}
