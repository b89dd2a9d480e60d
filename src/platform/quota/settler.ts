import type { KillPoint } from '../faults.ts';
import type { Logger } from '../telemetry/log.ts';
import type { QuotaHolder } from './quota-holder.ts';
import type { QuotaStore } from './quota-store.ts';

interface Parts {
  store: { readonly quota: QuotaStore };
  holder: QuotaHolder;
  killPoint: KillPoint;
  log: Logger;
  pause(milliseconds: number): Promise<void>;
}

/** How long what nobody waits for is gathered: under load five batches of uploads or more are accepted in one call. */
const GATHER_MS = 50;

/** Tells the quota holder to accept commissions whose rows are committed, many in one call. */
export class Settler {
  readonly #parts: Parts;
  #waiting: bigint[] = [];
  #gathering = false;
  #turn: Promise<void> | undefined;
  #next: Promise<void> | undefined;
  #marking: Promise<void> = Promise.resolve();

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  /** Accepts soon: for commissions that only took something, which counts as used from the moment it was taken. */
  acceptSoon(serials: readonly bigint[]): void {
    if (serials.length === 0) return;
    this.#waiting.push(...serials);
    if (this.#turn === undefined) void this.#gather();
  }

  /**
   * Resolves when the holder has accepted, or could not be reached: what is committed stays, and recovery accepts what is
   * on record.
   */
  accept(serials: readonly bigint[]): Promise<void> {
    if (serials.length === 0) return Promise.resolve();
    this.#waiting.push(...serials);
    return this.#now();
  }

  /**
   * Resolves when the holder knows of everything there is to know now; what comes meanwhile is not waited for. Needs no
   * connection to the database: those who wait here may hold one each, and together all of them.
   */
  flush(): Promise<void> {
    return this.#waiting.length > 0 ? this.#now() : (this.#turn ?? Promise.resolve());
  }

  /** Resolves when nothing is under way, the marking of rows included. */
  async done(): Promise<void> {
    while (this.#waiting.length > 0 || this.#turn !== undefined) await this.flush();
    await this.#marking;
  }

  async #gather(): Promise<void> {
    if (this.#gathering) return;
    this.#gathering = true;
    await this.#parts.pause(GATHER_MS);
    this.#gathering = false;
    if (this.#waiting.length > 0) await this.#now();
  }

  /** A call that takes along everything that waits now. */
  #now(): Promise<void> {
    if (this.#turn === undefined) {
      this.#turn = this.#run();
      return this.#turn;
    }
    this.#next ??= this.#turn.then(() => {
      this.#next = undefined;
      this.#turn = this.#run();
      return this.#turn;
    });
    return this.#next;
  }

  async #run(): Promise<void> {
    const { holder, killPoint, log } = this.#parts;
    const serials = this.#waiting.splice(0);
    try {
      await holder.resolve({ accept: serials });
      killPoint('ledger.settled');
      this.#marking = Promise.all([this.#marking, this.#mark(serials)]).then(() => undefined);
    } catch (error) {
      log.warn({ err: error, serials: serials.length }, 'commissions stay pending until recovery');
    } finally {
      if (this.#next === undefined) this.#turn = undefined;
      if (this.#turn === undefined && this.#waiting.length > 0) void this.#gather();
    }
  }

  async #mark(serials: readonly bigint[]): Promise<void> {
    const { store, log } = this.#parts;
    await store.quota.settled(serials).catch((err: unknown) => {
      log.warn({ err, serials: serials.length }, 'serials that were accepted stay on record until recovery');
    });
  }
}
