import type { BlockStore, ContentMap } from './block-store.ts';
import { packIds } from './content-hash.ts';
import { ContentMd5 } from './content-md5.ts';
import { HASHED_APART_BYTES } from './hash-threads.ts';

/** Blocks of one upload on their way to the disk at a time; with the one being filled, 12 MiB a transfer. */
const IN_FLIGHT = 2;
/** A buffer for a stream of unknown or large size starts with this and grows: most uploads are small. */
const FIRST_BYTES = 64 * 1024;

/**
 * Takes the bytes of a content as they arrive, stores them block by block, and gives the durable map at the end. A large
 * block is hashed in other threads while the next one arrives. To be disposed of, finished or not.
 */
export class ContentWriter implements Disposable {
  readonly #store: BlockStore;
  readonly #writes: Promise<string>[] = [];
  readonly #sums: Promise<void>[] = [];
  readonly #active = new Set<Promise<unknown>>();
  readonly #claim: ((name: string) => void) | undefined;
  readonly #md5: ContentMd5;
  #block: Buffer;
  #filled = 0;
  #size = 0;
  #failure: Error | undefined;

  /** `claim` is told the name of every block and of the list before it is written. */
  constructor(store: BlockStore, expectedBytes = 0, claim?: (name: string) => void) {
    this.#store = store;
    this.#claim = claim;
    this.#md5 = new ContentMd5(store.hashing);
    this.#block = this.#allocate(Math.min(store.blockSize, expectedBytes));
  }

  /** Bytes taken so far. */
  get sizeBytes(): number {
    return this.#size;
  }

  /** Takes bytes; waits while as many blocks as may be are still being hashed and written. */
  async write(bytes: Uint8Array): Promise<void> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#size += bytes.length;
    let at = 0;
    while (at < bytes.length) {
      const part = bytes.subarray(at, at + this.#store.blockSize - this.#filled);
      this.#reserve(this.#filled + part.length);
      this.#block.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#store.blockSize) await this.#flush();
    }
  }

  /** Stores what is left. The map and all its blocks are durable when this resolves. */
  async finish(): Promise<{ map: ContentMap; md5: string; blocks: string[] }> {
    if (this.#filled > 0) await this.#flush();
    const blocks = await Promise.all(this.#writes);
    await Promise.all(this.#sums);
    const map = await this.#store.putMap(packIds(blocks), this.#size, this.#claim);
    return { map, md5: await this.#md5.digest(), blocks };
  }

  /** Forgets what was not finished. Blocks that were written stay until they are collected. */
  [Symbol.dispose](): void {
    this.#md5[Symbol.dispose]();
    this.#store.buffers.give(this.#block);
    this.#block = Buffer.alloc(0);
  }

  #allocate(bytes: number): Buffer {
    return bytes < HASHED_APART_BYTES ? Buffer.allocUnsafeSlow(bytes) : this.#store.buffers.take();
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#block.length) return;
    // Whoever has filled a block will probably fill the next.
    const wanted =
      this.#writes.length > 0 ? this.#store.blockSize : Math.max(bytes, this.#block.length * 4, FIRST_BYTES);
    const larger = this.#allocate(Math.min(this.#store.blockSize, wanted));
    this.#block.copy(larger, 0, 0, this.#filled);
    this.#block = larger;
  }

  async #flush(): Promise<void> {
    const block = this.#block;
    const bytes = block.subarray(0, this.#filled);
    this.#block = Buffer.alloc(0);
    this.#filled = 0;
    const write = this.#store.putBlock(bytes, this.#claim);
    this.#writes.push(write);
    // A failure is met by the next `write` or in `finish`; an upload that is dropped before must not end the process.
    write.catch((error: Error) => (this.#failure ??= error));
    const sum = this.#md5.update(bytes);
    this.#sums.push(sum);
    const done = this.#giveBackAfter(block, [write, sum]).finally(() => this.#active.delete(done));
    this.#active.add(done);
    while (this.#active.size >= IN_FLIGHT) await Promise.race(this.#active);
  }

  async #giveBackAfter(block: Buffer, uses: Promise<unknown>[]): Promise<void> {
    await Promise.allSettled(uses);
    this.#store.buffers.give(block);
  }
}
