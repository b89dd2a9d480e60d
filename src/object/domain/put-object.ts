import { EMPTY_HASH } from '#blockstore/content-hash';
import { ContentWriter } from '#blockstore/content-writer';
import type { ContainerRow, VersionRow } from '../store/rows.ts';
import { NORMAL } from '../store/schema.ts';
import type { BlockProof } from '../store/proofs.ts';
import type { ObjectPath, Sharing } from '../store/sharing.ts';
import type { WrittenVersion } from '../store/write-versions.ts';
import { fail, is } from '../errors.ts';
import { requireRight } from './access.ts';
import type { ObjectWrite } from './commit-queue.ts';
import { checkWrite, type Conditions, hasWriteConditions, unquote } from './conditions.ts';
import type { Caller, ObjectStorage } from './object-storage.ts';
import { type Reservation, UploadReservations } from './reservation.ts';
import { dataVersion, type NewContent } from './versions.ts';

/** Bodies up to this size are taken into memory and paid for together with others; larger ones pay before they arrive. */
const SMALL_BODY_BYTES = 64 * 1024;

/** What a write sets on an object beside its data. */
export interface ObjectHeaders {
  type: string;
  attributes: ReadonlyMap<string, string>;
  /** Undefined leaves the sharing of the path as it is. */
  sharing: Sharing | undefined;
  conditions: Conditions;
}

export interface Upload extends ObjectHeaders {
  body: AsyncIterable<Uint8Array>;
  /** Undefined for a body of unknown length. */
  length: number | undefined;
  /** MD5 that the body must have. */
  etag: string | undefined;
}

export interface StoredObject extends WrittenVersion {
  content: NewContent;
}

/**
 * Stores a body as the object's new version. Nothing is visible, and nothing charged, unless all of it arrived, matched
 * its checksum and was paid for; when this resolves it is durable.
 */
export async function putObject(
  storage: ObjectStorage,
  caller: Caller,
  path: ObjectPath,
  upload: Upload,
): Promise<StoredObject> {
  const container = await openForWriting(storage, caller, path, upload);
  if (upload.length !== undefined && upload.length > storage.limits.maxBodyBytes) fail('maximum_size');
  const { length } = upload;
  // Refused before the body is on its way, where its size is known.
  storage.disk.requireRoom(length ?? 0);
  const small = length !== undefined && length <= SMALL_BODY_BYTES;
  const { content, blocks, reserved, release } = await (small ? receiveSmall : receiveLarge)(
    storage,
    container,
    path,
    upload,
  );
  try {
    const stored = await commitUpload(storage, container, path, {
      ...writeOf(storage, caller, path, upload, content),
      uploaded: blocks,
      reserved,
    });
    return { ...stored, content };
  } finally {
    await release();
  }
}

interface Received {
  content: NewContent;
  blocks: BlockProof[];
  reserved: readonly Reservation[];
  /** Gives back what was reserved and not used. */
  release(): Promise<void>;
}

/** Takes a small body; what it costs is paid when it is committed, together with others. */
async function receiveSmall(
  storage: ObjectStorage,
  container: ContainerRow,
  _path: ObjectPath,
  upload: Upload,
): Promise<Received> {
  const arrived = storage.commits.announce(container.id);
  try {
    return { ...(await receive(storage, upload, undefined)), reserved: [], release: async () => undefined };
  } finally {
    arrived();
  }
}

/** Takes a large body, or one of unknown length, after it has been paid for. */
async function receiveLarge(
  storage: ObjectStorage,
  container: ContainerRow,
  path: ObjectPath,
  upload: Upload,
): Promise<Received> {
  const reservations = new UploadReservations(storage, {
    ...payerOf(container),
    name: path.name,
  });
  try {
    await reserveKnownLength(storage, container, path, upload.length, reservations);
    const received = await receive(storage, upload, reservations);
    return { ...received, reserved: reservations.held, release: () => reservations.release() };
  } catch (thrown) {
    await reservations.release();
    throw thrown;
  }
}

/** Rights first, then existence, then conditions: before a byte of the body is taken. */
export async function openForWriting(
  storage: ObjectStorage,
  caller: Caller,
  path: ObjectPath,
  headers: ObjectHeaders,
): Promise<ContainerRow> {
  if (caller.user !== path.account) {
    await requireRight(storage, storage.db, caller, path, 'write');
    if (headers.sharing !== undefined) fail('forbidden');
  }
  const container =
    storage.containers.get(path) ?? (await lookUp(storage, path)) ?? fail('container_not_found');
  if (hasWriteConditions(headers.conditions)) {
    const current = liveVersion(await storage.store.latestVersion(storage.db, container.id, path.name));
    checkWrite(headers.conditions, current);
  }
  return container;
}

