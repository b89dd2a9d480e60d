import { LRUCache } from 'lru-cache';

/** From then on planning anew would cost more than keeping the plan: for a GET it is five times the work of the query itself. */
const OFTEN = 30;
/** Each connection keeps the plans of so many, in some tens of kilobytes. */
const MOST_NAMES = 100;
const MOST_TEXTS = 1_000;
/** Rows by the hundred in one statement are planned anew: that is the smaller part of their work. */
const MOST_PARAMETERS = 100;

/**
 * Which statements of a pool have a name, by which connections keep their plans: those that this process has run often. The words
 * of statements are few, as values travel beside them. One for all that use the pool.
 */
export class PreparedStatements {
  readonly #uses = new LRUCache<string, { count: number; name?: string }>({ max: MOST_TEXTS });
  #names = 0;

  /** Counts a use; the statement's name from the thirtieth on. One without parameters (begin, commit) gets none. */
  nameOf(text: string, parameters: readonly unknown[]): string | undefined {
    if (parameters.length === 0 || parameters.length > MOST_PARAMETERS) return undefined;
    const use = this.#uses.get(text) ?? { count: 0 };
    if (use.count === 0) this.#uses.set(text, use);
    use.count += 1;
    if (use.name === undefined && use.count >= OFTEN && this.#names < MOST_NAMES)
      use.name = `often_${(this.#names += 1)}`;
    return use.name;
  }
}
