import type { BlockStore, ContentMap } from '#blockstore/block-store';
import { ContentMd5 } from '#blockstore/content-md5';
import { contentBytes } from '#blockstore/read-content';
import type { ObjectStorage } from '../object-storage.ts';

/** Versions looked at in one turn of the worker. */
const TURN = 200;
/** Contents summed at a time; each is one stream of reads. */
const STREAMS = 2;

/** MD5 of a content: known from an equal one, or read now when it is not too large; else empty, for the worker. */
export async function checksumNow(storage: ObjectStorage, map: ContentMap): Promise<string> {
  const known = await storage.store.checksums.known(map.hash, map.sizeBytes);
  if (known !== undefined) return known;
  return map.sizeBytes <= storage.limits.md5AtOnceBytes ? md5Of(storage.blocks, map) : '';
}

async function md5Of(blocks: BlockStore, map: ContentMap, signal?: AbortSignal): Promise<string> {
  using md5 = new ContentMd5(blocks.hashing);
  for await (const bytes of contentBytes(blocks, map)) {
    signal?.throwIfAborted();
    await md5.update(bytes);
  }
  return await md5.digest();
}

/**
 * Fills in the MD5 of contents that were too large to read at once. Accounts take turns, so that one enormous list of
 * blocks does not keep everybody else waiting. Gives the number done.
 */
export async function sumContents(storage: ObjectStorage, signal: AbortSignal): Promise<number> {
  const waiting = await storage.store.checksums.unsummed(TURN);
  const firstOfEach = [...Map.groupBy(waiting, ({ account }) => account).values()].map((versions) =>
    versions.reduce((smallest, version) => (version.size < smallest.size ? version : smallest)),
  );
  let done = 0;
  const work = firstOfEach[Symbol.iterator]();
  const stream = async (): Promise<void> => {
    for (const { hash, size } of work) {
      if (signal.aborted) return;
      const checksum = await md5Of(storage.blocks, await storage.blocks.openMap(hash, size), signal);
      await storage.store.checksums.set({ hash, size, checksum });
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: STREAMS }, stream));
  return done;
}
