import { join } from 'node:path';
import type { DiskSpace } from '#platform/disk-space';
import { type FileSystemPort, makeDirectory, realFileSystem } from '#platform/file-system';
import { BlockStore } from './block-store.ts';
import { FilePool } from './files/file-pool.ts';
import { OwnerFiles } from './files/owner-files.ts';
import { JOURNAL_LIMITS, type JournalLimits } from './files/write-journal.ts';

export interface BlockStoreOptions {
  directory: string;
  fs?: FileSystemPort;
  /** Bytes of a block; 4 MiB in production. Never changes for a directory that holds blocks. */
  blockSize?: number;
  now?: () => number;
  journal?: JournalLimits;
  /** Where the directory is; new blocks are refused with DiskFull before its reserve is used. */
  disk?: Pick<DiskSpace, 'requireRoom' | 'wrote'>;
}

/** Opens the store in a directory, which is made when its parent exists. Several processes may share one. */
export async function openBlockStore(options: BlockStoreOptions): Promise<BlockStore> {
  const { directory, fs = realFileSystem, blockSize, disk } = options;
  const opening = { nowMs: (options.now ?? Date.now)(), journal: options.journal ?? JOURNAL_LIMITS };
  await makeDirectory(fs, directory);
  const blocks = await FilePool.open(fs, join(directory, 'blocks'), opening);
  const maps = [
    await FilePool.open(fs, join(directory, 'maps'), opening),
    await FilePool.open(fs, join(directory, 'map-copies'), opening),
  ];
  await fs.syncDirectory(directory);
  await fs.syncDirectory(join(directory, '..'));
  return new BlockStore(
    { blocks, maps, owners: new OwnerFiles(fs, join(directory, 'owners')) },
    { ...(blockSize === undefined ? {} : { blockSize }), ...(disk === undefined ? {} : { disk }) },
  );
}
