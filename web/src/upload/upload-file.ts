import { ApiError } from '../api/api-error.ts';
import { storePath } from '../api/files.ts';
import { call } from '../api/http.ts';
import { canHash, hashFile } from './hash-file.ts';
import { sendBytes } from './send-bytes.ts';

/** Where the bytes of an upload go. */
export interface Target {
  account: string;
  container: string;
  /** The whole name inside the container. */
  object: string;
}

export interface UploadSteps {
  signal: AbortSignal;
  /** An existing file of this name may be replaced (by a new version). */
  replace: boolean;
  onChecking: (bytes: number) => void;
  onSending: (bytes: number, total: number) => void;
}

export type Outcome = { kind: 'stored'; sent: number } | { kind: 'exists' };

/** Blocks sent at the same time. */
const PARALLEL = 4;
/** How often the whole list is offered again while blocks are missing (as kamaki does). */
const ROUNDS = 7;
const TRIES = 4;

/**
 * Stores a file. What fits one block is sent as it is; more goes as a list of block hashes, and only the blocks that the
 * cloud lacks are sent, so that an interrupted upload continues where it was. Throws ApiError, or AbortError when stopped.
 */
export async function uploadFile(file: File, target: Target, steps: UploadSteps): Promise<Outcome> {
  const blockSize = await blockSizeOf(target);
  if (file.size <= blockSize || !canHash()) return sendWhole(file, target, steps);
  if (!steps.replace && (await exists(target))) return { kind: 'exists' };
  const hashes = await hashFile(file, { blockSize, signal: steps.signal, onProgress: steps.onChecking });
  return sendMissing(file, target, { ...steps, blockSize, hashes });
}

const blockSizes = new Map<string, number>();

/** Bytes of a block in this container; also finds out that the container is there. */
async function blockSizeOf({ account, container }: Target): Promise<number> {
  const key = `${account}/${container}`;
  const known = blockSizes.get(key);
  if (known !== undefined) return known;
  const response = await call(storePath(account, container), { method: 'HEAD' });
  const size = Number(response.headers.get('x-container-block-size') ?? 4 * 1024 * 1024);
  blockSizes.set(key, size);
  return size;
}

async function exists({ account, container, object }: Target): Promise<boolean> {
  const response = await call(storePath(account, container, object), { method: 'HEAD', accept: [404] });
  return response.ok;
}

function typeOf(file: File): string {
  return file.type === '' ? 'application/octet-stream' : file.type;
}

async function sendWhole(file: File, target: Target, steps: UploadSteps): Promise<Outcome> {
  const { status } = await sendBytes(storePath(target.account, target.container, target.object), {
    method: 'PUT',
    body: file,
    headers: { 'Content-Type': typeOf(file), ...(steps.replace ? {} : { 'If-None-Match': '*' }) },
    accept: [412],
    signal: steps.signal,
    onProgress: (sent) => steps.onSending(sent, file.size),
  });
  return status === 412 ? { kind: 'exists' } : { kind: 'stored', sent: file.size };
}

type Blocks = UploadSteps & { blockSize: number; hashes: string[] };

async function sendMissing(file: File, target: Target, blocks: Blocks): Promise<Outcome> {
  let sent = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const missing = await offerHashes(file, target, blocks);
    if (missing === 'exists') return { kind: 'exists' };
    if (missing.length === 0) return { kind: 'stored', sent };
    sent += await sendBlocks(file, target, missing, blocks);
  }
  throw new ApiError({
    status: 0,
    fault: 'incomplete',
    message: 'The cloud kept asking for parts that were sent. Try again.',
    path: '',
  });
}

/** Stores the list of hashes; answers which blocks are missing, none when the file is stored. */
async function offerHashes(file: File, target: Target, blocks: Blocks): Promise<string[] | 'exists'> {
  const path = `${storePath(target.account, target.container, target.object)}?hashmap&format=json`;
  const { status, text } = await sendBytes(path, {
    method: 'PUT',
    body: JSON.stringify({
      bytes: file.size,
      block_size: blocks.blockSize,
      block_hash: 'sha256',
      hashes: blocks.hashes,
    }),
    headers: { 'Content-Type': typeOf(file), ...(blocks.replace ? {} : { 'If-None-Match': '*' }) },
    accept: [409, 412],
    signal: blocks.signal,
  });
  if (status === 412) return 'exists';
  return status === 409 ? (JSON.parse(text) as string[]) : [];
}

async function sendBlocks(file: File, target: Target, missing: string[], blocks: Blocks): Promise<number> {
  const places = missing.map((hash) => blocks.hashes.indexOf(hash) * blocks.blockSize);
  const slices = places.map((start) => file.slice(start, start + blocks.blockSize));
  const total = slices.reduce((sum, slice) => sum + slice.size, 0);
  const progress = new Array<number>(slices.length).fill(0);
  const report = (at: number, bytes: number) => {
    progress[at] = bytes;
    blocks.onSending(
      progress.reduce((sum, each) => sum + each, 0),
      total,
    );
  };
  report(0, 0);
  let next = 0;
  const takeTurns = async () => {
    while (next < slices.length) {
      const at = (next += 1) - 1;
      await sendBlock(slices[at] as Blob, target, blocks.signal, (bytes) => report(at, bytes));
    }
  };
  await Promise.all(Array.from({ length: Math.min(PARALLEL, slices.length) }, takeTurns));
  return total;
}

/** Sends one block; what fails on the way is tried again with growing pauses. A wrong hash shows as still missing. */
async function sendBlock(
  block: Blob,
  target: Target,
  signal: AbortSignal,
  onProgress: (bytes: number) => void,
): Promise<void> {
  const path = `${storePath(target.account, target.container)}?update&format=json`;
  for (let tried = 1; ; tried += 1) {
    try {
      await sendBytes(path, {
        method: 'POST',
        body: block,
        headers: { 'Content-Type': 'application/octet-stream' },
        signal,
        onProgress,
      });
      return;
    } catch (error) {
      const passing =
        error instanceof ApiError && (error.status === 0 || error.status === 429 || error.status >= 500);
      if (!passing || tried === TRIES) throw error;
      await pause(500 * 2 ** tried, signal);
    }
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      reject(new DOMException('stopped', 'AbortError'));
    });
  });
}
