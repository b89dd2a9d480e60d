/** Free buffers kept: what two transfers need. */
const KEPT = 8;

/**
 * Memory for blocks on their way to the disk, shared with the hashing threads and used again: a new buffer of 4 MiB costs
 * more in page faults than its SHA-256.
 */
export class BlockBuffers {
  readonly #blockSize: number;
  readonly #free: Buffer[] = [];

  constructor(blockSize: number) {
    this.#blockSize = blockSize;
  }

  /** A buffer of at least `bytes`, at most a block; its content is undefined. */
  take(bytes: number): Buffer {
    if (bytes < this.#blockSize) return Buffer.from(new SharedArrayBuffer(bytes));
    return this.#free.pop() ?? Buffer.from(new SharedArrayBuffer(this.#blockSize));
  }

  /** Takes a buffer back that nobody reads any more. */
  give(buffer: Buffer): void {
    if (buffer.length === this.#blockSize && this.#free.length < KEPT) this.#free.push(buffer);
  }

  /** Gives the free memory up. */
  clear(): void {
    this.#free.length = 0;
  }
}
