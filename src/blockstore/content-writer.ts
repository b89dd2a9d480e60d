import { type Hash, createHash } from 'node:crypto';
import type { BlockStore, ContentMap } from './block-store.ts';
import { packIds } from './content-hash.ts';

/** Blocks of one upload on their way to the disk at a time; with the one being filled, 12 MiB a transfer. */
const IN_FLIGHT = 2;
/** A buffer for a stream of unknown or large size starts with this and grows: most uploads are small. */
const FIRST_BYTES = 64 * 1024;

/** Takes the bytes of a content as they arrive, stores them block by block, and gives the durable map at the end. */
export class ContentWriter {
  readonly #store: BlockStore;
  readonly #md5: Hash = createHash('md5');
  readonly #writes: Promise<string>[] = [];
  readonly #active = new Set<Promise<unknown>>();
  #block: Buffer;
  #filled = 0;
  #size = 0;

  constructor(store: BlockStore, expectedBytes = 0) {
    this.#store = store;
    this.#block = Buffer.allocUnsafeSlow(Math.min(store.blockSize, expectedBytes));
  }

  /** Bytes taken so far. */
  get sizeBytes(): number {
    return this.#size;
  }

  /** Takes bytes; waits while as many blocks as may be are still being written. */
  async write(bytes: Uint8Array): Promise<void> {
    this.#md5.update(bytes);
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
    const map = await this.#store.putMap(packIds(blocks), this.#size);
    return { map, md5: this.#md5.digest('hex'), blocks };
  }

  #reserve(bytes: number): void {
    if (bytes <= this.#block.length) return;
    // Whoever has filled a block will probably fill the next.
    const wanted =
      this.#writes.length > 0 ? this.#store.blockSize : Math.max(bytes, this.#block.length * 4, FIRST_BYTES);
    const size = Math.min(this.#store.blockSize, wanted);
    const larger = Buffer.allocUnsafeSlow(size);
    this.#block.copy(larger, 0, 0, this.#filled);
    this.#block = larger;
  }

  async #flush(): Promise<void> {
    const write = this.#store.putBlock(this.#block.subarray(0, this.#filled));
    this.#writes.push(write);
    // A failure is met in `finish`; an upload that is dropped before that must not end the process.
    const settled: Promise<unknown> = write.then(
      () => this.#active.delete(settled),
      () => this.#active.delete(settled),
    );
    this.#active.add(settled);
    this.#block = Buffer.alloc(0);
    this.#filled = 0;
    while (this.#active.size >= IN_FLIGHT) await Promise.race(this.#active);
  }
}
