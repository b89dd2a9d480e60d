import type { BlockStore, ContentMap } from '#blockstore/block-store';
import { idAt, isZeroAt } from '#blockstore/content-hash';
import { ConversionError, type FileBytes } from './qcow2.ts';

/** Blocks in memory: 64 MiB. */
const KEPT = 16;
/** A file that guests wrote in any order is read a few times over; one that is made to be read for ever is not. */
const MAX_READS_A_BLOCK = 16;

/** A content that is read here and there. A block is checked as a whole when it is read, so that some stay in memory. */
export class ContentFile implements FileBytes {
  readonly sizeBytes: number;
  readonly #store: BlockStore;
  readonly #map: ContentMap;
  readonly #kept = new Map<number, Buffer>();
  #readsLeft: number;

  constructor(store: BlockStore, map: ContentMap) {
    this.#store = store;
    this.#map = map;
    this.sizeBytes = map.sizeBytes;
    this.#readsLeft = MAX_READS_A_BLOCK * Math.ceil(map.sizeBytes / store.blockSize) + KEPT;
  }

  async read(offset: number, length: number): Promise<Buffer> {
    const parts: Buffer[] = [];
    const { blockSize } = this.#store;
    for (let at = offset; at < offset + length;) {
      const index = Math.floor(at / blockSize);
      const start = at - index * blockSize;
      const part = (await this.#block(index)).subarray(start, start + offset + length - at);
      if (part.length === 0) throw new RangeError('bytes beyond the end of the content');
      parts.push(part);
      at += part.length;
    }
    return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
  }

  async #block(index: number): Promise<Buffer> {
    const known = this.#kept.get(index);
    this.#kept.delete(index);
    const block = known ?? (await this.#load(index));
    this.#kept.set(index, block);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT) this.#kept.delete(oldest!);
    return block;
  }

  async #load(index: number): Promise<Buffer> {
    const { blockSize } = this.#store;
    const length = Math.min(blockSize, this.sizeBytes - index * blockSize);
    if (isZeroAt(this.#map.ids, index)) return Buffer.alloc(length);
    if (--this.#readsLeft < 0)
      throw new ConversionError(
        'its parts lie in too much disorder: qemu-img convert -O qcow2 puts them in order.',
      );
    const bytes = await this.#store.readBlock(idAt(this.#map.ids, index), 0, length);
    // Zeros at the end of a block are not stored.
    return bytes.length === length ? bytes : Buffer.concat([bytes], length);
  }
}
