import type { FileHandle } from 'node:fs/promises';
import type { ObjectBlocks } from '#contract/object-content-client';
import { blockHash, EMPTY_BLOCK } from './block-hash.ts';

/** A different block of the object, and the places that still need it. */
export interface Piece {
  hash: string;
  places: number[];
}

/** Which blocks of an object a local file still needs. */
export class BlockPlan {
  private readonly map: ObjectBlocks;
  private readonly pieces: Map<string, Piece>;

  constructor(map: ObjectBlocks) {
    this.map = map;
    this.pieces = new Map();
    for (const [place, hash] of map.bytes === 0 ? [] : map.hashes.entries()) {
      const piece = this.pieces.get(hash);
      if (piece === undefined) this.pieces.set(hash, { hash, places: [place] });
      else piece.places.push(place);
    }
  }

  /** Bytes of the block at a place; the last one is as long as the object's end leaves it. */
  sizeAt(place: number): number {
    return Math.min(this.map.blockSize, this.map.bytes - place * this.map.blockSize);
  }

  /** What must still be fetched; blocks of zeros are never fetched. */
  missing(): Piece[] {
    return [...this.pieces.values()].filter((piece) => piece.hash !== EMPTY_BLOCK && piece.places.length > 0);
  }

  /** A place of the piece where the block is longest: its end may have been cut off elsewhere. */
  longestPlace(piece: Piece): number {
    return piece.places.reduce((best, place) => (this.sizeAt(place) > this.sizeAt(best) ? place : best));
  }

  /**
   * Looks which blocks the source has right, strikes them off, and copies them into the target when that is another file.
   * Answers how many bytes that spares.
   */
  async reuse(source: FileHandle, target: FileHandle, signal: AbortSignal): Promise<number> {
    const { size } = await source.stat();
    const end = Math.min(size, this.map.bytes);
    const buffer = Buffer.allocUnsafe(Math.min(this.map.blockSize, Math.max(this.map.bytes, 1)));
    let spared = 0;
    for (let place = 0; place * this.map.blockSize < end; place += 1) {
      signal.throwIfAborted();
      const start = place * this.map.blockSize;
      const block = buffer.subarray(0, this.sizeAt(place));
      const { bytesRead } = await source.read(block, 0, block.length, start);
      const hash = this.map.hashes[place] ?? '';
      if (bytesRead !== block.length || blockHash(block) !== hash || !this.strike(hash, place)) continue;
      if (source !== target) await writeAt(target, block, start);
      spared += block.length;
    }
    return spared;
  }

  /** Makes the file as long as the object, with zeros wherever the object has a block of them. */
  async shape(target: FileHandle): Promise<void> {
    const { size } = await target.stat();
    await target.truncate(this.map.bytes);
    for (const place of this.pieces.get(EMPTY_BLOCK)?.places ?? []) {
      const start = place * this.map.blockSize;
      // Beyond the old end the file system has put zeros itself, as a hole.
      if (start < size) await writeAt(target, Buffer.alloc(this.sizeAt(place)), start);
    }
  }

  private strike(hash: string, place: number): boolean {
    const places = this.pieces.get(hash)?.places ?? [];
    const at = places.indexOf(place);
    if (at === -1) return false;
    places.splice(at, 1);
    return true;
  }
}

/** Writes all the bytes at a position of the file. */
export async function writeAt(file: FileHandle, bytes: Uint8Array, start: number): Promise<void> {
  let done = 0;
  while (done < bytes.length)
    done += (await file.write(bytes, done, bytes.length - done, start + done)).bytesWritten;
}
