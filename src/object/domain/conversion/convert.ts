import { DamagedContent } from '#blockstore/damaged-content';
import { IMAGE_DOMAIN } from '#contract/object-internal';
import { ServiceError } from '#platform/errors';
import { error, fail, is } from '../../errors.ts';
import type { LocatedVersion } from '../../store/images.ts';
import type { ObjectPath } from '../../store/sharing.ts';
import type { Caller } from '../identity-service.ts';
import {
  lendObject,
  objectOfPath,
  objectOfUuid,
  pageOfDomain,
  setDomainMetadata,
  type SharedObject,
} from '../images.ts';
import { putObject } from '../objects/put-object.ts';
import type { WritableStorage } from '../objects/writable-storage.ts';
import { ContentFile } from './content-file.ts';
import { CONVERSION_DOMAIN, FAILED_KEY, SOURCE_KEY } from './marks.ts';
import { ConversionError, diskBytes, readQcow2 } from './qcow2.ts';

/**
 * Makes an empty object beside a qcow2 file of the caller's, marked to get the disk in it; the content comes later, and until
 * then the object is not available. What cannot be converted is refused now, as far as its header tells.
 */
export async function beginConversion(
  storage: WritableStorage,
  caller: Caller,
  uuid: string,
): Promise<SharedObject> {
  const source = await lendObject(storage, caller, uuid, '');
  if (source.account !== caller.user) fail('forbidden');
  await lookAtDisk(storage, source, 0);
  const path = { ...source, name: rawName(source.name) };
  const target = await emptyObject(storage, caller, path);
  const set = { [SOURCE_KEY]: `${source.hash} ${source.size}` };
  await setDomainMetadata(storage, caller, target.uuid, CONVERSION_DOMAIN, {
    set,
    remove: [],
    replace: true,
  });
  return objectOfUuid(storage, caller, target.uuid, IMAGE_DOMAIN);
}

/** The first bytes of the disk in a qcow2 file. */
export async function startOfDisk(
  storage: WritableStorage,
  caller: Caller,
  uuid: string,
  bytes: number,
): Promise<Buffer> {
  return lookAtDisk(storage, await objectOfUuid(storage, caller, uuid, ''), bytes);
}

/** `disk.qcow2` gives `disk.raw`. */
function rawName(name: string): string {
  return `${name.replace(/\.(?:qcow2?|img)$/i, '')}.raw`;
}

async function lookAtDisk(storage: WritableStorage, source: LocatedVersion, bytes: number): Promise<Buffer> {
  try {
    const file = await openFile(storage, source);
    const disk = await readQcow2(file);
    if (disk.sizeBytes > storage.limits.maxBodyBytes) fail('maximum_size');
    const parts: Buffer[] = [];
    let length = 0;
    for await (const part of bytes === 0 ? [] : diskBytes(file, disk)) {
      parts.push(part);
      length += part.length;
      if (length >= bytes) break;
    }
    return Buffer.concat(parts).subarray(0, bytes);
  } catch (thrown) {
    if (thrown instanceof ConversionError) throw error('not_convertible', { reason: thrown.message });
    throw thrown;
  }
}

async function openFile(
  { blocks }: WritableStorage,
  { hash, size }: { hash: string | null; size: number },
): Promise<ContentFile> {
  const map = await blocks.openMap(hash ?? fail('object_not_found'), size);
  return new ContentFile(blocks, map);
}

/** A new object; one that is there already is taken only when it is empty, as an attempt that broke off has left it. */
async function emptyObject(
  storage: WritableStorage,
  caller: Caller,
  path: ObjectPath,
): Promise<SharedObject> {
  const { name } = path;
  const standing = await objectOfPath(storage, caller, path, '').catch((thrown: unknown) => {
    if (!is(thrown, 'object_not_found')) throw thrown;
  });
  if (standing !== undefined) return standing.size === 0 ? standing : fail('converted_exists', { name });
  const conditions = { ifNoneMatch: '*' };
  await put(storage, caller, path, { body: emptyBody(), length: 0, conditions });
  return objectOfPath(storage, caller, path, '');
}

// eslint-disable-next-line require-yield -- it has no bytes
async function* emptyBody(): AsyncGenerator<Buffer> {}

