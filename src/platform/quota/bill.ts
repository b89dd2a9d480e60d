import { type Charge, less, sumOf } from './charge.ts';
import { issueCommission } from './issue-commission.ts';
import type { Ledger, LedgerStore } from './ledger.ts';
import type { Reservation } from './reservations.ts';
import { giveUp } from './settle.ts';

/** The quota holder is waited for inside the transaction, for this long in all. */
const DEADLINE_MS = 5_000;

export interface BillOptions {
  /** Name of the commission, for administrators. */
  name: string;
  /** Commissions taken before; they count towards what the change costs. */
  reserved?: readonly Reservation[];
  /** Called when the rows are committed, before the holder is told. */
  committed?: () => void;
}

/** The commissions of one change whose cost is known under its locks only: those reserved before it, and the difference. */
export class Bill<S extends LedgerStore<S>> {
  readonly #ledger: Ledger<S>;
  readonly #options: BillOptions;
  readonly #accept: bigint[] = [];
  readonly #issued: bigint[] = [];
  #givesBack = false;
  #signal: AbortSignal | undefined;
  /** The commission that `begin` has asked for. */
  #begun: Promise<bigint> | undefined;

  constructor(ledger: Ledger<S>, options: BillOptions) {
    this.#ledger = ledger;
    this.#options = options;
  }

  /** Begins to take all that the change will cost while its rows are still being written. `take` must follow. */
  begin(charges: readonly Charge[]): void {
    const sum = sumOf(charges);
    if (sum.length === 0 || (this.#options.reserved ?? []).length > 0) return;
    this.#begun = this.#issue(sum);
    // A refusal is met in `take`; when the change fails before that, it must not end the process.
    this.#begun.catch(() => undefined);
  }

  /** Takes what the change costs and records the serials beside its rows: once, as its last step but for more rows. */
  async take(tx: S, charges: readonly Charge[]): Promise<void> {
    const { clock, killPoint } = this.#ledger;
    this.#givesBack = charges.some(({ quantity }) => quantity < 0n);
    const usable = await this.#usableReservations(tx);
    const reserved = usable.flatMap((reservation) => reservation.charges);
    let missing = less(charges, reserved);
    if (missing.some(({ quantity }) => quantity < 0n) && usable.length > 0) {
      // Less was needed than reserved. What is pending cannot be released in part, so it is taken anew.
      const reject = usable.map(({ serial }) => serial);
      // Also when the answer is lost, and when this transaction fails and its rows are there again.
      for (const reservation of usable) reservation.gone = true;
      await this.#ledger.holder.resolve({ reject, signal: this.#patience() });
      missing = sumOf(charges);
    } else this.#accept.push(...usable.map(({ serial }) => serial));
    if (missing.length > 0) this.#accept.push(await (this.#begun ?? this.#issue(missing)));
    killPoint('ledger.issued');
    await tx.quota.record(this.#accept, { decision: 'accept', kept: false, now: clock.now() });
  }

  /**
   * Recovery may have taken a reservation for dead while this process slept: only those still on record count, and of these
   * only those that no attempt before this one has given back.
   */
  async #usableReservations(tx: S): Promise<Reservation[]> {
    const reserved = this.#options.reserved ?? [];
    const alive = new Set(await tx.quota.reservations.end(reserved.map(({ serial }) => serial)));
    return reserved.filter(({ serial, gone }) => alive.has(serial) && gone !== true);
  }

  async #issue(charges: readonly Charge[]): Promise<bigint> {
    const { name } = this.#options;
    const key = this.#ledger.ids.uuid();
    const serial = await issueCommission(this.#ledger, { name, charges, key, signal: this.#patience() });
    this.#issued.push(serial);
    return serial;
  }

  #patience(): AbortSignal {
    this.#signal ??= AbortSignal.timeout(DEADLINE_MS);
    return this.#signal;
  }

  /** The rows are committed. What was given back is free for others when this resolves; what was taken counts already. */
  async accept(): Promise<void> {
    const { settler } = this.#ledger;
    if (this.#givesBack) await settler.accept(this.#accept);
    else settler.acceptSoon(this.#accept);
  }

  /**
   * The transaction failed, or its commit was sent and the answer lost: the serials' rows know which. Reservations stay
   * with whoever made them.
   */
  async settleAfterFailure(): Promise<void> {
    await this.#begun?.catch(() => undefined);
    try {
      await giveUp(this.#ledger, this.#issued);
    } catch (failure) {
      this.#ledger.log.warn({ err: failure }, 'a commission stays pending until recovery');
    }
  }
}

/**
 * Runs a transaction that takes what it costs under its own locks, writes the serial beside its rows, commits, and only then
 * accepts. Whatever fails leaves no row and no charge. The holder is waited for inside the transaction, so the ledger's store
 * must have a pool of its own: when the holder hangs, readers do not wait for connections.
 */
export async function withBill<S extends LedgerStore<S>, T>(
  ledger: Ledger<S>,
  options: BillOptions,
  work: (tx: S, bill: Bill<S>) => Promise<T>,
): Promise<T> {
  const bill = new Bill(ledger, options);
  let result: T;
  try {
    result = await ledger.store.transaction((tx) => work(tx, bill));
  } catch (error) {
    await bill.settleAfterFailure();
    throw error;
  }
  ledger.killPoint('ledger.recorded');
  options.committed?.();
  await bill.accept();
  return result;
}
