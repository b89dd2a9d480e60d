import { fail } from '../errors.ts';

/** Lists of one account that are made at a time; more wait, and too many are refused. */
const LISTS = { atOnce: 8, waiting: 64 };

/** Keeps one account's lists from taking the database, or the memory, away from everybody else. */
export class ListLimit {
  readonly #limits: { atOnce: number; waiting: number };
  readonly #running = new Map<string, number>();
  readonly #waiting = new Map<string, (() => void)[]>();

  constructor(limits = LISTS) {
    this.#limits = limits;
  }

  /** Runs the work in its turn. Fails with 503 when too many are waiting already. */
  async run<T>(account: string, work: () => Promise<T>): Promise<T> {
    const running = this.#running.get(account) ?? 0;
    if (running < this.#limits.atOnce) this.#running.set(account, running + 1);
    else await this.#wait(account);
    try {
      return await work();
    } finally {
      this.#leave(account);
    }
  }

  #wait(account: string): Promise<void> {
    const queue = this.#waiting.get(account) ?? [];
    if (queue.length >= this.#limits.waiting) fail('too_many_lists', {}, { headers: { 'retry-after': '1' } });
    this.#waiting.set(account, queue);
    return new Promise((resolve) => queue.push(resolve));
  }

  #leave(account: string): void {
    const queue = this.#waiting.get(account);
    const next = queue?.shift();
    if (queue?.length === 0) this.#waiting.delete(account);
    if (next !== undefined) return next();
    const left = (this.#running.get(account) ?? 1) - 1;
    if (left === 0) this.#running.delete(account);
    else this.#running.set(account, left);
  }
}