function put(
  storage: WritableStorage,
  caller: Caller,
  path: ObjectPath,
  wanted: {
    body: AsyncIterable<Buffer>;
    length: number | undefined;
    conditions: { ifNoneMatch?: string; ifMatch?: string };
  },
): Promise<unknown> {
  const { account, container, name } = path;
  return putObject(
    storage,
    caller,
    { account, container, name },
    {
      ...wanted,
      etag: undefined,
      type: 'application/octet-stream',
      attributes: new Map(),
      sharing: undefined,
    },
  );
}

/**
 * Gives the objects that wait for their content what they wait for, one after the other. Begun again, it does the same. One
 * that fails for now does not keep the others waiting; the first failure is thrown when all have had their turn.
 */
export async function convertWaiting(storage: WritableStorage, signal: AbortSignal): Promise<void> {
  const failures: unknown[] = [];
  let after: string | undefined;
  do {
    const page = { domain: CONVERSION_DOMAIN, by: SOURCE_KEY, limit: 1, after };
    const { objects, next } = await pageOfDomain(storage, undefined, page);
    signal.throwIfAborted();
    for (const target of objects) {
      const source = target.metadata[SOURCE_KEY];
      // Those that wait no more come last.
      if (source === undefined) return throwFirst(failures);
      await convert(storage, target, source, signal).catch((thrown: unknown) => {
        signal.throwIfAborted();
        storage.log.warn({ err: thrown, object: target.uuid }, 'an image is converted later');
        if (failures.length === 0) failures.push(thrown);
      });
    }
    after = next;
  } while (after !== undefined);
  throwFirst(failures);
}

function throwFirst(failures: readonly unknown[]): void {
  if (failures.length > 0) throw failures[0];
}

async function convert(
  storage: WritableStorage,
  target: SharedObject,
  source: string,
  signal: AbortSignal,
): Promise<void> {
  const caller = { user: target.account };
  const [hash = '', size = ''] = source.split(' ');
  let reason: string | undefined;
  try {
    // What is not empty any more has its content: from an attempt that was not marked as done, or from its owner.
    if (target.size === 0) {
      const file = await openFile(storage, { hash, size: Number(size) });
      const body = untilAborted(diskBytes(file, await readQcow2(file)), signal);
      await put(storage, caller, target, {
        body,
        length: undefined,
        conditions: { ifMatch: target.checksum },
      });
      storage.killPoint('object.convert.content-stored');
    }
  } catch (thrown) {
    // Its owner has deleted it, or put something else in its place: nothing is to be done any more.
    if (!is(thrown, 'precondition_failed')) {
      reason = signal.aborted ? undefined : reasonOf(thrown);
      if (reason === undefined) throw thrown;
      storage.log.warn({ err: thrown, object: target.uuid }, 'an image could not be converted');
    }
  }
  await settle(storage, caller, target.uuid, reason);
}

async function* untilAborted(parts: AsyncIterable<Buffer>, signal: AbortSignal): AsyncGenerator<Buffer> {
  for await (const part of parts) {
    signal.throwIfAborted();
    yield part;
  }
}

/** What no second attempt will better. */
function reasonOf(thrown: unknown): string | undefined {
  if (thrown instanceof ConversionError) return `It could not be converted: ${thrown.message}`;
  if (thrown instanceof DamagedContent) return 'The file that it was to be made of is damaged or gone.';
  if (thrown instanceof ServiceError && thrown.status < 500) return thrown.message;
  return undefined;
}

const REASON_PROPERTY = 'plankton:property:conversion_error';

async function settle(
  storage: WritableStorage,
  caller: Caller,
  uuid: string,
  reason: string | undefined,
): Promise<void> {
  try {
    if (reason !== undefined) {
      const set = { [REASON_PROPERTY]: reason.slice(0, 250) };
      const change = { set, remove: [], replace: false };
      await setDomainMetadata(storage, caller, uuid, IMAGE_DOMAIN, change).catch((thrown: unknown) => {
        // There is no room for it among the image's metadata: it counts as failed all the same, or would be tried for ever.
        if (!(thrown instanceof ServiceError) || thrown.status >= 500) throw thrown;
      });
    }
    const set: Record<string, string> = reason === undefined ? {} : { [FAILED_KEY]: 'yes' };
    await setDomainMetadata(storage, caller, uuid, CONVERSION_DOMAIN, { set, remove: [], replace: true });
  } catch (thrown) {
    // It was deleted meanwhile.
    if (!is(thrown, 'object_not_found')) throw thrown;
  }
}
