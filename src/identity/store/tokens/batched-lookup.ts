/** Questions asked while this many are on their way are put together into the next one. */
const AT_ONCE = 2;
/** Keys of one question; more wait for the next. */
const MAX_KEYS = 256;

interface Waiting<Row> {
  resolve(row: Row | undefined): void;
  reject(error: unknown): void;
}

/**
 * Finds rows by key, several keys in one query when many are asked for at the same time. A lone question goes out at once;
 * no answer is used for a question that came after its query was sent, so nothing is ever older than the question.
 * At 64 in parallel this halves the cost of validating a token: most of it is the way to the database and back.
 */
export class BatchedLookup<Row> {
  readonly #query: (keys: Buffer[]) => Promise<Row[]>;
  readonly #keyOf: (row: Row) => Buffer;
  #next = new Map<string, { key: Buffer; waiting: Waiting<Row>[] }>();
  #running = 0;

  constructor(query: (keys: Buffer[]) => Promise<Row[]>, keyOf: (row: Row) => Buffer) {
    this.#query = query;
    this.#keyOf = keyOf;
  }

  /** The row of a key, or undefined when there is none. */
  find(key: Buffer): Promise<Row | undefined> {
    const { promise, resolve, reject } = Promise.withResolvers<Row | undefined>();
    const name = key.toString('latin1');
    const entry = this.#next.get(name);
    if (entry === undefined) this.#next.set(name, { key, waiting: [{ resolve, reject }] });
    else entry.waiting.push({ resolve, reject });
    this.#send();
    return promise;
  }

  #send(): void {
    if (this.#running >= AT_ONCE || this.#next.size === 0) return;
    const entries = [...this.#next].slice(0, MAX_KEYS);
    for (const [name] of entries) this.#next.delete(name);
    this.#running += 1;
    void this.#ask(new Map(entries)).finally(() => {
      this.#running -= 1;
      this.#send();
    });
  }

  async #ask(entries: Map<string, { key: Buffer; waiting: Waiting<Row>[] }>): Promise<void> {
    try {
      const rows = await this.#query([...entries.values()].map(({ key }) => key));
      const byKey = new Map(rows.map((row) => [this.#keyOf(row).toString('latin1'), row]));
      for (const [name, { waiting }] of entries) for (const { resolve } of waiting) resolve(byKey.get(name));
    } catch (error) {
      for (const { waiting } of entries.values()) for (const { reject } of waiting) reject(error);
    }
  }
}
