import type { BlockStore, ContentMap } from './block-store.ts';
import { idAt, isZeroAt } from './content-hash.ts';

/** A run of a content: bytes at an offset, or that many zeros, which a copy may leave out. */
export type ContentPiece = { offset: number; bytes: Buffer } | { offset: number; zeros: number };

/**
 * The content of a map from `start` to before `end`, in order and without gaps; zero runs come as numbers and joined.
 * One block is read ahead. Throws DamagedContent before any byte of a bad block is given.
 */
export async function* readContent(
  store: BlockStore,
  map: ContentMap,
  range: { start?: number; end?: number } = {},
): AsyncGenerator<ContentPiece> {
  const start = range.start ?? 0;
  const end = Math.min(range.end ?? map.sizeBytes, map.sizeBytes);
  let zerosFrom = start;
  let at = start;
  let ahead = at < end ? readPart(store, map, at, end) : undefined;
  try {
    while (ahead !== undefined) {
      const part = await ahead;
      at = part.end;
      ahead = at < end ? readPart(store, map, at, end) : undefined;
      // A rejection of the part ahead is met when it is awaited; until then it must not count as unhandled.
      ahead?.catch(() => undefined);
      if (part.bytes.length === 0) continue;
      if (part.start > zerosFrom) yield { offset: zerosFrom, zeros: part.start - zerosFrom };
      yield { offset: part.start, bytes: part.bytes };
      zerosFrom = part.start + part.bytes.length;
    }
  } finally {
    await ahead?.catch(() => undefined);
  }
  if (end > zerosFrom) yield { offset: zerosFrom, zeros: end - zerosFrom };
}

interface Part {
  start: number;
  end: number;
  bytes: Buffer;
}

async function readPart(store: BlockStore, map: ContentMap, start: number, end: number): Promise<Part> {
  const index = Math.floor(start / store.blockSize);
  const blockStart = index * store.blockSize;
  const partEnd = Math.min(blockStart + store.blockSize, end);
  const bytes = isZeroAt(map.ids, index)
    ? Buffer.alloc(0)
    : await store.readBlock(idAt(map.ids, index), start - blockStart, partEnd - blockStart);
  return { start, end: partEnd, bytes };
}

const zeros = Buffer.alloc(64 * 1024);

/** The same as plain bytes, zeros written out, as a client reads them. */
export async function* contentBytes(
  store: BlockStore,
  map: ContentMap,
  range: { start?: number; end?: number } = {},
): AsyncGenerator<Buffer> {
  for await (const piece of readContent(store, map, range)) {
    if ('bytes' in piece) yield piece.bytes;
    else
      for (let left = piece.zeros; left > 0; left -= zeros.length)
        yield zeros.subarray(0, Math.min(left, zeros.length));
  }
}
