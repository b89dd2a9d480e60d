import { contentBytes } from '#blockstore/read-content';
import type { ImagePlace, LocatedVersion, Reader } from '../store/images.ts';
import { NORMAL, USER_DOMAIN } from '../store/schema.ts';
import type { ObjectPath, Sharing } from '../store/sharing.ts';
import { fail } from '../errors.ts';
import { type Grant, grantsAmong, requireRight } from './sharing/access.ts';
import { changeContainers } from './containers/change-containers.ts';
import { availableWith, CONVERSION_DOMAIN } from './conversion/marks.ts';
import { checkMetadataBytes } from './metadata.ts';
import type { ObjectStorage } from './object-storage.ts';
import type { Caller } from './identity-service.ts';
import { mapOf, openForReading } from './objects/read-object.ts';
import { metadataVersion } from './versions.ts';

/** An object as compute is told of it. */
export interface SharedObject extends LocatedVersion {
  metadata: Record<string, string>;
  grant: Grant;
}

/** Objects with metadata in a domain that the caller may read, the last changed last. */
export async function objectsOfDomain(
  storage: ObjectStorage,
  caller: Caller,
  query: { domain: string; owner?: string },
): Promise<SharedObject[]> {
  const found = await storage.store.images.ofDomain(query, await readerOf(storage, caller));
  const metadata = await metadataOf(storage, query.domain, found);
  return granted(storage, caller, found, metadata);
}

/**
 * A page of the objects with metadata in a domain that the caller may read, those with the greatest value of the key `by` first;
 * without a caller of all, as their owners see them; `isPublic` looks only among those with an entry for everybody above their
 * name. `next` is what `after` is for the next page.
 */
export async function pageOfDomain(
  storage: ObjectStorage,
  caller: Caller | undefined,
  query: { domain: string; by: string; limit: number; after?: string | undefined; isPublic?: boolean },
): Promise<{ objects: SharedObject[]; next?: string }> {
  const reader = caller && (await readerOf(storage, caller));
  const after = query.after === undefined ? undefined : placeOf(query.after);
  const found = await storage.store.images.page({ ...query, after }, reader);
  const metadata = await metadataOf(storage, query.domain, found);
  const objects = await granted(storage, caller, found, metadata);
  const last = found.at(-1);
  if (last === undefined || found.length < query.limit) return { objects };
  return { objects, next: `${last.serial} ${metadata.get(last.serial)?.[query.by] ?? ''}` };
}

function placeOf(text: string): ImagePlace {
  const [, serial, value] = /^(\d{1,18}) (.*)$/s.exec(text) ?? fail('bad_name');
  return { serial: BigInt(serial!), value: value! };
}

async function readerOf({ store }: ObjectStorage, { user }: Caller): Promise<Reader> {
  return { user, holders: await store.sharing.holders(user) };
}

type Metadata = Map<bigint, Record<string, string>>;

function metadataOf(
  { store }: Pick<ObjectStorage, 'store'>,
  domain: string,
  found: LocatedVersion[],
): Promise<Metadata> {
  const serials = found.map(({ serial }) => serial);
  return store.attributes.inDomain(domain, serials);
}

async function granted(
  { store }: ObjectStorage,
  caller: Caller | undefined,
  found: LocatedVersion[],
  metadata: Metadata,
): Promise<SharedObject[]> {
  const marks = await metadataOf({ store }, CONVERSION_DOMAIN, found);
  // The query finds every entry above a name; whether it counts is decided by the one rule of access.
  const grants = new Map<bigint, Grant>();
  for (const objects of Map.groupBy(found, ({ containerId }) => containerId).values()) {
    const { containerId: id, account, container: name } = objects[0]!;
    const names = objects.map((object) => object.name);
    const rights = await grantsAmong(store, caller ?? { user: account }, { id, account, name }, names);
    for (const object of objects) {
      const grant = rights.get(object.name);
      if (grant !== undefined) grants.set(object.serial, grant);
    }
  }
  return found.flatMap((object) => {
    const grant = grants.get(object.serial);
    if (grant === undefined) return [];
    const available = availableWith(marks.get(object.serial), object.available);
    return [{ ...object, available, metadata: metadata.get(object.serial) ?? {}, grant }];
  });
}

/** The object with this uuid; 404 when there is none, 403 when the user may not read it. */
export async function objectOfUuid(
  storage: ObjectStorage,
  caller: Caller,
  uuid: string,
  domain: string,
): Promise<SharedObject> {
  return described(storage, caller, await storage.store.images.byUuid(uuid), domain);
}

/** A content that a machine is made of stays so long: disks are written in seconds or minutes, queues in front of them wait. */
const LOAN_MICROSECONDS = 30n * 60_000_000n;
/** An object may be overwritten between being looked at and being lent, but hardly so often. */
const LOOKS = 3;

/**
 * The object with this uuid, whose content stays for half an hour, whatever becomes of the object: a machine is made of it.
 * What nothing else keeps counts meanwhile among what the borrower has dropped.
 */
export async function lendObject(
  storage: ObjectStorage,
  caller: Caller,
  uuid: string,
  domain: string,
): Promise<SharedObject> {
  for (let look = 1; look <= LOOKS; look += 1) {
    const object = await objectOfUuid(storage, caller, uuid, domain);
    const loan = { serial: object.serial, borrower: caller.user, forMicroseconds: LOAN_MICROSECONDS };
    if (await storage.store.loans.lend(loan)) return object;
  }
  return fail('overloaded');
}

