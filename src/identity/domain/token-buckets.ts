import type { Clock } from '#platform/clock';

/** Buckets are forgotten, the longest untouched first, above this many: a flood of names costs bounded memory (S15). */
const MAX_BUCKETS = 10_000;

interface Bucket {
  level: number;
  at: number;
}

/** Allowances that refill with time, one per key. They live in this process only: several processes allow as much each. */
export class TokenBuckets {
  readonly #capacity: number;
  readonly #perSecond: number;
  readonly #clock: Clock;
  readonly #buckets = new Map<string, Bucket>();

  constructor(options: { capacity: number; perSecond: number; clock: Clock }) {
    this.#capacity = options.capacity;
    this.#perSecond = options.perSecond;
    this.#clock = options.clock;
  }

  get capacity(): number {
    return this.#capacity;
  }

  /** Takes `cost` from a key's allowance and answers 0, or takes nothing and answers the seconds to wait. */
  take(key: string, cost: number): number {
    const now = this.#clock.monotonic();
    const bucket = this.#buckets.get(key);
    const refilled =
      bucket === undefined ? this.#capacity : bucket.level + ((now - bucket.at) / 1000) * this.#perSecond;
    const level = Math.min(this.#capacity, refilled);
    if (level < cost) return Math.max(1, Math.ceil((cost - level) / this.#perSecond));
    // Put last, so that the first entry is the one untouched for longest.
    this.#buckets.delete(key);
    this.#buckets.set(key, { level: level - cost, at: now });
    if (this.#buckets.size > MAX_BUCKETS) {
      const oldest = this.#buckets.keys().next().value;
      if (oldest !== undefined) this.#buckets.delete(oldest);
    }
    return 0;
  }
}
