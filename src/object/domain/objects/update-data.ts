import type { ContentMap } from '#blockstore/block-store';
import { ContentWriter } from '#blockstore/content-writer';
import { EMPTY_HASH, unpackIds } from '#blockstore/content-hash';
import type { BlockProof } from '../../store/blocks/proofs.ts';
import type { ObjectPath, Sharing } from '../../store/sharing.ts';
import { error, fail, is } from '../../errors.ts';
import { requireRight } from '../sharing/access.ts';
import { checksumNow } from './checksums.ts';
import { checkWrite, type Conditions } from '../conditions.ts';
import { changedMetadata } from '../metadata.ts';
import { countedUpload, countWritten, type Progress } from './counted-upload.ts';
import type { InFlight } from '../blocks/in-flight.ts';
import type { WritableStorage } from './writable-storage.ts';
import type { Caller } from '../identity-service.ts';
import { liveVersion, type StoredObject } from './put-object.ts';
import type { UpdateRange } from './ranges.ts';
import { mapOf, openForReading } from './read-object.ts';
import { UploadReservations } from '../quota/upload-reservations.ts';
import { spliceContent } from './splice-content.ts';
import { dataVersion } from '../versions.ts';
import { requireWhole } from './whole-content.ts';

/** Bytes for an update: a body, or another object from its first byte. */
export type UpdateSource =
  | { kind: 'body'; body: AsyncIterable<Uint8Array>; length: number | undefined }
  | { kind: 'object'; path: ObjectPath; version?: bigint | 'unknown' };

export interface DataUpdate {
  range: UpdateRange;
  source: UpdateSource;
  /** Size to cut the object to afterwards, if it is larger. */
  truncate: number | undefined;
  metadata: ReadonlyMap<string, string>;
  merge: boolean;
  sharing: Sharing | undefined;
  conditions: Conditions;
}

/** Somebody else changed the object between reading and committing: so often it is tried again. */
const TRIES = 20;

/** Writes bytes into an object, appends to it, or cuts it: one new version. Updates of one object never lose each other. */
export async function updateData(
  storage: WritableStorage,
  caller: Caller,
  path: ObjectPath,
  update: DataUpdate,
): Promise<StoredObject> {
  const opened = await openForReading(storage, caller, path);
  checkWrite(update.conditions, opened.version);
  const { start, total } = update.range;
  if (start !== 'end' && start > opened.version.size) fail('range_not_satisfiable');
  if (total !== undefined && total !== opened.version.size) fail('range_not_satisfiable');
  await storage.room.before(storage, path.account, update.source.kind === 'body' ? update.source.length : 0);
  return countedUpload(storage, path.account, async (progress) => {
    const stored = await updateOpened(storage, caller, path, update, {
      containerId: opened.containerId,
      progress,
    });
    // What was sent is on the disk as it came, and mixed with the object's blocks.
    await countWritten(storage, path.account, progress);
    await storage.room.after(storage, path.account, progress.bytes);
    return stored;
  });
}

async function updateOpened(
  storage: WritableStorage,
  caller: Caller,
  path: ObjectPath,
  update: DataUpdate,
  { containerId, progress }: { containerId: bigint; progress: Progress },
): Promise<StoredObject> {
  const { length } = update.range;
  const piece = await pieceOf(storage, caller, path, update, progress);
  if (length !== undefined && piece.size < length) fail('source_too_short');
  await requireRight(storage.store, caller, path, update.sharing === undefined ? 'write' : 'owner');
  // One update of an object at a time in this process; others are seen at commit and repeated.
  return storage.turns.run(`${containerId}/${path.name}`, () =>
    spliceUntilDone(storage, caller, path, update, piece),
  );
}

interface Piece {
  map: ContentMap;
  /** Bytes to take of it. */
  size: number;
  proofs: BlockProof[];
  /** Its blocks, when they are another object's. */
  shared: ReadonlySet<string>;
  flight: InFlight;
}

