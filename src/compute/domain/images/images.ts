import { Refusal } from '#contract/refusal';
import { DISK_FORMATS } from '#contract/image';
import { type ObjectRecord } from '#contract/object-internal';
import { ServiceError } from '#platform/errors';
import { shortagesOf } from '#platform/quota/shortages-of';
import { error, fail } from '../../errors.ts';
import type { Caller, Compute } from '../compute.ts';
import { changedKeys, checkCount, type ImageChange, newImageKeys } from './change.ts';
import { isQcow2, LOOKED_AT_BYTES, unbootable } from './content.ts';
import { imageKey, imageOf, type ImageRecord, propertyKey, readLocation } from './record.ts';

/** Turns a refusal of object storage into compute's own; its words stay inside except for a bad value. */
function refusal(thrown: unknown, refused: { notFound: () => Error; forbidden: () => Error }): Error {
  if (thrown instanceof ServiceError) return thrown;
  if (!(thrown instanceof Refusal)) return error('storage_down', {}, { cause: thrown });
  const { status, message } = thrown;
  if (status === 404) return refused.notFound();
  if (status === 403) return refused.forbidden();
  if (status === 400) return error('object_refused', { message });
  if (status === 413) return error('quota_exceeded', { message }, { headers: shortagesOf(thrown) });
  return error('storage_down', {}, { cause: thrown });
}

async function asking<T>(
  id: string,
  forbidden: 'image_forbidden' | 'image_readonly',
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (thrown) {
    throw refusal(thrown, {
      notFound: () => error('image_not_found', { id }),
      forbidden: () => error(forbidden, { id }),
    });
  }
}

