import type { ObjectStorage } from '../object-storage.ts';
import { microseconds } from '../microseconds.ts';

/** Bytes taken at identity before the bytes of an upload arrive. */
export interface Reservation {
  serial: bigint;
  account: string;
  project: string;
  bytes: bigint;
}

/** How long a reservation is believed without a sign of life, and how often the sign is given. */
const ALIVE_MS = 5 * 60_000;
const SIGN_MS = 60_000;
/** An upload of unknown length reserves this much at first and doubles it as it grows. */
const FIRST_STEP_BYTES = 16 * 1024 * 1024;
const LARGEST_STEP_BYTES = 1024 * 1024 * 1024;

/** The reservations of one upload, with the sign of life that keeps recovery from rejecting them. */
export class UploadReservations {
  readonly #storage: ObjectStorage;
  readonly #payer: { account: string; project: string; name: string };
  readonly #held: Reservation[] = [];
  #bytes = 0;
  #step = FIRST_STEP_BYTES;
  #sign: { stop(): void } | undefined;

  constructor(storage: ObjectStorage, payer: { account: string; project: string; name: string }) {
    this.#storage = storage;
    this.#payer = payer;
  }

  /** What has been taken. */
  get held(): readonly Reservation[] {
    return this.#held;
  }

  /** Takes bytes. Fails with 413 when they are not to be had. */
  async take(bytes: number): Promise<void> {
    if (bytes <= 0) return;
    const { identity, killPoint } = this.#storage;
    const { account, project, name } = this.#payer;
    const serial = await identity.issue([{ account, project, bytes: BigInt(bytes) }], name);
    killPoint('object.put.reserved');
    this.#held.push({ serial, account, project, bytes: BigInt(bytes) });
    this.#bytes += bytes;
    await this.#keep(serial);
    this.#sign ??= this.#storage.every(SIGN_MS, 'object.reservation-sign', () => this.#giveSign());
  }

  /** Takes enough for an upload that has grown to `total` bytes, in growing steps. */
  async growTo(total: number): Promise<void> {
    while (total > this.#bytes) {
      await this.take(this.#step);
      this.#step = Math.min(this.#step * 2, LARGEST_STEP_BYTES);
    }
  }

  async #giveSign(): Promise<void> {
    for (const { serial } of this.#held) await this.#keep(serial);
  }

  async #keep(serial: bigint): Promise<void> {
    const { store, clock, processId } = this.#storage;
    const aliveUntil = microseconds(clock) + BigInt(ALIVE_MS) * 1000n;
    await store.quota.keepReservation(serial, { aliveUntil, process: processId });
  }

  /** The upload is over. Gives back what no committed change has used. */
  async release(): Promise<void> {
    this.#sign?.stop();
    if (this.#held.length === 0) return;
    const { store, identity, log } = this.#storage;
    try {
      const left = await store.quota.endReservations(this.#held.map(({ serial }) => serial));
      if (left.length > 0) await identity.resolve({ reject: left });
    } catch (error) {
      log.warn({ err: error }, 'a reservation stays pending until recovery');
    }
  }
}
