import { EMPTY_HASH, strippedLength } from '#blockstore/content-hash';
import type { ObjectPath } from '../../store/sharing.ts';
import { fail } from '../../errors.ts';
import { checkHorizon } from './horizon.ts';
import type { InFlight } from './in-flight.ts';
import type { ObjectStorage } from '../object-storage.ts';
import { microseconds } from '../microseconds.ts';
import type { Caller } from '../identity-service.ts';

/** Loose blocks that an account may have within its disk space; beyond it a tenth of that counts. */
const PENDING_BYTES = 1024 ** 3;
/** Without disk space clients are told that there is none when they make the object, not before. */
const LEAST_PENDING_BYTES = 16 * 1024 ** 2;

/**
 * Stores the blocks that a body is cut into and gives their hashes in order. They count against the caller's loose
 * bytes until an object uses them, and are collected when none does.
 */
export async function uploadBlocks(
  storage: ObjectStorage,
  caller: Caller,
  path: Omit<ObjectPath, 'name'>,
  body: AsyncIterable<Uint8Array>,
): Promise<string[]> {
  if (caller.user !== path.account) fail('forbidden');
  if ((await storage.store.containers.find(path.account, path.container)) === undefined)
    fail('container_not_found');
  const allowed = await roomForLooseBlocks(storage, caller);
  const { blocks, limits } = storage;
  const hashes: string[] = [];
  let block: Buffer = Buffer.alloc(0);
  let filled = 0;
  let total = 0;
  const flush = async (): Promise<void> => {
    const bytes = block.subarray(0, filled);
    hashes.push(await storage.inFlights.during((flight) => putLooseBlock(storage, caller, bytes, flight)));
    filled = 0;
  };
  for await (const bytes of body) {
    total += bytes.length;
    if (total > limits.maxBodyBytes) fail('body_too_large', { limit: limits.maxBodyBytes });
    if (total > allowed) fail('pending_exceeded');
    for (let at = 0; at < bytes.length;) {
      const part = bytes.subarray(at, at + blocks.blockSize - filled);
      if (filled + part.length > block.length)
        block = grown(block, filled, filled + part.length, blocks.blockSize);
      block.set(part, filled);
      filled += part.length;
      at += part.length;
      if (filled === blocks.blockSize) await flush();
    }
  }
  if (filled > 0) await flush();
  return hashes;
}

function grown(block: Buffer, filled: number, needed: number, blockSize: number): Buffer {
  const larger = Buffer.allocUnsafeSlow(Math.min(blockSize, Math.max(needed, block.length * 4)));
  block.copy(larger, 0, 0, filled);
  return larger;
}

/** A block is written whoever has it already, and only then on record: neither the answer nor its time tells. */
async function putLooseBlock(
  storage: ObjectStorage,
  caller: Caller,
  bytes: Buffer,
  flight: InFlight,
): Promise<string> {
  const { blocks, store, clock, killPoint } = storage;
  const id = await blocks.putBlock(bytes, flight.claim);
  killPoint('object.blocks.block-stored');
  if (id !== EMPTY_HASH) {
    const proof = { id, size: strippedLength(bytes) };
    await store.transaction(async (tx) => {
      await checkHorizon(tx, [flight]);
      await tx.proofs.prove([caller.user], [proof], { pending: true, now: microseconds(clock) });
    });
  }
  return id;
}

async function roomForLooseBlocks(storage: ObjectStorage, caller: Caller): Promise<number> {
  const pending = await storage.store.proofs.pendingBytes(caller.user);
  const quota = await storage.identity.quotaOf(caller.user);
  const limit = [...quota.values()].reduce((sum, { limit: bytes }) => sum + bytes, 0n);
  // Never more than all of the disk space, whatever the tenth of it would be.
  const most = Math.max(Math.min(PENDING_BYTES, Number(limit)), Number(limit / 10n));
  const allowed = Math.max(most, LEAST_PENDING_BYTES) - pending;
  if (allowed <= 0) fail('pending_exceeded');
  return allowed;
}
