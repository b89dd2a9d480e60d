import { trailerBytes } from './trailer.ts';

/** Free buffers kept: what two transfers need. */
const KEPT = 8;
/** What is written past the system's cache begins and ends at multiples of this, in memory and in the file. */
const PAGE_BYTES = 4096;

/**
 * Memory for blocks on their way to the disk, shared with the hashing threads and used again: a new buffer of 4 MiB costs
 * more in page faults than its SHA-256. Behind each block is room for the trailer of its file.
 */
export class BlockBuffers {
  readonly #blockSize: number;
  readonly #free: Buffer[] = [];
  readonly #ours = new WeakSet<ArrayBufferLike>();

  constructor(blockSize: number) {
    this.#blockSize = blockSize;
  }

  /** A buffer for a block; its content is undefined. */
  take(): Buffer {
    const free = this.#free.pop();
    if (free !== undefined) return free;
    const bytes = wholePages(this.#blockSize + trailerBytes(this.#blockSize));
    // Memory that could grow is laid on the boundary of a page, other is not.
    const memory = new SharedArrayBuffer(bytes, { maxByteLength: bytes });
    this.#ours.add(memory);
    return Buffer.from(memory, 0, this.#blockSize);
  }

  /** Takes a buffer back that nobody reads any more. */
  give(buffer: Buffer): void {
    if (this.#ours.has(buffer.buffer) && this.#free.length < KEPT) this.#free.push(buffer);
  }

  /** A content that begins one of these buffers, and what follows it there up to the end of its file's last page. */
  pagesOf(content: Uint8Array): { pages: Buffer; room: Buffer } | undefined {
    if (!this.#ours.has(content.buffer) || content.byteOffset !== 0) return undefined;
    const end = wholePages(content.length + trailerBytes(content.length));
    const pages = Buffer.from(content.buffer, 0, end);
    return { pages, room: pages.subarray(content.length) };
  }

  /** Gives the free memory up. */
  clear(): void {
    this.#free.length = 0;
  }
}

function wholePages(bytes: number): number {
  return Math.ceil(bytes / PAGE_BYTES) * PAGE_BYTES;
}
