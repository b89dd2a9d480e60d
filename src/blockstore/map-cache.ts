/** Enough for the lists of 100 objects of 20 GiB each. */
const CAPACITY_BYTES = 16 * 1024 * 1024;

/** Lists of blocks read lately, so that a ranged read of a large object does not read and check its list each time. */
export class MapCache {
  readonly #lists = new Map<string, Buffer>();
  #bytes = 0;

  get(name: string): Buffer | undefined {
    const list = this.#lists.get(name);
    if (list === undefined) return undefined;
    this.#lists.delete(name);
    this.#lists.set(name, list);
    return list;
  }

  set(name: string, list: Buffer): void {
    if (list.length > CAPACITY_BYTES / 4 || this.#lists.has(name)) return;
    this.#lists.set(name, list);
    this.#bytes += list.length;
    for (const [oldest, bytes] of this.#lists) {
      if (this.#bytes <= CAPACITY_BYTES) return;
      this.#lists.delete(oldest);
      this.#bytes -= bytes.length;
    }
  }
}
