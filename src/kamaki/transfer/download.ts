import { constants } from 'node:fs';
import { access, open, rename } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import type { ObjectBlocks } from '#contract/object-content-client';
import type { ObjectStoreClient } from '../client/object-store.ts';
import { CommandError } from '#platform/commands/command-error';
import { eachOf } from '#platform/semaphore';
import type { Progress } from '#platform/commands/progress';
import { systemReason } from '../system-reason.ts';
import { blockHash, EMPTY_BLOCK } from './block-hash.ts';
import { BlockPlan, writeAt } from './block-plan.ts';
import { partPath } from './part-path.ts';
import { withRetries } from './retry.ts';

/** What to fetch, and the local file it becomes. */
export interface Download {
  store: ObjectStoreClient;
  container: string;
  path: string;
  version?: string;
  /** Must not exist unless `resume`: then its good blocks are used and it is replaced. */
  target: string;
  resume: boolean;
  threads: number;
  signal: AbortSignal;
  progress(title: string, totalBytes: number): Progress;
}

/** What a download did. `kept` bytes were there from an earlier try. */
export interface DownloadResult {
  bytes: number;
  fetchedBytes: number;
  kept: number;
}

/**
 * Fetches the missing blocks in ranges of one fixed version, checks each against its hash, writes them into a hidden file
 * beside the target and renames it when all is there and synced. What a broken connection, Ctrl-C or a kill leaves in the
 * hidden file is used by the next run.
 */
export async function download(job: Download): Promise<DownloadResult> {
  const part = partPath(job.target);
  const map = await job.store.blocks(job.container, job.path, job.version);
  const file = await openPart(part);
  try {
    const result = map.isManifest ? await fetchStream(job, file) : await fetchBlocks(job, map, file);
    await file.sync();
    await file.close();
    await placeFile(part, job);
    return result;
  } catch (error) {
    await file.close();
    const reason = systemReason(error);
    if (reason === undefined) throw error;
    throw new CommandError(
      `Cannot write ${job.target}: ${reason}. What has come is kept in ${part}; run the same command again to go on.`,
      { cause: error },
    );
  }
}

async function openPart(part: string): Promise<FileHandle> {
  try {
    // Never through a symbolic link: the name is guessable, the folder may be one that others write to.
    return await open(part, constants.O_RDWR | constants.O_CREAT | constants.O_NOFOLLOW, 0o666);
  } catch (error) {
    throw new CommandError(`Cannot write ${part}: ${systemReason(error) ?? (error as Error).message}.`, {
      cause: error,
    });
  }
}

async function placeFile(part: string, job: Download): Promise<void> {
  if (
    !job.resume &&
    (await access(job.target).then(
      () => true,
      () => false,
    ))
  ) {
    throw new CommandError(
      `${job.target} has appeared meanwhile and was left alone; the download waits in ${part}.`,
    );
  }
  await rename(part, job.target);
}

async function fetchBlocks(job: Download, map: ObjectBlocks, file: FileHandle): Promise<DownloadResult> {
  checkMap(job, map);
  const plan = new BlockPlan(map);
  const kept = await reuseLocal(job, plan, file);
  await plan.shape(file);
  const missing = plan.missing();
  const total = missing.reduce((sum, piece) => sum + plan.sizeAt(plan.longestPlace(piece)), 0);
  const bar = job.progress('Downloading', total);
  try {
    await eachOf(missing, job.threads, async (piece) => {
      job.signal.throwIfAborted();
      const longest = plan.longestPlace(piece);
      const block = await fetchBlock(job, map, longest, plan.sizeAt(longest), piece.hash);
      for (const place of piece.places)
        await writeAt(file, block.subarray(0, plan.sizeAt(place)), place * map.blockSize);
      bar.add(block.length);
    });
  } finally {
    bar.stop();
  }
  return { bytes: map.bytes, fetchedBytes: total, kept };
}

