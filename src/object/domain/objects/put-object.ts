import { EMPTY_HASH } from '#blockstore/content-hash';
import { ContentWriter } from '#blockstore/content-writer';
import type { ContainerRow, VersionRow, WrittenVersion } from '../../store/rows.ts';
import { NORMAL } from '../../store/schema.ts';
import type { BlockProof } from '../../store/blocks/proofs.ts';
import type { ObjectPath, Sharing } from '../../store/sharing.ts';
import { fail } from '../../errors.ts';
import { requireRight } from '../sharing/access.ts';
import { checkWrite, type Conditions, hasWriteConditions, unquote } from '../conditions.ts';
import { countedUpload, type Progress } from './counted-upload.ts';
import type { WritableStorage } from './writable-storage.ts';
import type { Caller } from '../identity-service.ts';
import { commitIn, openContainer } from '../containers/open-container.ts';
import type { Reservation } from '#platform/quota/reservations';
import { UploadReservations } from '../quota/upload-reservations.ts';
import { dataVersion, type NewContent } from '../versions.ts';

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
  storage: WritableStorage,
  caller: Caller,
  path: ObjectPath,
  upload: Upload,
): Promise<StoredObject> {
  const container = await openForWriting(storage, caller, path, upload);
  if (upload.length !== undefined && upload.length > storage.limits.maxBodyBytes) fail('maximum_size');
  // Refused before the body is on its way, where its size is known.
  storage.disk.requireRoom(upload.length ?? 0);
  await storage.room.before(storage, container.account, upload.length);
  const stored = await countedUpload(storage, container.account, (progress) =>
    receiveAndCommit(storage, caller, { container, path, upload, progress }),
  );
  await storage.room.after(storage, container.account, stored.content.size);
  return stored;
}

interface Arrival {
  container: ContainerRow;
  path: ObjectPath;
  upload: Upload;
  progress: Progress;
}

async function receiveAndCommit(
  storage: WritableStorage,
  caller: Caller,
  arrival: Arrival,
): Promise<StoredObject> {
  const { container, path, upload, progress } = arrival;
  const small = upload.length !== undefined && upload.length <= SMALL_BODY_BYTES;
  const { content, blocks, reserved, release } = await (small ? receiveSmall : receiveLarge)(
    storage,
    arrival,
  );
  try {
    const stored = await commitIn(storage, container, path, {
      ...writeOf(storage, caller, path, upload, content),
      uploaded: blocks,
      reserved,
      flight: progress.flight,
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
  storage: WritableStorage,
  { container, upload, progress }: Arrival,
): Promise<Received> {
  const arrived = storage.commits.announce(container.id);
  try {
    return { ...(await receive(storage, upload, progress)), reserved: [], release: async () => undefined };
  } finally {
    arrived();
  }
}

/** Takes a large body, or one of unknown length, after it has been paid for. */
async function receiveLarge(
  storage: WritableStorage,
  { container, path, upload, progress }: Arrival,
): Promise<Received> {
  const reservations = new UploadReservations(storage, container, path.name);
  try {
    await reserveKnownLength(storage, container, path, upload.length, reservations);
    const received = await receive(storage, upload, progress, reservations);
    return { ...received, reserved: reservations.held, release: () => reservations.release() };
  } catch (thrown) {
    await reservations.release();
    throw thrown;
  }
}

/** Rights first, then existence, then conditions: before a byte of the body is taken. */
export async function openForWriting(
  storage: WritableStorage,
  caller: Caller,
  path: ObjectPath,
  headers: ObjectHeaders,
): Promise<ContainerRow> {
  if (caller.user !== path.account) {
    await requireRight(storage.store, caller, path, 'write');
    if (headers.sharing !== undefined) fail('forbidden');
  }
  const container = await openContainer(storage, path);
  if (hasWriteConditions(headers.conditions)) {
    const current = liveVersion(await storage.store.objects.latest(container.id, path.name));
    checkWrite(headers.conditions, current);
  }
  return container;
}

export function liveVersion(version: VersionRow | undefined): VersionRow | undefined {
  return version?.cluster === NORMAL ? version : undefined;
}

async function reserveKnownLength(
  storage: WritableStorage,
  container: ContainerRow,
  path: ObjectPath,
  length: number | undefined,
  reservations: UploadReservations,
): Promise<void> {
  const current = liveVersion(await storage.store.objects.latest(container.id, path.name));
  if (current?.isSnapshot === true) fail('snapshot_is_fixed');
  if (length === undefined) return;
  await reserveGrowth(storage, container, current, length, reservations);
}

/** Takes what an object of `size` bytes will cost beyond what stands at its name. */
export async function reserveGrowth(
  storage: WritableStorage,
  container: ContainerRow,
  current: VersionRow | undefined,
  size: number,
  reservations: UploadReservations,
): Promise<void> {
  const before = current?.size ?? 0;
  const { quota } = container.policy;
  if (quota > 0n && size > before) {
    const { bytes } = await storage.store.counters.usage(container.id);
    if (bytes + BigInt(size - before) > quota) fail('container_quota_exceeded', { quota });
  }
  const freed = storage.limits.freeVersioning || container.policy.versioning === 'none' ? before : 0;
  await reservations.take(BigInt(size - freed));
}

async function receive(
  storage: WritableStorage,
  upload: Upload,
  progress: Progress,
  reservations?: UploadReservations,
): Promise<{ content: NewContent; blocks: BlockProof[] }> {
  const { blocks, limits, killPoint } = storage;
  using writer = new ContentWriter(blocks, upload.length, progress.flight.claim);
  for await (const bytes of upload.body) {
    if (writer.sizeBytes + bytes.length > limits.maxBodyBytes)
      fail('body_too_large', { limit: limits.maxBodyBytes });
    if (upload.length === undefined) await reservations?.growTo(writer.sizeBytes + bytes.length);
    progress.bytes += bytes.length;
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
  storage: WritableStorage,
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
