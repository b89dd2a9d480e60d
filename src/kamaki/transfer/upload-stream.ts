import { CommandError } from '#platform/commands/command-error';
import type { Upload, UploadResult } from './upload.ts';
import { blockFormatOf } from './upload.ts';
import { blockHash } from './block-hash.ts';
import { withRetries } from './retry.ts';

/**
 * Uploads bytes of which neither number nor end is known, such as a pipe: each block is sent as soon as it is full, some at a
 * time, and the object appears at the end, whole. It cannot be read twice: after a failure all of it has to be sent again.
 */
export async function uploadStream(
  job: Omit<Upload, 'file' | 'size' | 'existing' | 'progress'>,
  source: AsyncIterable<Uint8Array>,
): Promise<UploadResult & { bytes: number }> {
  const { blockSize } = await blockFormatOf(job);
  const hashes: string[] = [];
  const underWay = new Set<Promise<void>>();
  let broken: Error | undefined;
  let bytes = 0;
  const send = async (block: Uint8Array): Promise<void> => {
    while (underWay.size >= job.threads) await Promise.race(underWay);
    if (broken !== undefined) throw broken;
    const hash = blockHash(block);
    hashes.push(hash);
    bytes += block.length;
    const sending = putBlock(job, block, hash)
      .catch((error: Error) => void (broken ??= error))
      .finally(() => underWay.delete(sending));
    underWay.add(sending);
  };
  for await (const block of blocksOf(source, blockSize)) {
    job.signal.throwIfAborted();
    await send(block);
  }
  await Promise.all(underWay);
  if (broken !== undefined) throw broken;
  const missing = await withRetries(job.signal, () =>
    job.store.putBlocks(job.container, job.path, { bytes, hashes }, job.write),
  );
  if (missing.length > 0)
    throw new CommandError(`The cloud misses blocks of ${job.localName} that it had: send it again.`);
  return { hashes, sentBytes: bytes, unchanged: false, bytes };
}

async function putBlock(
  job: Pick<Upload, 'store' | 'container' | 'signal' | 'localName'>,
  block: Uint8Array,
  hash: string,
): Promise<void> {
  const stored = await withRetries(job.signal, () => job.store.putBlock(job.container, block));
  if (stored !== hash)
    throw new CommandError(`A block of ${job.localName} was damaged on its way: send it again.`);
}

/** The bytes in pieces of one size; the last one is shorter. */
async function* blocksOf(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let block = Buffer.allocUnsafe(size);
  let filled = 0;
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length;) {
      const part = chunk.subarray(at, at + size - filled);
      block.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled < size) continue;
      yield block;
      block = Buffer.allocUnsafe(size);
      filled = 0;
    }
  }
  if (filled > 0) yield block.subarray(0, filled);
}
