import type { Clock } from '../clock.ts';
import type { ClockWatch } from '../clock-watch.ts';
import type { KillPoint } from '../faults.ts';
import type { Ids } from '../ids.ts';
import type { Logger } from '../telemetry/log.ts';
import type { QuotaHolder } from './quota-holder.ts';
import type { QuotaStore } from './quota-store.ts';
import { Settler } from './settler.ts';
import { SharedTurn } from '../shared-turn.ts';
import { SignsOfLife } from './signs-of-life.ts';

/** What the store of a service has of the ledger: `store.quota`, and `tx.quota` in a transaction. */
export interface LedgerStore<S> {
  readonly quota: QuotaStore;
  transaction<T>(work: (tx: S) => Promise<T>): Promise<T>;
}

/**
 * The quota ledger of a service. A commission is issued at the quota holder, its serial is written in the transaction that
 * it pays for, and then it is settled: a serial on record means accept, its absence means reject, whoever died in between.
 */
export interface Ledger<S extends LedgerStore<S>> {
  readonly store: S;
  readonly holder: QuotaHolder;
  readonly clock: Clock;
  readonly clockWatch: Pick<ClockWatch, 'steadyFor' | 'watch'>;
  readonly ids: Ids;
  readonly log: Logger;
  readonly killPoint: KillPoint;
  /** A commission that no transaction has recorded may belong to work under way until it is this old. */
  readonly abandonedAfterMs: number;
  /** Of this process, among those that share the database. */
  readonly processId: string;
  readonly settler: Settler;
  readonly signs: SignsOfLife;
  /** Of `settleOnRecord` in this process. */
  readonly onRecord: SharedTurn<number>;
  pause(milliseconds: number): Promise<void>;
  /** Called in a transaction that decides about commissions: has `settleOnRecord` run soon after it is committed. */
  wake(tx: S): Promise<void>;
}

export interface LedgerOptions<S extends LedgerStore<S>>
  extends Omit<Ledger<S>, 'settler' | 'signs' | 'onRecord' | 'wake'>, Partial<Pick<Ledger<S>, 'wake'>> {}

/**
 * The ledger of a service on its store. Without `wake` what a transaction decides is settled by the next recovery. The same
 * ledger on another store, such as a leader's, is `openLedger({ ...ledger, store })`: nothing of it writes on the first.
 */
export function openLedger<S extends LedgerStore<S>>(options: LedgerOptions<S>): Ledger<S> {
  return {
    wake: async () => undefined,
    ...options,
    settler: new Settler(options),
    signs: new SignsOfLife(options, options.processId),
    onRecord: new SharedTurn(),
  };
}

/** Lets what is under way end, before the database is closed. */
export async function closeLedger<S extends LedgerStore<S>>({ signs, settler }: Ledger<S>): Promise<void> {
  signs.stop();
  await settler.done();
}
