/** Reads of a block between two checks of its hash: checking all would cost a large download 40 % more processor time. */
const READS_PER_CHECK = 64;
/** Blocks remembered; 65,536 of 4 MiB are 256 GiB of hot data for about 8 MiB of memory. */
const CAPACITY = 65_536;

/** Decides which reads check the hash: the first one of each block in this process, then one in 64. */
export class ReadChecks {
  readonly #left = new Map<string, number>();

  /** Whether this read has to check the block. */
  due(id: string): boolean {
    const left = this.#left.get(id);
    if (left === undefined || left <= 1) return true;
    this.#left.set(id, left - 1);
    return false;
  }

  /** The block was checked and is good. */
  passed(id: string): void {
    this.#left.delete(id);
    this.#left.set(id, READS_PER_CHECK);
    if (this.#left.size > CAPACITY) {
      const oldest = this.#left.keys().next();
      if (oldest.done !== true) this.#left.delete(oldest.value);
    }
  }

  forget(id: string): void {
    this.#left.delete(id);
  }
}
