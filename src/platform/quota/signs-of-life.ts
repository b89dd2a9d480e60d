import type { Clock } from '../clock.ts';
import type { Logger } from '../telemetry/log.ts';
import type { QuotaStore } from './quota-store.ts';

/** How long a reservation is believed without a sign of life, and how often the sign is given. */
const ALIVE_MS = 5 * 60_000;
const SIGN_MS = 60_000;

/** Keeps recovery from rejecting what work under way in this process has reserved: one statement a minute for all of it. */
export class SignsOfLife {
  readonly #parts: { store: { readonly quota: QuotaStore }; clock: Clock; log: Logger };
  readonly #process: string;
  readonly #serials = new Set<bigint>();
  #timer: NodeJS.Timeout | undefined;

  constructor(parts: { store: { readonly quota: QuotaStore }; clock: Clock; log: Logger }, process: string) {
    this.#parts = parts;
    this.#process = process;
  }

  /** From now on, and on record when this resolves. */
  async begin(serial: bigint): Promise<void> {
    this.#serials.add(serial);
    const reserved = { aliveUntil: this.#aliveUntil(), process: this.#process };
    await this.#parts.store.quota.reservations.add(serial, reserved);
    this.#timer ??= setInterval(() => void this.#giveAll(), SIGN_MS).unref();
  }

  end(serials: readonly bigint[]): void {
    for (const serial of serials) this.#serials.delete(serial);
    if (this.#serials.size === 0) this.stop();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async #giveAll(): Promise<void> {
    try {
      await this.#parts.store.quota.reservations.prolong([...this.#serials], this.#aliveUntil());
    } catch (err) {
      this.#parts.log.warn({ err }, 'reservations get no sign of life now');
    }
  }

  #aliveUntil(): Date {
    return new Date(this.#parts.clock.now().getTime() + ALIVE_MS);
  }
}
