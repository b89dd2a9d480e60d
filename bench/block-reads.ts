import { hash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openBlockStore } from '#blockstore/open-block-store';

const BLOCKS = 16;
const SMALL = 512;

/** What reading one thing again and again takes, without HTTP and database: the files are in the page cache. */
export interface BlockRead {
  what: string;
  wallMs: number;
  processorMs: number;
}

/** Reads of the block store alone, and for comparison a SHA-256 of the same bytes. */
export async function measureBlockReads(): Promise<BlockRead[]> {
  const directory = mkdtempSync(join(tmpdir(), 'synnefo-blocks-'));
  const store = await openBlockStore({ directory });
  try {
    const large: string[] = [];
    const small: string[] = [];
    for (let count = 0; count < BLOCKS; count += 1)
      large.push(await store.putBlock(randomBytes(store.blockSize)));
    for (let count = 0; count < SMALL; count += 1) small.push(await store.putBlock(randomBytes(4096)));
    const bytes = await store.readBlock(large[0]!);
    const at = (count: number): string => large[count % BLOCKS]!;
    return [
      await measure('block of 4 MiB', 160, (count) => store.readBlock(at(count))),
      await measure('4 KiB of a block of 4 MiB', 3000, (count) =>
        store.readBlock(at(count), 4096 * (count % 1024), 4096 * ((count % 1024) + 1)),
      ),
      await measure('block of 4 KiB', 3000, (count) => store.readBlock(small[count % SMALL]!, 0, 4096)),
      await measure('SHA-256 of 4 MiB', 100, async () => hash('sha256', bytes)),
    ];
  } finally {
    await store.close();
    rmSync(directory, { recursive: true, force: true });
  }
}

async function measure(
  what: string,
  times: number,
  work: (count: number) => Promise<unknown>,
): Promise<BlockRead> {
  // Once over everything, so that nothing is read, or hashed, for the first time.
  for (let count = 0; count < SMALL; count += 1) await work(count % times);
  const processor = process.cpuUsage();
  const began = performance.now();
  for (let count = 0; count < times; count += 1) await work(count);
  const { user, system } = process.cpuUsage(processor);
  return {
    what,
    wallMs: (performance.now() - began) / times,
    processorMs: (user + system) / 1000 / times,
  };
}
