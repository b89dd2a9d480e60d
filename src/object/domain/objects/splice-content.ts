import type { BlockStore, ContentMap } from '#blockstore/block-store';
import { blockCountOf, EMPTY_HASH, idAt, ID_BYTES } from '#blockstore/content-hash';
import { contentBytes } from '#blockstore/read-content';
import type { BlockProof } from '../../store/blocks/proofs.ts';

/** Part of a content, from its first byte, and where it goes. */
export interface Insertion {
  map: ContentMap;
  size: number;
  offset: number;
}

/**
 * The content of `old` with the insertion over it, cut to `size`. Blocks that stay whole keep their id, on either side;
 * the others are read, mixed and stored anew: their proofs are given back, and `claim` is told their names. The last block is always hashed as cut.
 */
export async function spliceContent(
  blocks: BlockStore,
  old: ContentMap,
  insertion: Insertion,
  size: number,
  claim: (name: string) => void,
): Promise<{ map: ContentMap; made: BlockProof[] }> {
  const { blockSize } = blocks;
  const ids = Buffer.alloc(blockCountOf(size, blockSize) * ID_BYTES);
  const made: BlockProof[] = [];
  for (let index = 0; index * blockSize < size; index += 1) {
    const from = index * blockSize;
    const to = Math.min(from + blockSize, size);
    let id = keptBlock(old, insertion, blockSize, from, to);
    if (id === undefined) {
      const bytes = await mixedBlock(blocks, old, insertion, from, to);
      id = await blocks.putBlock(bytes, claim);
      if (id !== EMPTY_HASH) made.push({ id, size: bytes.length });
    }
    ids.write(id, index * ID_BYTES, 'hex');
  }
  return { map: await blocks.putMap(ids, size, claim), made };
}

function keptBlock(
  old: ContentMap,
  { map, size, offset }: Insertion,
  blockSize: number,
  from: number,
  to: number,
): string | undefined {
  const outside = to <= offset || from >= offset + size;
  const inside = from >= offset && to <= offset + size;
  const [content, at] = outside ? [old, from] : [map, from - offset];
  const aligned = at % blockSize === 0;
  const ends = Math.min(at + blockSize, content.sizeBytes) - at === to - from;
  return (outside || inside) && aligned && ends ? idAt(content.ids, at / blockSize) : undefined;
}

async function mixedBlock(
  blocks: BlockStore,
  old: ContentMap,
  { map, size, offset }: Insertion,
  from: number,
  to: number,
): Promise<Buffer> {
  const bytes = Buffer.alloc(to - from);
  await fill(blocks, bytes, old, { from, start: from, end: Math.min(to, old.sizeBytes) });
  const start = Math.max(from, offset) - offset;
  await fill(blocks, bytes, map, { from: from - offset, start, end: Math.min(to, offset + size) - offset });
  return bytes;
}

/** Copies a content from `start` to before `end` into a buffer whose first byte stands for the offset `from`. */
async function fill(
  blocks: BlockStore,
  into: Buffer,
  map: ContentMap,
  { from, start, end }: { from: number; start: number; end: number },
): Promise<void> {
  if (start >= end) return;
  let at = start - from;
  for await (const bytes of contentBytes(blocks, map, { start, end })) {
    into.set(bytes, at);
    at += bytes.length;
  }
}
