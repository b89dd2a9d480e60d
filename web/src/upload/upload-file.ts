import { say } from '#text/upload';
import { ApiError } from '../api/api-error.ts';
import { isTaken } from '../api/files.ts';
import { objectsOf } from '../api/services.ts';
import { canHash, hashFile } from './hash-file.ts';
import { objectHash } from './object-hash.ts';
import { sendBytes } from './send-bytes.ts';

/** Where the bytes of an upload go. */
export interface Target {
  account: string;
  /** Who sends them: another than the account where somebody lets others write. */
  by: string;
  container: string;
  /** The whole name inside the container. */
  object: string;
}

export interface UploadSteps {
  signal: AbortSignal;
  /** An existing file of this name may be replaced (by a new version). */
  replace: boolean;
  /** An earlier attempt was cut off, perhaps after it had stored the file. */
  again: boolean;
  onChecking: (bytes: number) => void;
  onSending: (bytes: number, total: number) => void;
  /** How many bytes the cloud had before any of them was sent. */
  onKnown: (bytes: number) => void;
  /** So many bytes have arrived, beside those told before. */
  onArrived: (bytes: number) => void;
}

export type Outcome = 'stored' | 'exists';

/** Blocks sent at the same time. */
const PARALLEL = 4;
/** How often the whole list is offered again while blocks are missing (as kamaki does). */
const ROUNDS = 7;
/** Name of a block of nothing but zeros: it is never sent, and nobody had it before. */
const ZEROS = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/**
 * Stores a file. What fits one block is sent as it is; more goes as a list of block hashes, and only the blocks that the
 * cloud lacks are sent, so that an interrupted upload continues where it was; to somebody else's folder it goes as a whole, since loose blocks are taken
 * from the owner alone. Throws ApiError, AbortError when stopped, or
 * Error when the file cannot be read.
 */
export async function uploadFile(file: File, target: Target, steps: UploadSteps): Promise<Outcome> {
  const blockSize = await blockSizeOf(target, steps.signal);
  const hashes = () => hashFile(file, { blockSize, signal: steps.signal, onProgress: steps.onChecking });
  const outcome =
    file.size <= blockSize || !canHash() || target.by !== target.account
      ? await sendWhole(file, target, steps)
      : !steps.replace && (await storedHash(target, steps.signal)) !== undefined
        ? 'exists'
        : await sendMissing(file, target, { ...steps, blockSize, hashes: await hashes() });
  if (outcome === 'stored' || !steps.again || !canHash()) return outcome;
  // What exists may be this very file: the answer that said so was lost.
  const same = (await storedHash(target, steps.signal)) === (await objectHash(await hashes()));
  return same ? 'stored' : 'exists';
}

const blockSizes = new Map<string, number>();

/** Bytes of a block in this container; also finds out that the container is there. */
async function blockSizeOf({ account, container }: Target, signal: AbortSignal): Promise<number> {
  const key = `${account}/${container}`;
  const known = blockSizes.get(key);
  if (known !== undefined) return known;
  const found = await objectsOf(account, sendBytes({ signal })).container(container);
  const size = found.blockSize || 4 * 1024 * 1024;
  blockSizes.set(key, size);
  return size;
}

/** The hash of the object that is stored under the name; undefined when there is none. */
async function storedHash(
  { account, container, object }: Target,
  signal: AbortSignal,
): Promise<string | undefined> {
  return (await objectsOf(account, sendBytes({ signal })).findObject(container, object))?.hash;
}

function typeOf(file: File): string {
  return file.type === '' ? 'application/octet-stream' : file.type;
}

async function sendWhole(file: File, target: Target, steps: UploadSteps): Promise<Outcome> {
  const carry = sendBytes({ signal: steps.signal, onProgress: (sent) => steps.onSending(sent, file.size) });
  const store = objectsOf(target.account, carry);
  const write = { type: typeOf(file), overwrite: steps.replace };
  const outcome = await unlessTaken(store.putObject(target.container, target.object, write, file));
  if (outcome === 'exists') return 'exists';
  steps.onKnown(0);
  steps.onArrived(file.size);
  return 'stored';
}

async function unlessTaken<T>(asked: Promise<T>): Promise<T | 'exists'> {
  try {
    return await asked;
  } catch (error) {
    if (isTaken(error)) return 'exists';
    throw error;
  }
}

type Blocks = UploadSteps & { blockSize: number; hashes: string[] };

async function sendMissing(file: File, target: Target, blocks: Blocks): Promise<Outcome> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const missing = await offerHashes(file, target, blocks);
    if (missing === 'exists') return 'exists';
    if (round === 0) blocks.onKnown(bytesBeside(file, blocks, missing));
    if (missing.length === 0) return 'stored';
    await sendBlocks(file, target, missing, blocks);
  }
  throw new ApiError({
    status: 409,
    code: 'incomplete',
    message: say.changesAllTheTime,
    path: '',
  });
}

/** Bytes of the file in blocks that the cloud did not ask for. */
function bytesBeside(file: File, { hashes, blockSize }: Blocks, missing: readonly string[]): number {
  const asked = new Set([...missing, ZEROS]);
  return hashes.reduce(
    (sum, hash, at) => sum + (asked.has(hash) ? 0 : Math.min(blockSize, file.size - at * blockSize)),
    0,
  );
}

/** Stores the list of hashes; answers which blocks are missing, none when the file is stored. */
function offerHashes(file: File, target: Target, blocks: Blocks): Promise<string[] | 'exists'> {
  const { hashes, blockSize, signal, replace } = blocks;
  const list = { bytes: file.size, hashes, blockSize };
  const write = { type: typeOf(file), overwrite: replace };
  const store = objectsOf(target.account, sendBytes({ signal }));
  return unlessTaken(store.putBlocks(target.container, target.object, list, write));
}

/** Sends the missing blocks, some at a time; the first that fails ends the others. A wrong hash shows as still missing. */
async function sendBlocks(file: File, target: Target, missing: string[], blocks: Blocks): Promise<void> {
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
  const failed = new AbortController();
  const signal = AbortSignal.any([blocks.signal, failed.signal]);
  let next = 0;
  const takeTurns = async () => {
    while (next < slices.length) {
      const at = (next += 1) - 1;
      const body = slices[at] as Blob;
      const carry = sendBytes({ signal, onProgress: (bytes) => report(at, bytes) });
      await objectsOf(target.account, carry).putBlock(target.container, body);
      blocks.onArrived(body.size);
    }
  };
  try {
    await Promise.all(Array.from({ length: Math.min(PARALLEL, slices.length) }, takeTurns));
  } finally {
    failed.abort();
  }
}
