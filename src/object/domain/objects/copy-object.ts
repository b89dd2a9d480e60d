import { idAt, isZeroAt } from '#blockstore/content-hash';
import type { ContainerRow, VersionRow } from '../../store/rows.ts';
import { NORMAL } from '../../store/schema.ts';
import type { ObjectPath } from '../../store/sharing.ts';
import { fail } from '../../errors.ts';
import { allowedAmong, requireRight } from '../sharing/access.ts';
import { under } from './change-object.ts';
import { type Change, changeContainers } from '../containers/change-containers.ts';
import { checkWrite } from '../conditions.ts';
import { copyDraft, type CopyRequest, draftOfCopy, type ObjectCopy } from './copy-draft.ts';
import { type CopiedObject, copyWithin } from './copy-within.ts';
import { lastingMetadata } from '../metadata.ts';
import { deleteNames } from './delete-objects.ts';
import { dropPaths } from './end-paths.ts';
import type { WritableStorage } from './writable-storage.ts';
import { microseconds } from '../microseconds.ts';
import type { Caller } from '../identity-service.ts';
import { openForReading } from './read-object.ts';
import { etagOf, type CurrentObject } from '../versions.ts';
import { requireNoKnownDamage, requireWhole } from './whole-content.ts';

/** Largest list of blocks whose possession a copy between accounts records: a larger one is sent again when needed. */
const MAX_PROVED_BLOCKS = 20_000;
/** Objects copied at a time by a recursive copy. */
const STRIDE = 500;

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
  if (!onto) await dropPaths(change.tx, to, [target.name]);
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

/** Gives a child its new name: the prefix is replaced once. */
function renamer(source: ObjectPath, target: ObjectPath, delimiter = ''): (name: string) => string {
  const from = under(source.name, delimiter);
  const to = under(target.name, delimiter);
  return (name) => to + name.slice(from.length);
}

interface Tree {
  from: ContainerRow;
  to: ContainerRow;
  caller: Caller;
  rename: (name: string) => string;
}

/**
 * All names under a name that the caller may read, before anything is written: a copy into its own tree must not find its
 * copies. Fails with 403 when one of them would land where he may not write: a right on an object is none on its
 * neighbours.
 */
async function namesUnder(
  change: Change,
  { from, to, caller, rename }: Tree,
  name: string,
  delimiter: string | undefined,
): Promise<string[]> {
  if (delimiter === undefined) return [];
  const prefix = under(name, delimiter);
  const all: string[] = [];
  for (let after = ''; ;) {
    const names = await change.tx.objects.currentNames(from.id, prefix, after, STRIDE);
    const children = names.filter((child) => child !== name);
    const readable = await allowedAmong(change.tx, caller, from, children, 'read');
    const taken = children.filter((child) => readable.has(child));
    const landing = taken.map(rename);
    const writable = await allowedAmong(change.tx, caller, to, landing, 'write');
    if (landing.some((child) => !writable.has(child))) fail('forbidden');
    all.push(...taken);
    const last = names.at(-1);
    if (names.length < STRIDE || last === undefined) return all;
    after = last;
  }
}

function* parts(names: readonly string[]): Generator<string[]> {
  for (let at = 0; at < names.length; at += STRIDE) yield names.slice(at, at + STRIDE);
}

interface Children extends Tree {
  children: ReadonlyMap<string, CurrentObject>;
  move?: boolean;
}

async function copyChildren(
  storage: WritableStorage,
  change: Change,
  { to, caller, children, rename, move = false }: Children,
): Promise<void> {
  const versions = [...children.values()].filter(
    ({ cluster, available }) => cluster === NORMAL && available === 1,
  );
  if (!move) await requireNoKnownDamage(storage.blocks, change.tx, versions);
  const names = versions.map(({ name }) => rename(name));
  if (names.some((name) => [...name].length > 1024)) fail('object_name_too_large');
  const standing = await change.current(to, names);
  for (const [name, { cluster, isSnapshot, serial }] of standing) {
    if (cluster === NORMAL && isSnapshot && children.get(name)?.serial !== serial) fail('snapshot_is_fixed');
  }
  await change.write(
    to,
    versions.map((version, index) => {
      const name = names[index] ?? '';
      const uuid = move ? version.uuid : storage.ids.uuid();
      const attributes = move ? version.attributes : lastingMetadata(version.attributes);
      const draft = copyDraft(version, caller, { uuid, type: version.type, attributes });
      return { name, current: standing.get(name), draft };
    }),
  );
  await dropPaths(change.tx, to, names);
}
