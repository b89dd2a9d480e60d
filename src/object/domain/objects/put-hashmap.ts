import { BLOCK_HASH, blockCountOf, EMPTY_HASH, packIds } from '#blockstore/content-hash';
import type { ContainerRow } from '../../store/rows.ts';
import type { ObjectPath } from '../../store/sharing.ts';
import { eachOf } from '#platform/semaphore';
import { fail } from '../../errors.ts';
import { checksumNow } from './checksums.ts';
import type { InFlight } from '../blocks/in-flight.ts';
import type { WritableStorage } from './writable-storage.ts';
import { microseconds } from '../microseconds.ts';
import type { Caller } from '../identity-service.ts';
import {
  liveVersion,
  type ObjectHeaders,
  openForWriting,
  reserveGrowth,
  type StoredObject,
  writeOf,
} from './put-object.ts';
import { UploadReservations } from '../quota/upload-reservations.ts';

/** A list of block hashes, as a client sends it. */
export interface Hashmap {
  bytes: number;
  hashes: readonly string[];
  blockSize?: number | undefined;
  blockHash?: string | undefined;
}

/**
 * Makes an object from blocks that the caller has uploaded before. Gives the hashes that are missing, in order and each
 * once, when there are any; nothing is stored then.
 */
export async function putHashmap(
  storage: WritableStorage,
  caller: Caller,
  path: ObjectPath,
  headers: ObjectHeaders,
  hashmap: Hashmap,
): Promise<StoredObject | { missing: string[] }> {
  const ids = checkHashmap(storage, hashmap);
  const container = await openForWriting(storage, caller, path, headers);
  await storage.room.before(storage, container.account, hashmap.bytes);
  const made = await storage.inFlights.during((flight) => {
    for (const id of ids) flight.claim(id);
    return makeObject(storage, caller, path, { container, headers, hashmap, ids, flight });
  });
  if ('content' in made) await storage.room.after(storage, container.account, made.content.size);
  return made;
}

interface HashmapWrite {
  container: ContainerRow;
  headers: ObjectHeaders;
  hashmap: Hashmap;
  ids: readonly string[];
  flight: InFlight;
}

async function makeObject(
  storage: WritableStorage,
  caller: Caller,
  path: ObjectPath,
  { container, headers, hashmap, ids, flight }: HashmapWrite,
): Promise<StoredObject | { missing: string[] }> {
  const reservations = new UploadReservations(storage, container, path.name);
  try {
    const current = liveVersion(await storage.store.objects.latest(container.id, path.name));
    if (current?.isSnapshot === true) fail('snapshot_is_fixed');
    await reserveGrowth(storage, container, current, hashmap.bytes, reservations);
    const missing = await missingBlocks(storage, caller, ids);
    if (missing.length > 0) return { missing };
    const map = await storage.blocks.putMap(packIds(ids), hashmap.bytes, flight.claim);
    storage.killPoint('object.put.map-stored');
    const content = { hash: map.hash, size: hashmap.bytes, type: headers.type, checksum: '' };
    content.checksum = await checksumNow(storage, map);
    const stored = await storage.commits.commit(storage, container.id, {
      ...writeOf(storage, caller, path, headers, content),
      named: ids,
      flight,
      reserved: reservations.held,
    });
    return { ...stored, content };
  } finally {
    await reservations.release();
  }
}

/** The ids of a list in lower case, without the one that an empty object may name. Fails with 400. */
function checkHashmap({ blocks }: WritableStorage, hashmap: Hashmap): string[] {
  const { bytes, hashes } = hashmap;
  if (
    (hashmap.blockSize ?? blocks.blockSize) !== blocks.blockSize ||
    (hashmap.blockHash ?? BLOCK_HASH) !== BLOCK_HASH
  ) {
    fail('bad_block_parameters', { blockSize: blocks.blockSize, blockHash: BLOCK_HASH });
  }
  const ids = hashes.map((hash) => hash.toLowerCase());
  if (ids.some((id) => !/^[0-9a-f]{64}$/.test(id))) fail('bad_hash');
  if (!Number.isSafeInteger(bytes) || bytes < 0) fail('bad_hashmap_size');
  if (bytes === 0 && ids.length === 1 && ids[0] === EMPTY_HASH) return [];
  if (ids.length !== blockCountOf(bytes, blocks.blockSize)) fail('bad_hashmap_size');
  return ids;
}

/** Blocks that the caller cannot use: he has not proved to hold them, or the store has lost them. */
async function missingBlocks(
  storage: WritableStorage,
  caller: Caller,
  ids: readonly string[],
): Promise<string[]> {
  const distinct = [...new Set(ids)].filter((id) => id !== EMPTY_HASH);
  const unproved = new Set(
    await storage.store.proofs.unproved(caller.user, distinct, microseconds(storage.clock)),
  );
  const proved = distinct.filter((id) => !unproved.has(id));
  await eachOf(proved, LOOKUPS_AT_ONCE, async (id) => {
    if (!(await storage.blocks.hasBlock(id))) unproved.add(id);
  });
  return distinct.filter((id) => unproved.has(id));
}

const LOOKUPS_AT_ONCE = 64;