async function pieceOf(
  storage: WritableStorage,
  caller: Caller,
  path: ObjectPath,
  update: DataUpdate,
  progress: Progress,
): Promise<Piece> {
  const { flight } = progress;
  const { source, range } = update;
  if (source.kind === 'object') {
    const opened = await openForReading(storage, caller, source.path, source.version);
    if (opened.version.isSnapshot && opened.version.available !== 1) fail('not_available');
    const map = await mapOf(storage, opened.version);
    const ids = unpackIds(map.ids);
    for (const id of ids) flight.claim(id);
    await requireWhole(storage, opened.version);
    const size = Math.min(range.length ?? map.sizeBytes, map.sizeBytes);
    return { map, size, proofs: [], shared: new Set(ids), flight };
  }
  await requireRight(storage.store, caller, path, 'write');
  if (source.length !== undefined && range.length !== undefined && source.length !== range.length)
    fail('length_mismatch');
  const { blocks, limits } = storage;
  using writer = new ContentWriter(blocks, source.length, flight.claim);
  for await (const bytes of source.body) {
    if (writer.sizeBytes + bytes.length > limits.maxBodyBytes)
      fail('body_too_large', { limit: limits.maxBodyBytes });
    progress.bytes += bytes.length;
    await writer.write(bytes);
  }
  if (source.length !== undefined && writer.sizeBytes !== source.length) fail('short_body');
  if (range.length !== undefined && writer.sizeBytes !== range.length) fail('length_mismatch');
  const { map, blocks: ids } = await writer.finish();
  storage.killPoint('object.update.bytes-written');
  return {
    map,
    size: map.sizeBytes,
    flight,
    shared: new Set(),
    proofs: ids.filter((id) => id !== EMPTY_HASH).map((id) => ({ id, size: blocks.blockSize })),
  };
}

async function spliceUntilDone(
  storage: WritableStorage,
  caller: Caller,
  path: ObjectPath,
  update: DataUpdate,
  piece: Piece,
): Promise<StoredObject> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await splice(storage, caller, path, update, piece);
    } catch (thrown) {
      if (!is(thrown, 'changed_meanwhile') || attempt === TRIES) throw thrown;
    }
  }
}

async function splice(
  storage: WritableStorage,
  caller: Caller,
  path: ObjectPath,
  update: DataUpdate,
  piece: Piece,
): Promise<StoredObject> {
  const { store, blocks } = storage;
  const container = await store.containers.find(path.account, path.container);
  if (container === undefined) return fail('container_not_found');
  const before = liveVersion(await store.objects.latest(container.id, path.name));
  if (before === undefined) return fail('object_not_found');
  if (before.isSnapshot) fail('snapshot_is_fixed');
  const offset = update.range.start === 'end' ? before.size : update.range.start;
  if (offset > before.size) fail('range_not_satisfiable');
  if (update.range.total !== undefined && offset + piece.size > before.size) fail('range_not_satisfiable');
  const size = Math.min(
    Math.max(before.size, offset + piece.size),
    update.truncate ?? Number.MAX_SAFE_INTEGER,
  );
  const reservations = new UploadReservations(storage, container, path.name);
  try {
    await reservations.take(BigInt(size - before.size));
    const old = await mapOf(storage, before);
    const { map, made } = await spliceContent(
      blocks,
      old,
      { map: piece.map, size: piece.size, offset },
      size,
      piece.flight.claim,
    );
    storage.killPoint('object.update.map-stored');
    const content = { hash: map.hash, size, type: before.type, checksum: await checksumNow(storage, map) };
    const stored = await storage.commits.commit(storage, container.id, {
      name: path.name,
      caller,
      uploaded: [...piece.proofs, ...made],
      shared: unpackIds(map.ids).filter((id) => piece.shared.has(id)),
      reserved: reservations.held,
      flight: piece.flight,
      ...(update.sharing === undefined ? {} : { sharing: update.sharing }),
      decide(current) {
        if (current === undefined) throw error('object_not_found');
        if (current.serial !== before.serial) throw error('changed_meanwhile');
        checkWrite(update.conditions, current);
        const attributes = changedMetadata(storage, current.attributes, update.metadata, update.merge);
        return dataVersion(content, { user: caller.user, uuid: current.uuid }, attributes, current);
      },
    });
    return { ...stored, content };
  } finally {
    await reservations.release();
  }
}
