/** Gives a place back; once more does nothing. */
export type Release = () => void;

export interface SemaphoreOptions {
  /** Places of a key. */
  atOnce: number | ((key: string) => number);
  /** Who may wait for one of them; without end unless given. */
  waiting?: number;
  /** Throws what a caller is told who would be one too many to wait. */
  refuse?: () => never;
}

interface Line {
  used: number;
  /** In the order in which they came. */
  waiting: Set<() => void>;
}

/** Lets so much run at a time for each key, and the rest wait in line. Nothing is kept of keys without work. */
export class Semaphore {
  readonly #options: SemaphoreOptions;
  readonly #lines = new Map<string, Line>();

  constructor(options: SemaphoreOptions) {
    this.#options = options;
  }

  /** Keys with work at present. */
  get size(): number {
    return this.#lines.size;
  }

  /** Runs the work in its turn; its failure is the caller's, the turn passes on. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const release = await this.take(key);
    try {
      return await work();
    } finally {
      release();
    }
  }

  /** A place at once when one is free. */
  tryTake(key: string): Release | undefined {
    const { atOnce } = this.#options;
    const line = this.#lines.get(key) ?? { used: 0, waiting: new Set() };
    if (line.used >= (typeof atOnce === 'number' ? atOnce : atOnce(key))) return undefined;
    this.#lines.set(key, line);
    line.used += 1;
    return this.#releaseOf(key, line);
  }

  /** A place when it is one's turn. Rejects with the signal's reason, and takes none then, when that comes first. */
  async take(key: string, signal?: AbortSignal): Promise<Release> {
    signal?.throwIfAborted();
    const now = this.tryTake(key);
    if (now !== undefined) return now;
    const line = this.#lines.get(key)!;
    const { waiting = Infinity, refuse } = this.#options;
    if (line.waiting.size >= waiting) refuse?.();
    return new Promise((resolve, reject) => {
      const turn = (): void => {
        signal?.removeEventListener('abort', leave);
        resolve(this.#releaseOf(key, line));
      };
      const leave = (): void => {
        line.waiting.delete(turn);
        reject(signal?.reason as Error);
      };
      signal?.addEventListener('abort', leave, { once: true });
      line.waiting.add(turn);
    });
  }

  #releaseOf(key: string, line: Line): Release {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      const [next] = line.waiting;
      if (next !== undefined) {
        // The place passes on; it was never free for those who come later.
        line.waiting.delete(next);
        next();
      } else {
        line.used -= 1;
        if (line.used === 0) this.#lines.delete(key);
      }
    };
  }
}

/**
 * Works on all items, so many at a time. After a failure none is begun; it is thrown when those under way have ended, so that
 * nothing is at work any more on what the caller closes then.
 */
export async function eachOf<Item>(
  items: Iterable<Item>,
  atOnce: number,
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const left = items[Symbol.iterator]();
  const failures: unknown[] = [];
  const worker = async (): Promise<void> => {
    while (failures.length === 0) {
      const next = left.next();
      if (next.done === true) return;
      try {
        await work(next.value);
      } catch (error) {
        failures.push(error);
      }
    }
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  if (failures.length > 0) throw failures[0];
}
