import { fail } from '../errors.ts';

const RETRY_AFTER_SECONDS = 5;

/** Lets a few pieces of work run at once and some wait; one more is refused with `too_busy` and Retry-After. */
export class Turns {
  readonly #atOnce: number;
  readonly #queue: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(options: { atOnce: number; queue: number }) {
    this.#atOnce = options.atOnce;
    this.#queue = options.queue;
  }

  /** Runs the work in its turn; its failure is the caller's, the turn passes on. */
  async take<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= this.#atOnce) {
      if (this.#waiting.length >= this.#queue) {
        fail(
          'too_busy',
          { seconds: RETRY_AFTER_SECONDS },
          { headers: { 'retry-after': String(RETRY_AFTER_SECONDS) } },
        );
      }
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else this.#running += 1;
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
