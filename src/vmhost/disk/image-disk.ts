import { open, rename, rm } from 'node:fs/promises';
import { realFileSystem } from '#platform/file-system';
import type { BlockStore } from '#blockstore/block-store';
import { readContent } from '#blockstore/read-content';
import { dirname } from 'node:path';

/** An image as the create call names it: `pithosmap://<hash>/<bytes>`, or nothing for an empty disk. */
export interface ImageSource {
  mapHash: string;
  sizeBytes: number;
}

/** Reads `pithosmap://<64 hex>/<bytes>`; undefined for `null`, which leaves the disk empty. Throws RangeError otherwise. */
export function parseImageId(id: string): ImageSource | undefined {
  if (id === 'null') return undefined;
  const match = /^pithosmap:\/\/([0-9a-f]{64})\/(\d{1,16})$/.exec(id);
  const sizeBytes = Number(match?.[2] ?? '0');
  if (match === null || !Number.isSafeInteger(sizeBytes))
    throw new RangeError('the image is not named by its map and size');
  return { mapHash: match[1] ?? '', sizeBytes };
}

export interface DiskProgress {
  /** Bytes of the image that are on the disk, holes included. */
  (position: number, total: number): void;
}

/** A disk to be made. An image of one partition stands at `offset`, behind a `head` with the table. */
export interface DiskWanted {
  path: string;
  bytes: number;
  head?: Buffer;
  offset?: number;
}

/**
 * Makes a sparse raw disk that holds the image; nothing in the image is looked at (C1). The disk
 * appears under its name whole and synced, or not at all. Rejects with the block store's DamagedContent, the system's
 * errno error, or the signal's reason.
 */
export async function writeImageDisk(
  store: BlockStore,
  image: ImageSource | undefined,
  disk: DiskWanted,
  progress: DiskProgress,
  signal: AbortSignal,
): Promise<void> {
  const { head, offset = 0 } = disk;
  if (image !== undefined && offset + image.sizeBytes > disk.bytes)
    throw new RangeError('the image is larger than the disk');
  const partial = `${disk.path}.part`;
  await rm(partial, { force: true });
  const file = await open(partial, 'wx', 0o600);
  try {
    await file.truncate(disk.bytes);
    if (head !== undefined) await writeAll(file, head, 0);
    if (image !== undefined) {
      const map = await store.openMap(image.mapHash, image.sizeBytes);
      for await (const piece of readContent(store, map)) {
        signal.throwIfAborted();
        if ('bytes' in piece) {
          await writeSparse(file, piece.bytes, offset + piece.offset);
          progress(piece.offset + piece.bytes.length, image.sizeBytes);
        } else progress(piece.offset + piece.zeros, image.sizeBytes);
      }
    }
    await file.sync();
    await file.close();
    await rename(partial, disk.path);
    await realFileSystem.syncDirectory(dirname(disk.path));
  } catch (error) {
    await file.close();
    await rm(partial, { force: true });
    throw error;
  }
}

/** Runs of zeros of this many bytes become holes. */
const HOLE_BYTES = 64 * 1024;
const zeros = Buffer.alloc(HOLE_BYTES);

async function writeSparse(
  file: Awaited<ReturnType<typeof open>>,
  bytes: Buffer,
  offset: number,
): Promise<void> {
  let from = 0;
  while (from < bytes.length) {
    const isHole = zeros.equals(bytes.subarray(from, from + HOLE_BYTES));
    let to = from + HOLE_BYTES;
    while (!isHole && to < bytes.length && !zeros.equals(bytes.subarray(to, to + HOLE_BYTES)))
      to += HOLE_BYTES;
    if (!isHole) await writeAll(file, bytes.subarray(from, to), offset + from);
    from = to;
  }
}

async function writeAll(
  file: Awaited<ReturnType<typeof open>>,
  bytes: Buffer,
  position: number,
): Promise<void> {
  let done = 0;
  while (done < bytes.length) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
