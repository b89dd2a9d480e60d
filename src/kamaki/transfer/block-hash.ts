import { createHash, hash } from 'node:crypto';

/** Name of a block that has nothing but zeros (spec/object-storage 4.1). */
export const EMPTY_BLOCK = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

const ZEROS = Buffer.alloc(64 * 1024);

/** SHA-256 of the block without its trailing zero bytes, in hex: the name a block is stored under (spec/object-storage 4.2). */
export function blockHash(block: Uint8Array): string {
  return hash('sha256', withoutTrailingZeros(block), 'hex');
}

/** The top hash of an object: its block ids as a binary hash tree, filled up with zeros to a power of two (4.3). */
export function topHash(hashes: readonly string[]): string {
  if (hashes.length === 0) return EMPTY_BLOCK;
  let level: Buffer[] = hashes.map((id) => Buffer.from(id, 'hex'));
  while (!Number.isInteger(Math.log2(level.length))) level.push(Buffer.alloc(32));
  while (level.length > 1) {
    const above: Buffer[] = [];
    for (let at = 0; at < level.length; at += 2) {
      above.push(
        createHash('sha256')
          .update(level[at] as Buffer)
          .update(level[at + 1] as Buffer)
          .digest(),
      );
    }
    level = above;
  }
  return (level[0] as Buffer).toString('hex');
}

/** Compares whole pieces from the end first: a block of zeros costs microseconds instead of a loop over 4 MiB. */
function withoutTrailingZeros(block: Uint8Array): Uint8Array {
  let end = block.length;
  while (end >= ZEROS.length && ZEROS.compare(block, end - ZEROS.length, end) === 0) end -= ZEROS.length;
  while (end > 0 && block[end - 1] === 0) end -= 1;
  return block.subarray(0, end);
}
