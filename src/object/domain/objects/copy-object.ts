import { idAt, isZeroAt } from '#blockstore/content-hash';
import type { ContainerRow, VersionRow } from '../../store/rows.ts';
import { NORMAL } from '../../store/schema.ts';
import type { ObjectPath } from '../../store/sharing.ts';
import { fail } from '../../errors.ts';
import { requireRight } from '../sharing/access.ts';
import { type Change, changeContainers } from '../containers/change-containers.ts';
import { checkWrite } from '../conditions.ts';
import { type CopyRequest, draftOfCopy, type ObjectCopy } from './copy-draft.ts';
import { copyChildren, namesUnder, parts, renamer } from './copy-tree.ts';
import { type CopiedObject, copyWithin } from './copy-within.ts';
import { deleteNames } from './delete-objects.ts';
import type { WritableStorage } from './writable-storage.ts';
import { microseconds } from '../microseconds.ts';
import type { Caller } from '../identity-service.ts';
import { openForReading } from './read-object.ts';
import { etagOf, type CurrentObject } from '../versions.ts';
import { requireWhole } from './whole-content.ts';

/** Largest list of blocks whose possession a copy between accounts records: a larger one is sent again when needed. */
const MAX_PROVED_BLOCKS = 20_000;

/** Makes an object from another one without touching its data. Charged to the owner of the destination. */
export async function copyObject(
  storage: WritableStorage,
  caller: Caller,
  source: ObjectPath,
  target: ObjectPath,
  request: CopyRequest,
): Promise<CopiedObject> {
  const opened = await openForReading(storage, caller, source, request.sourceVersion);
  checkWrite(request.conditions, { ...opened.version, mtime: opened.modified });
  if (opened.version.available !== 1) fail('not_available');
  await requireWhole(storage, opened.version);
  const destination = await destinationOf(storage, caller, target, request);
  const isWithin = opened.containerId === destination.id && caller.user === destination.account;
  if (isWithin && !opened.pinned && request.delimiter === undefined)
    return copyWithin(storage, caller, destination, source, target, request);
  const ids = [opened.containerId, destination.id];
  return changeContainers(storage, ids, { name: target.name }, async (change) => {
    const [from, to] = [change.container(opened.containerId), change.container(destination.id)];
    await requireRight(change.tx, caller, source, 'read');
    await requireRight(change.tx, caller, target, 'write');
    const version = await sourceVersion(change, from, source, opened.version, request);
    const rename = renamer(source, target, request.delimiter);
    const names = await namesUnder(change, { from, to, caller, rename }, source.name, request.delimiter);
    const made = await copyOne(storage, change, to, caller, {
      target,
      version,
      request,
      onto: samePath(source, target),
    });
    await provePossession(storage, change, to, caller, version);
    for (const part of parts(names)) {
      const children = await change.current(from, part);
      await copyChildren(storage, change, { from, to, caller, children, rename });
    }
    return made;
  });
}

/** Takes an object to another name: it keeps its uuid, and what it was called leaves a mark of deletion. */
export async function moveObject(
  storage: WritableStorage,
  caller: Caller,
  source: ObjectPath,
  target: ObjectPath,
  request: CopyRequest,
): Promise<CopiedObject> {
  if (samePath(source, target)) return copyObject(storage, caller, source, target, request);
  if (caller.user !== source.account) fail('forbidden');
  const opened = await openForReading(storage, caller, source);
  checkWrite(request.conditions, { ...opened.version, mtime: opened.modified });
  const destination = await destinationOf(storage, caller, target, request);
  const ids = [opened.containerId, destination.id];
  return changeContainers(storage, ids, { name: target.name }, async (change) => {
    const [from, to] = [change.container(opened.containerId), change.container(destination.id)];
    await requireRight(change.tx, caller, target, 'write');
    const version = await sourceVersion(change, from, source, opened.version, request);
    const rename = renamer(source, target, request.delimiter);
    const names = await namesUnder(change, { from, to, caller, rename }, source.name, request.delimiter);
    await deleteNames(change, from, caller, [source.name]);
    const made = await copyOne(storage, change, to, caller, {
      target,
      version,
      request,
      onto: false,
      uuid: version.uuid,
    });
    for (const part of parts(names)) {
      const children = await change.current(from, part);
      await deleteNames(change, from, caller, part);
      await copyChildren(storage, change, { from, to, caller, children, rename, move: true });
    }
    return made;
  });
}

function samePath(a: ObjectPath, b: ObjectPath): boolean {
  return a.account === b.account && a.container === b.container && a.name === b.name;
}

async function destinationOf(
  storage: WritableStorage,
  caller: Caller,
  target: ObjectPath,
  request: CopyRequest,
): Promise<ContainerRow> {
  const { store } = storage;
  // The right comes first: whether another's container exists is his affair.
  await requireRight(store, caller, target, request.sharing === undefined ? 'write' : 'owner');
  return (await store.containers.find(target.account, target.container)) ?? fail('container_not_found');
}

/** The source as it is under the lock: the latest one may have changed since it was opened. */
async function sourceVersion(
  change: Change,
  from: ContainerRow,
  source: ObjectPath,
  opened: VersionRow,
  request: CopyRequest,
): Promise<CurrentObject> {
  const latest = (await change.current(from, [source.name])).get(source.name);
  if (request.sourceVersion === undefined) {
    return latest === undefined || latest.cluster !== NORMAL ? fail('object_not_found') : latest;
  }
  const version = await change.tx.objects.version(from.id, source.name, opened.serial);
  if (version === undefined) return fail('version_not_found');
  return { ...version, attributes: await change.tx.attributes.of(version.serial) };
}

async function copyOne(
  storage: WritableStorage,
  change: Change,
  to: ContainerRow,
  caller: Caller,
  one: ObjectCopy,
): Promise<CopiedObject> {
  const { target, request, onto } = one;
  const standing = (await change.current(to, [target.name])).get(target.name);
  const draft = draftOfCopy(storage, caller, standing?.cluster === NORMAL ? standing : undefined, one);
  const [made] = await change.write(to, [{ name: target.name, current: standing, draft }]);
  if (made === undefined) return fail('internal');
  if (!onto) await change.tx.sharing.endPaths(to, [target.name]);
  if (request.sharing !== undefined) await change.tx.sharing.set(target, request.sharing);
  return { ...made, etag: etagOf(draft) };
}

/** A copy that lands in another account gives its owner, and the caller, the right to name its blocks. */
async function provePossession(
  storage: WritableStorage,
  change: Change,
  to: ContainerRow,
  caller: Caller,
  version: CurrentObject,
): Promise<void> {
  const { blocks, clock } = storage;
  const { ids } = await blocks.openMap(version.hash ?? '', version.size);
  const count = ids.length / 32;
  if (count > MAX_PROVED_BLOCKS) return;
  const indexes = Array.from({ length: count }, (_, index) => index).filter((index) => !isZeroAt(ids, index));
  const proofs = indexes.map((index) => ({ id: idAt(ids, index), size: blocks.blockSize }));
  await change.tx.proofs.prove([caller.user, to.account], proofs, {
    pending: false,
    now: microseconds(clock),
  });
}