async function lookUp(storage: ObjectStorage, path: ObjectPath): Promise<ContainerRow | undefined> {
  const container = await storage.store.findContainer(storage.db, path.account, path.container);
  if (container !== undefined) storage.containers.add(container);
  return container;
}

/** The container was looked up a moment ago: another of its name may have taken its place since. */
async function commitUpload(
  storage: ObjectStorage,
  container: ContainerRow,
  path: ObjectPath,
  write: ObjectWrite,
): Promise<WrittenVersion> {
  try {
    return await storage.commits.commit(storage, container.id, write);
  } catch (thrown) {
    if (!is(thrown, 'container_not_found')) throw thrown;
    storage.containers.forget(path);
    const successor = await lookUp(storage, path);
    if (successor === undefined || successor.id === container.id) throw thrown;
    return storage.commits.commit(storage, successor.id, write);
  }
}

export function liveVersion(version: VersionRow | undefined): VersionRow | undefined {
  return version?.cluster === NORMAL ? version : undefined;
}

export function payerOf(container: ContainerRow): { account: string; project: string } {
  return { account: container.account, project: container.policy.project };
}

async function reserveKnownLength(
  storage: ObjectStorage,
  container: ContainerRow,
  path: ObjectPath,
  length: number | undefined,
  reservations: UploadReservations,
): Promise<void> {
  const current = liveVersion(await storage.store.latestVersion(storage.db, container.id, path.name));
  if (current?.isSnapshot === true) fail('snapshot_is_fixed');
  if (length === undefined) return;
  await reserveGrowth(storage, container, current, length, reservations);
}

/** Takes what an object of `size` bytes will cost beyond what stands at its name. */
export async function reserveGrowth(
  storage: ObjectStorage,
  container: ContainerRow,
  current: VersionRow | undefined,
  size: number,
  reservations: UploadReservations,
): Promise<void> {
  const before = current?.size ?? 0;
  const { quota } = container.policy;
  if (quota > 0n && size > before) {
    const { bytes } = await storage.store.usageOf(storage.db, container.id);
    if (bytes + BigInt(size - before) > quota) fail('container_quota_exceeded', { quota });
  }
  const freed = storage.limits.freeVersioning || container.policy.versioning === 'none' ? before : 0;
  await reservations.take(size - freed);
}

async function receive(
  storage: ObjectStorage,
  upload: Upload,
  reservations: UploadReservations | undefined,
): Promise<{ content: NewContent; blocks: BlockProof[] }> {
  const { blocks, limits, killPoint } = storage;
  using writer = new ContentWriter(blocks, upload.length);
  for await (const bytes of upload.body) {
    if (writer.sizeBytes + bytes.length > limits.maxBodyBytes)
      fail('body_too_large', { limit: limits.maxBodyBytes });
    if (upload.length === undefined) await reservations?.growTo(writer.sizeBytes + bytes.length);
    await writer.write(bytes);
  }
  killPoint('object.put.bytes-written');
  if (upload.length !== undefined && writer.sizeBytes !== upload.length) fail('short_body');
  const { map, md5, blocks: ids } = await writer.finish();
  killPoint('object.put.map-stored');
  if (upload.etag !== undefined && unquote(upload.etag).toLowerCase() !== md5) fail('checksum_mismatch');
  const content = { hash: map.hash, size: map.sizeBytes, type: upload.type, checksum: md5 };
  return { content, blocks: proofsOf(ids, map.sizeBytes, blocks.blockSize) };
}

/** Blocks with their length; the block of zeros needs no proof. */
function proofsOf(ids: readonly string[], size: number, blockSize: number): BlockProof[] {
  return ids
    .map((id, index) => ({ id, size: Math.min(blockSize, size - index * blockSize) }))
    .filter(({ id }) => id !== EMPTY_HASH);
}

/** The version write of new data; conditions and uuid are settled under the container's lock. */
export function writeOf(
  storage: ObjectStorage,
  caller: Caller,
  path: ObjectPath,
  headers: ObjectHeaders,
  content: NewContent,
) {
  const uuid = storage.ids.uuid();
  return {
    name: path.name,
    caller,
    ...(headers.sharing === undefined ? {} : { sharing: headers.sharing }),
    decide: (current: Parameters<typeof dataVersion>[3]) => {
      checkWrite(headers.conditions, current);
      return dataVersion(content, { user: caller.user, uuid }, headers.attributes, current);
    },
  };
}
