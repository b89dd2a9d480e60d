import type { FileHandle } from 'node:fs/promises';
import type { ObjectWrite } from '#contract/object-content-client';
import type { ContainerFacts } from '#contract/object-headers';
import type { ObjectStoreClient } from '../client/object-store.ts';
import { CommandError } from '#platform/commands/command-error';
import { eachOf } from '#platform/semaphore';
import type { Progress } from '#platform/commands/progress';
import { blockHash, topHash } from './block-hash.ts';
import { withRetries } from './retry.ts';

/** Rounds of sending what the service says is missing; more than one only when blocks are collected meanwhile. */
const ROUNDS = 7;
const LARGEST_BLOCK = 64 * 1024 * 1024;

/** An open file to send, and where to. */
export interface Upload {
  store: ObjectStoreClient;
  container: string;
  path: string;
  file: FileHandle;
  size: number;
  /** Shown to the user in errors. */
  localName: string;
  write: ObjectWrite;
  /** The object of that name that is there already and must not be replaced: fine when it is the same content. */
  existing?: { bytes: number; hash: string };
  threads: number;
  signal: AbortSignal;
  /** Makes the bar of a stage: `Calculating hashes`, `Uploading`. */
  progress(title: string, totalBytes: number): Progress;
}

/** What an upload did. */
export interface UploadResult {
  hashes: string[];
  sentBytes: number;
  /** The same content was there already: nothing was done. */
  unchanged: boolean;
}

/**
 * Uploads by hash map (spec/object-storage 2.4.4): hashes the file block by block, asks for the object, sends only the blocks
 * that the cloud does not have, several at a time, and asks again. The object appears whole or not at all, so a stopped
 * upload goes on where it was by running it again. A file that changes meanwhile is refused.
 */
export async function upload(job: Upload): Promise<UploadResult> {
  const format = await blockFormatOf(job);
  if (job.existing !== undefined && job.existing.bytes !== job.size) throw otherContent(job);
  const hashes = await hashFile(job, format.blockSize);
  if (isSame(job, hashes)) return { hashes, sentBytes: 0, unchanged: true };
  let sentBytes = 0;
  for (let round = 1; round <= ROUNDS; round += 1) {
    const map = { bytes: job.size, hashes };
    const missing = await withRetries(job.signal, () =>
      job.store.putBlocks(job.container, job.path, map, job.write),
    );
    if (missing.length === 0) return { hashes, sentBytes, unchanged: false };
    sentBytes += await sendBlocks(job, format.blockSize, hashes, missing);
  }
  throw new CommandError(
    `The cloud still misses blocks of ${job.localName} after ${ROUNDS} rounds. Run the same command again to go on.`,
  );
}

/** How the container cuts its files; another way than by SHA-256 is refused. */
export async function blockFormatOf(job: Pick<Upload, 'store' | 'container'>): Promise<ContainerFacts> {
  const format = await job.store.container(job.container);
  if (
    format.blockHash !== 'sha256' ||
    !Number.isInteger(format.blockSize) ||
    format.blockSize < 1 ||
    format.blockSize > LARGEST_BLOCK
  ) {
    throw new CommandError(
      `Container ${job.container} keeps its files in a form this client does not know (${format.blockHash}).`,
    );
  }
  return format;
}

/** True when the object is there with this content; another content that must stay is an error. */
function isSame(job: Upload, hashes: readonly string[]): boolean {
  if (job.existing === undefined) return false;
  if (job.existing.bytes === job.size && job.existing.hash === topHash(hashes)) return true;
  throw otherContent(job);
}

function otherContent(job: Upload): CommandError {
  return new CommandError(`/${job.container}/${job.path} exists with other content: add -f to replace it.`);
}

/** The hashes of the file's blocks, in order. */
async function hashFile(job: Upload, blockSize: number): Promise<string[]> {
  const bar = job.progress('Calculating hashes', job.size);
  const hashes: string[] = [];
  const buffer = Buffer.allocUnsafe(Math.min(blockSize, Math.max(job.size, 1)));
  try {
    for (let start = 0; start < job.size; start += blockSize) {
      job.signal.throwIfAborted();
      const length = Math.min(blockSize, job.size - start);
      const block = buffer.subarray(0, length);
      await readExactly(job, block, start);
      hashes.push(blockHash(block));
      bar.add(length);
    }
  } finally {
    bar.stop();
  }
  return hashes;
}

async function sendBlocks(
  job: Upload,
  blockSize: number,
  hashes: readonly string[],
  missing: readonly string[],
): Promise<number> {
  const places = missing.map((hash) => hashes.indexOf(hash));
  if (places.includes(-1)) throw new TypeError('the cloud asks for a block that this file does not have');
  const lengthAt = (place: number): number => Math.min(blockSize, job.size - place * blockSize);
  const total = places.reduce((sum, place) => sum + lengthAt(place), 0);
  const bar = job.progress('Uploading', total);
  try {
    await eachOf(places, job.threads, async (place) => {
      job.signal.throwIfAborted();
      const block = Buffer.allocUnsafe(lengthAt(place));
      await readExactly(job, block, place * blockSize);
      if (blockHash(block) !== hashes[place]) throw changed(job);
      const stored = await withRetries(job.signal, () => job.store.putBlock(job.container, block));
      if (stored !== hashes[place])
        throw new CommandError(
          `A block of ${job.localName} was damaged on its way. Run the same command again.`,
        );
      bar.add(block.length);
    });
  } finally {
    bar.stop();
  }
  return total;
}

async function readExactly(job: Upload, block: Buffer, start: number): Promise<void> {
  let done = 0;
  while (done < block.length) {
    const { bytesRead } = await job.file.read(block, done, block.length - done, start + done);
    if (bytesRead === 0) throw changed(job);
    done += bytesRead;
  }
}

function changed(job: Upload): CommandError {
  return new CommandError(
    `${job.localName} was changed while it was being uploaded: nothing was stored. Run the command again when it is quiet.`,
  );
}