/** The object at a path; 404 when there is none, 403 when the user may not read it. */
export async function objectOfPath(
  storage: ObjectStorage,
  caller: Caller,
  path: ObjectPath,
  domain: string,
): Promise<SharedObject> {
  return described(storage, caller, await storage.store.images.at(path), domain);
}

async function described(
  storage: ObjectStorage,
  caller: Caller,
  object: LocatedVersion | undefined,
  domain: string,
): Promise<SharedObject> {
  if (object === undefined) return fail('object_not_found');
  const grant = await requireRight(storage.store, caller, pathOf(object), 'read');
  const metadata = await storage.store.attributes.inDomain(domain, [object.serial]);
  const marks = await storage.store.attributes.inDomain(CONVERSION_DOMAIN, [object.serial]);
  const available = availableWith(marks.get(object.serial), object.available);
  return { ...object, available, metadata: metadata.get(object.serial) ?? {}, grant };
}

/** The first bytes of an object, fewer when it is shorter. */
export async function startOfObject(
  storage: ObjectStorage,
  caller: Caller,
  uuid: string,
  bytes: number,
): Promise<Buffer> {
  const object = await objectOfUuid(storage, caller, uuid, '');
  const { version } = await openForReading(storage, caller, pathOf(object), object.serial);
  const map = await mapOf(storage, version);
  const parts: Buffer[] = [];
  for await (const part of contentBytes(storage.blocks, map, { end: bytes })) parts.push(part);
  return Buffer.concat(parts);
}

export interface DomainChange {
  set: Record<string, string>;
  remove: readonly string[];
  replace: boolean;
}

const MAX_KEY = 128;
const MAX_VALUE = 256;

/**
 * Changes an object's metadata in a domain that users cannot reach: a new version of the same data, as every change of
 * metadata makes. The limits hold as for users' metadata.
 */
export async function setDomainMetadata(
  storage: ObjectStorage,
  caller: Caller,
  uuid: string,
  domain: string,
  change: DomainChange,
): Promise<SharedObject> {
  if (domain === USER_DOMAIN) fail('forbidden');
  const object = await objectOfUuid(storage, caller, uuid, domain);
  await changeContainers(storage, [object.containerId], { name: object.name }, async (held) => {
    const container = held.container(object.containerId);
    await requireRight(held.tx, caller, pathOf(object), 'write');
    const current = (await held.current(container, [object.name])).get(object.name);
    if (current === undefined || current.cluster !== NORMAL || current.uuid !== uuid)
      return fail('object_not_found');
    const before = (await held.tx.attributes.inDomain(domain, [current.serial])).get(current.serial) ?? {};
    const values = changed(storage, before, change);
    const draft = metadataVersion(current, caller, current.attributes);
    const [written] = await held.write(container, [{ name: object.name, current, draft }]);
    if (written === undefined) return fail('internal');
    await held.tx.attributes.setDomain(written, domain, values);
  });
  return objectOfUuid(storage, caller, uuid, domain);
}

function changed(
  { limits }: ObjectStorage,
  before: Record<string, string>,
  change: DomainChange,
): Map<string, string> {
  const values = new Map(change.replace ? [] : Object.entries(before));
  for (const key of change.remove) values.delete(key);
  for (const [key, value] of Object.entries(change.set)) {
    if ([...key].length > MAX_KEY) fail('header_name_too_large');
    if ([...value].length > MAX_VALUE) fail('header_value_too_large');
    if (key.includes('\0') || value.includes('\0')) fail('bad_name');
    values.set(key, value);
  }
  if (values.size > limits.maxMetadata) fail('too_many_metadata', { limit: limits.maxMetadata });
  if (Object.keys(change.set).length > 0) checkMetadataBytes({ limits }, values);
  return values;
}

/** Replaces the permissions of an object; only its owner may. */
export async function setPermissions(
  storage: ObjectStorage,
  caller: Caller,
  uuid: string,
  sharing: Sharing,
): Promise<SharedObject> {
  return changeSharing(storage, caller, uuid, () => sharing);
}

/** Changes the permissions of an object by what they are at that moment; only its owner may. */
export async function changeSharing(
  storage: ObjectStorage,
  caller: Caller,
  uuid: string,
  change: (sharing: Sharing) => Sharing,
): Promise<SharedObject> {
  const object = await objectOfUuid(storage, caller, uuid, '');
  await changeContainers(storage, [object.containerId], { name: object.name }, async (held) => {
    await requireRight(held.tx, caller, pathOf(object), 'owner');
    const current = (await held.current(held.container(object.containerId), [object.name])).get(object.name);
    if (current === undefined || current.cluster !== NORMAL || current.uuid !== uuid)
      return fail('object_not_found');
    const { account, container, name } = object;
    const standing = (await held.tx.sharing.entries(account, container, [name])).get(name);
    await held.tx.sharing.set(pathOf(object), change(standing ?? { read: [], write: [] }));
  });
  return objectOfUuid(storage, caller, uuid, '');
}

function pathOf({ account, container, name }: LocatedVersion): ObjectPath {
  return { account, container, name };
}
