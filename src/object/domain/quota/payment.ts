import type { Store } from '../../store/store.ts';
import { error } from '../../errors.ts';
import type { ObjectStorage } from '../object-storage.ts';
import { microseconds } from '../microseconds.ts';
import { type Provision, ReleaseTooEarly } from '../identity-service.ts';
import type { Reservation } from './reservation.ts';

/** A release waits for the acceptance of what it releases: a round trip to identity, with room for a busy moment. */
const RELEASE_TRIES = 6;
const RELEASE_WAIT_MS = 100;

export interface PaymentOptions {
  /** Name of the commission, for administrators. */
  name: string;
  /** Commissions taken before the bytes of an upload; they count towards what the change costs. */
  reserved?: readonly Reservation[];
  /** Called when the rows are committed, before identity is told. */
  committed?: () => void;
}

/** The commissions of one change: those reserved before it and the one that makes up the difference. */
export class Payment {
  readonly #storage: ObjectStorage;
  readonly #options: PaymentOptions;
  #accept: bigint[] = [];
  #reject: bigint[] = [];
  #givesBack = false;
  /** The commission that `begin` has asked for. */
  #begun: Promise<bigint> | undefined;

  constructor(storage: ObjectStorage, options: PaymentOptions) {
    this.#storage = storage;
    this.#options = options;
  }

  /** Begins to take all that the change will cost while its rows are still being written. `take` must follow. */
  begin(provisions: readonly Provision[]): void {
    if (provisions.length === 0 || (this.#options.reserved ?? []).length > 0) return;
    this.#begun = this.#issue(provisions);
    // A refusal is met in `take`; when the change fails before that, it must not end the process.
    this.#begun.catch(() => undefined);
  }

  /** Takes what the change costs and records the serials beside its rows. */
  async take(tx: Store, provisions: readonly Provision[]): Promise<void> {
    const { clock, killPoint } = this.#storage;
    this.#givesBack = provisions.some(({ bytes }) => bytes < 0n);
    const usable = await this.#usableReservations(tx);
    let missing = difference(provisions, usable);
    if (missing.some(({ bytes }) => bytes < 0n) && usable.length > 0) {
      // Less was needed than reserved. What is pending cannot be released in part, so it is taken anew.
      await this.#rejectNow(usable);
      missing = [...provisions];
    } else this.#accept.push(...usable.map(({ serial }) => serial));
    if (missing.length > 0) this.#accept.push(await (this.#begun ?? this.#issue(missing)));
    killPoint('object.put.commission-issued');
    await tx.quota.record(this.#accept, microseconds(clock));
  }

  /** Recovery may have taken a reservation for dead while this process slept: only those still on record count. */
  async #usableReservations(tx: Store): Promise<Reservation[]> {
    const reserved = this.#options.reserved ?? [];
    if (reserved.length === 0) return [];
    const serials = await tx.quota.endReservations(reserved.map(({ serial }) => serial));
    const alive = new Set(serials);
    return reserved.filter(({ serial }) => alive.has(serial));
  }

  async #rejectNow(reserved: readonly Reservation[]): Promise<void> {
    const serials = reserved.map(({ serial }) => serial);
    await this.#storage.identity.resolve({ reject: serials });
  }

  async #issue(provisions: readonly Provision[]): Promise<bigint> {
    const { identity, acceptor, log } = this.#storage;
    for (let attempt = 1; ; attempt += 1) {
      try {
        const serial = await identity.issue(provisions, this.#options.name);
        this.#reject.push(serial);
        return serial;
      } catch (thrown) {
        if (!(thrown instanceof ReleaseTooEarly)) throw thrown;
        if (attempt === RELEASE_TRIES) throw error('identity_unavailable', {}, { cause: thrown });
        log.debug({ attempt }, 'a release waits for an acceptance');
        // The acceptance may be this process's own, or another's that is on its way.
        await acceptor.idle();
        if (attempt > 1) await this.#storage.pause(RELEASE_WAIT_MS);
      }
    }
  }

  /** The rows are committed. What was given back is free for others when this resolves; what was taken counts already. */
  async accept(): Promise<void> {
    const { acceptor } = this.#storage;
    if (this.#givesBack) await acceptor.accept(this.#accept);
    else acceptor.acceptSoon(this.#accept);
  }

  /**
   * The transaction failed, or its commit was sent and the answer lost: the serial table knows which. Reservations stay
   * with whoever made them.
   */
  async settleAfterFailure(): Promise<void> {
    await this.#begun?.catch(() => undefined);
    if (this.#reject.length === 0) return;
    const { store, identity, clock, log } = this.#storage;
    try {
      // Waits for the transaction if its commit is still under way on a connection that was lost.
      const reject = await store.quota.fence(this.#reject, microseconds(clock));
      await identity.resolve({ accept: this.#reject.filter((serial) => !reject.includes(serial)), reject });
    } catch (failure) {
      log.warn({ err: failure }, 'a commission stays pending until recovery');
    }
  }
}

/** Provisions minus what is reserved, by account and project. */
function difference(provisions: readonly Provision[], reserved: readonly Reservation[]): Provision[] {
  const rest = new Map(
    provisions.map((provision) => [`${provision.account}\n${provision.project}`, { ...provision }]),
  );
  for (const { account, project, bytes } of reserved) {
    const key = `${account}\n${project}`;
    const left = rest.get(key) ?? { account, project, bytes: 0n };
    rest.set(key, { ...left, bytes: left.bytes - bytes });
  }
  return [...rest.values()].filter(({ bytes }) => bytes !== 0n);
}
