import type { Clock } from '#platform/clock';
import type { Store } from '../../store/store.ts';

/** Sessions whose use is remembered until it is written; of further ones the next minute tells. */
const MOST = 100_000;
const AT_ONCE = 1000;

/** When sessions were used, kept in memory for a minute: a row is not written with every call. */
export class SessionUse {
  readonly #clock: Clock;
  #seen = new Map<string, { secretHash: Buffer; at: Date }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  note(secretHash: Buffer): void {
    const key = secretHash.toString('latin1');
    if (this.#seen.has(key) || this.#seen.size < MOST)
      this.#seen.set(key, { secretHash, at: this.#clock.now() });
  }

  async write({ signIn }: Store): Promise<void> {
    const uses = [...this.#seen.values()];
    this.#seen = new Map();
    for (let from = 0; from < uses.length; from += AT_ONCE)
      await signIn.noteUse(uses.slice(from, from + AT_ONCE));
  }
}