/** What an earlier try left, and with `resume` what the target itself has right. */
async function reuseLocal(job: Download, plan: BlockPlan, file: FileHandle): Promise<number> {
  const kept = await plan.reuse(file, file, job.signal);
  if (!job.resume) return kept;
  const old = await openIfThere(job.target);
  if (old === undefined) return kept;
  try {
    return kept + (await plan.reuse(old, file, job.signal));
  } finally {
    await old.close();
  }
}

async function openIfThere(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/**
 * Writes the object to `write` from its first byte to its last, each block checked before it leaves; the next one is fetched
 * meanwhile.
 */
export async function downloadTo(
  job: Omit<Download, 'resume' | 'threads' | 'target'>,
  write: (chunk: Uint8Array) => Promise<void>,
): Promise<void> {
  const map = await job.store.blocks(job.container, job.path, job.version);
  if (map.isManifest) {
    const reply = await job.store.read(job.container, job.path, { version: job.version });
    for await (const chunk of reply.chunks) await write(chunk);
    return;
  }
  checkMap(job, map);
  const plan = new BlockPlan(map);
  const blockAt = (place: number): Promise<Buffer> => {
    const [size, hash] = [plan.sizeAt(place), map.hashes[place] ?? ''];
    return hash === EMPTY_BLOCK
      ? Promise.resolve(Buffer.alloc(size))
      : fetchBlock(job, map, place, size, hash);
  };
  const blocks = map.bytes === 0 ? 0 : map.hashes.length;
  const bar = job.progress('Downloading', map.bytes);
  let next = blocks === 0 ? undefined : blockAt(0);
  try {
    for (let place = 0; next !== undefined; place += 1) {
      const block = await next;
      next = place + 1 < blocks ? blockAt(place + 1) : undefined;
      // Awaited in its turn; a failure before that must not count as one that nobody hears of.
      next?.catch(() => undefined);
      await write(block);
      bar.add(block.length);
    }
  } finally {
    bar.stop();
  }
}

function checkMap(job: Pick<Download, 'path'>, map: ObjectBlocks): void {
  const blocks = map.bytes === 0 ? map.hashes.length : Math.ceil(map.bytes / map.blockSize);
  if (map.blockHash !== 'sha256' || map.hashes.length !== blocks)
    throw new CommandError(`The cloud's map of ${job.path} does not fit its size.`);
}

async function fetchBlock(
  job: Pick<Download, 'store' | 'container' | 'path' | 'signal'>,
  map: ObjectBlocks,
  place: number,
  size: number,
  hash: string,
): Promise<Buffer> {
  const start = place * map.blockSize;
  for (let attempt = 1; ; attempt += 1) {
    const block = await withRetries(job.signal, () =>
      job.store.readRange(job.container, job.path, map.version, [start, start + size - 1]),
    );
    if (block.length === size && blockHash(block) === hash) return block;
    if (attempt === 2)
      throw new CommandError(`Block ${place} of ${job.path} arrives damaged: it was not written.`);
  }
}

/** An object made of parts has no map of its own: read from the start, length checked. */
async function fetchStream(job: Download, file: FileHandle): Promise<DownloadResult> {
  const reply = await job.store.read(job.container, job.path, { version: job.version });
  const expected = Number(reply.headers['content-length'] ?? Number.NaN);
  const bar = job.progress('Downloading', Number.isNaN(expected) ? 0 : expected);
  let bytes = 0;
  try {
    await file.truncate(0);
    for await (const chunk of reply.chunks) {
      await writeAt(file, chunk, bytes);
      bytes += chunk.length;
      bar.add(chunk.length);
    }
  } finally {
    bar.stop();
  }
  if (!Number.isNaN(expected) && bytes !== expected)
    throw new CommandError(`${job.path} broke off after ${bytes} of ${expected} bytes.`);
  return { bytes, fetchedBytes: bytes, kept: 0 };
}
