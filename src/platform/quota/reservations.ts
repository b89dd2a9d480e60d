import type { Charge } from './charge.ts';
import { issueCommission } from './issue-commission.ts';
import type { Ledger, LedgerStore } from './ledger.ts';

/** What was taken at the quota holder before the change that it pays for is known. */
export interface Reservation {
  serial: bigint;
  charges: readonly Charge[];
  /** Set when a change has given it back, or has tried to: it pays for nothing any more. */
  gone?: boolean;
}

/** The reservations of one piece of work, such as an upload, with the sign of life that keeps recovery from rejecting them. */
export class Reservations<S extends LedgerStore<S>> {
  readonly #ledger: Ledger<S>;
  readonly #payer: Omit<Charge, 'quantity'> & { name: string };
  readonly #held: Reservation[] = [];
  #taken = 0n;

  constructor(ledger: Ledger<S>, payer: Omit<Charge, 'quantity'> & { name: string }) {
    this.#ledger = ledger;
    this.#payer = payer;
  }

  get held(): readonly Reservation[] {
    return this.#held;
  }

  /** How much in all. */
  get taken(): bigint {
    return this.#taken;
  }

  /** Takes more. Fails as the service says it when that is not to be had. */
  async take(quantity: bigint): Promise<void> {
    if (quantity <= 0n) return;
    const { name, user, project, resource } = this.#payer;
    const charges = [{ user, project, resource, quantity }];
    const serial = await issueCommission(this.#ledger, { name, charges, key: this.#ledger.ids.uuid() });
    this.#ledger.killPoint('ledger.reserved');
    this.#held.push({ serial, charges });
    this.#taken += quantity;
    await this.#ledger.signs.begin(serial);
  }

  /** The work is over. Gives back what no committed change has used. */
  async release(): Promise<void> {
    if (this.#held.length === 0) return;
    const { store, holder, log, signs } = this.#ledger;
    const serials = this.#held.map(({ serial }) => serial);
    signs.end(serials);
    try {
      const left = await store.quota.reservations.end(serials);
      await holder.resolve({ reject: left });
    } catch (error) {
      log.warn({ err: error }, 'a reservation stays pending until recovery');
    }
  }
}