/** Images that the caller may use: own, shared and public ones, by number of the image. */
export async function listImages({ objects }: Compute, { user }: Caller): Promise<ImageRecord[]> {
  const found = await asking('', 'image_forbidden', () => objects.list({ user }));
  return found
    .map(imageOf)
    .filter((image) => image !== undefined)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** A page of the images that a user may use, or of all there are, or of the public ones; those registered last first. */
export async function pageOfImages(
  { objects }: Compute,
  wanted: {
    user?: string | undefined;
    limit: number;
    after?: string | undefined;
    isPublic?: boolean | undefined;
  },
): Promise<{ images: ImageRecord[]; next?: string | undefined }> {
  const { isPublic = false, ...rest } = wanted;
  const query = { ...rest, public: isPublic, by: imageKey('created_at') };
  const page = await asking('', 'image_forbidden', () => objects.page(query));
  const images = page.objects.map(imageOf).filter((image) => image !== undefined);
  return { images: isPublic ? images.filter((image) => image.isPublic) : images, next: page.next };
}

/** One image; 404 when there is none, 403 when there is one that the caller may not read. */
export async function findImage({ objects }: Compute, { user }: Caller, id: string): Promise<ImageRecord> {
  const object = await asking(id, 'image_forbidden', () => objects.get(id, { user }));
  return imageOf(object) ?? fail('image_not_found', { id });
}

/** The same for a machine that is made of it: its content stays meanwhile, also when the image is overwritten or deleted. */
export async function borrowImage({ objects }: Compute, { user }: Caller, id: string): Promise<ImageRecord> {
  const object = await asking(id, 'image_forbidden', () => objects.lend(id, { user }));
  return imageOf(object) ?? fail('image_not_found', { id });
}

/**
 * Makes an image of an object that the caller owns. All earlier sharing of the object is replaced by the image's own:
 * the owner, and everybody when it is public. Nothing is copied.
 */
export async function registerImage(
  { objects, clock, settings }: Compute,
  { user }: Caller,
  location: string,
  wanted: ImageChange & { name: string },
  expected: { sizeBytes?: string | undefined; checksum?: string | undefined } = {},
): Promise<ImageRecord> {
  const path = readLocation(location) ?? fail('bad_location');
  const missing = {
    notFound: () => error('location_not_found', { location }),
    forbidden: () => error('location_forbidden', { location }),
  };
  try {
    const found = await objects.find(path, { user });
    if (found.access !== 'owner') throw missing.forbidden();
    checkExpected(found, expected);
    const set = {
      ...newImageKeys(wanted),
      [imageKey('created_at')]: clock.now().toISOString(),
    };
    checkCount(Object.keys(set).length, settings.PITHOS_RESOURCE_MAX_METADATA);
    const object = await rawObject({ objects }, user, found, wanted.diskFormat ?? 'diskdump');
    const registered = await objects.setMetadata(object.uuid, { user, set, replace: true });
    // Last: an image that cannot be registered must not leave its file open to everybody.
    const read = wanted.isPublic === true ? [user, '*'] : [user];
    const shared = await objects.setPermissions(object.uuid, { user, read, write: [] });
    return imageOf({ ...registered, read: shared.read, isPublic: shared.isPublic })!;
  } catch (thrown) {
    throw refusal(thrown, missing);
  }
}

function checkExpected(
  object: ObjectRecord,
  expected: { sizeBytes?: string | undefined; checksum?: string | undefined },
): void {
  const { sizeBytes, checksum } = expected;
  if (sizeBytes !== undefined && (!/^\d{1,19}$/.test(sizeBytes) || BigInt(sizeBytes) !== object.size)) {
    fail('image_size_differs');
  }
  if (checksum !== undefined && checksum !== object.checksum && checksum !== object.mapHash) {
    fail('image_checksum_differs');
  }
}

/** The object itself, or what a qcow2 file is converted to: an object beside it, which is filled later. */
async function rawObject(
  { objects }: Pick<Compute, 'objects'>,
  user: string,
  found: ObjectRecord,
  diskFormat: string,
): Promise<ObjectRecord> {
  const start = await startOf({ objects }, user, found);
  if (!isQcow2(start)) {
    requireBootable(diskFormat, found.size, start);
    return found;
  }
  const disk = await objects.start(found.uuid, { user, bytes: LOOKED_AT_BYTES, of: 'disk' });
  requireBootable(diskFormat, BigInt(Number.MAX_SAFE_INTEGER), disk);
  return objects.convert(found.uuid, { user });
}

/** What nothing could start from is refused here, not by a machine that shows a dark screen. */
async function checkContent(
  { objects }: Pick<Compute, 'objects'>,
  user: string,
  object: Pick<ObjectRecord, 'uuid' | 'size'>,
  diskFormat: string,
): Promise<void> {
  requireBootable(diskFormat, object.size, await startOf({ objects }, user, object));
}

async function startOf(
  { objects }: Pick<Compute, 'objects'>,
  user: string,
  { uuid, size }: Pick<ObjectRecord, 'uuid' | 'size'>,
): Promise<Buffer> {
  return size === 0n ? Buffer.alloc(0) : objects.start(uuid, { user, bytes: LOOKED_AT_BYTES });
}

function requireBootable(diskFormat: string, sizeBytes: bigint, start: Buffer): void {
  const format = DISK_FORMATS.find((known) => known === diskFormat);
  const reason = format === undefined ? undefined : unbootable(format, sizeBytes, start);
  if (reason !== undefined) fail('image_unbootable', { reason });
}

/** Changes an image; properties that are not named stay. Only the owner may change who sees it. */
export async function updateImage(
  compute: Compute,
  caller: Caller,
  id: string,
  change: ImageChange,
): Promise<ImageRecord> {
  const { objects, settings } = compute;
  const { user } = caller;
  const before = await findImage(compute, caller, id);
  if (change.isPublic !== undefined && before.access !== 'owner') fail('image_readonly', { id });
  if (before.access === 'read') fail('image_readonly', { id });
  const { set, remove } = changedKeys(change);
  const kept = new Set([...before.properties.keys()].map(propertyKey));
  for (const key of Object.keys(set)) kept.add(key);
  for (const key of remove) kept.delete(key);
  checkCount(kept.size, settings.PITHOS_RESOURCE_MAX_METADATA);
  if (change.diskFormat !== undefined && change.diskFormat !== before.diskFormat) {
    const object = { uuid: id, size: before.sizeBytes };
    await asking(id, 'image_readonly', () => checkContent(compute, user, object, change.diskFormat!));
  }
  return asking(id, 'image_readonly', async () => {
    const changed = await objects.setMetadata(id, { user, set, remove });
    if (change.isPublic === undefined) return imageOf(changed) ?? fail('image_not_found', { id });
    const readers = change.isPublic ? { add: [before.owner, '*'] } : { add: [before.owner], remove: ['*'] };
    const { read, isPublic } = await objects.changeReaders(id, { user, ...readers });
    return imageOf({ ...changed, read, isPublic }) ?? fail('image_not_found', { id });
  });
}

/** Takes the registration away; the object stays as it is. */
export async function unregisterImage(compute: Compute, caller: Caller, id: string): Promise<void> {
  const image = await findImage(compute, caller, id);
  if (image.access === 'read') fail('image_readonly', { id });
  await asking(id, 'image_readonly', () =>
    compute.objects.setMetadata(id, { user: caller.user, set: {}, replace: true }),
  );
}

/** A change of who may use an image beside its owner; whether it is public stays. */
export type MembersChange = { replace: readonly string[] } | { add: string } | { remove: string };

/** Changes who may use an image, where the list stands: of two changes at once neither is lost. */
export async function changeMembers(
  { objects }: Compute,
  caller: Caller,
  image: Pick<ImageRecord, 'id' | 'owner'>,
  change: MembersChange,
): Promise<void> {
  const { owner } = image;
  const readers =
    'replace' in change
      ? { keep: ['*'], add: [owner, ...change.replace] }
      : 'add' in change
        ? { add: [owner, change.add] }
        : { add: [owner], remove: [change.remove] };
  await asking(image.id, 'image_readonly', () =>
    objects.changeReaders(image.id, { user: caller.user, ...readers }),
  );
}

/** The image, when the caller is its owner. */
export async function findOwnImage(compute: Compute, caller: Caller, id: string): Promise<ImageRecord> {
  const image = await findImage(compute, caller, id);
  return image.access === 'owner' ? image : fail('image_readonly', { id });
}
