import { createHash, hash } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

/** Bytes of a block unless a deployment chose otherwise before its first write; it never changes afterwards. */
export const BLOCK_SIZE = 4 * 1024 * 1024;
/** Name of the hash on the wire. */
export const BLOCK_HASH = 'sha256';
/** Bytes of one block id. */
export const ID_BYTES = 32;
/** Id of a block that holds nothing but zeros, and top hash of an empty list: SHA-256 of no bytes. */
export const EMPTY_HASH = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const EMPTY_ID = Buffer.from(EMPTY_HASH, 'hex');
/** Pairs hashed before other work gets a turn: about 10 ms. */
const PAIRS_IN_A_ROW = 8192;
const zeros = Buffer.alloc(64 * 1024);

/** Length of `bytes` without its trailing zero bytes. */
export function strippedLength(bytes: Uint8Array): number {
  let end = bytes.length;
  // Whole zero runs are compared natively: a byte loop over a 4 MiB hole costs milliseconds.
  while (end >= zeros.length && zeros.equals(bytes.subarray(end - zeros.length, end))) end -= zeros.length;
  while (end > 0 && bytes[end - 1] === 0) end -= 1;
  return end;
}

/** Id of a block: SHA-256 of its bytes without the trailing zeros, 64 hex digits. */
export function blockId(bytes: Uint8Array): string {
  return hash('sha256', bytes.subarray(0, strippedLength(bytes)), 'hex');
}

/** Blocks an object of `sizeBytes` has. */
export function blockCountOf(sizeBytes: number, blockSize: number): number {
  return Math.ceil(sizeBytes / blockSize);
}

/**
 * Merkle hash of a list of block ids laid end to end: one id stands for itself, longer lists are filled up with zero
 * entries to a power of two and hashed in pairs. Yields to other work, since a list may have a million ids.
 */
export async function topHash(ids: Uint8Array): Promise<string> {
  if (ids.length === 0) return EMPTY_HASH;
  let level: Buffer = Buffer.from(ids.buffer, ids.byteOffset, ids.length);
  let count = ids.length / ID_BYTES;
  // Filling up only to an even count and remembering the hash of an all-zero subtree gives the same root cheaply.
  let filler: Buffer = Buffer.alloc(ID_BYTES);
  let done = 0;
  while (count > 1) {
    const pairs = Math.ceil(count / 2);
    const next = Buffer.allocUnsafe(pairs * ID_BYTES);
    for (let pair = 0; pair < pairs; pair += 1) {
      const left = level.subarray(pair * 2 * ID_BYTES, (pair * 2 + 1) * ID_BYTES);
      const right =
        pair * 2 + 1 < count ? level.subarray((pair * 2 + 1) * ID_BYTES, (pair + 1) * 2 * ID_BYTES) : filler;
      createHash('sha256')
        .update(left)
        .update(right)
        .digest()
        .copy(next, pair * ID_BYTES);
      done += 1;
      if (done % PAIRS_IN_A_ROW === 0) await setImmediate();
    }
    filler = createHash('sha256').update(filler).update(filler).digest();
    level = next;
    count = pairs;
  }
  return level.toString('hex', 0, ID_BYTES);
}

/** Hex id at a place of a list of ids laid end to end. */
export function idAt(ids: Buffer, index: number): string {
  return ids.toString('hex', index * ID_BYTES, (index + 1) * ID_BYTES);
}

/** Whether the block at a place of the list holds nothing but zeros. */
export function isZeroAt(ids: Buffer, index: number): boolean {
  return EMPTY_ID.compare(ids, index * ID_BYTES, (index + 1) * ID_BYTES) === 0;
}

/** Lays hex ids end to end. */
export function packIds(ids: readonly string[]): Buffer {
  const packed = Buffer.allocUnsafe(ids.length * ID_BYTES);
  ids.forEach((id, index) => packed.write(id, index * ID_BYTES, 'hex'));
  return packed;
}

/** The ids of a list as hex, in order. */
export function unpackIds(ids: Buffer): string[] {
  return Array.from({ length: ids.length / ID_BYTES }, (_, index) => idAt(ids, index));
}
