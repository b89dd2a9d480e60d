import { fail } from '../../errors.ts';
import type { ContainerRow, WrittenVersion } from '../../store/rows.ts';
import type { ObjectPath, Sharing } from '../../store/sharing.ts';
import { NORMAL } from '../../store/schema.ts';
import { requireRight } from '../sharing/access.ts';
import { type Change, changeContainers } from '../containers/change-containers.ts';
import { checkWrite, type Conditions } from '../conditions.ts';
import { changedMetadata } from '../metadata.ts';
import { deleteTree, ownContainer } from './delete-objects.ts';
import type { WritableStorage } from './writable-storage.ts';
import type { Caller } from '../identity-service.ts';
import { commitIn, openOwn } from '../containers/open-container.ts';
import { deletedVersion, metadataVersion } from '../versions.ts';

/** New metadata, sharing or publishing of an object. */
export interface ObjectChange {
  metadata: ReadonlyMap<string, string>;
  merge: boolean;
  sharing: Sharing | undefined;
  conditions: Conditions;
}

/**
 * Changes what is said of an object, not its data. Writing metadata makes a new version of the same data; sharing alone,
 * with `merge`, makes none. Gives the new version when there is one.
 */
export async function changeObject(
  storage: WritableStorage,
  caller: Caller,
  path: ObjectPath,
  change: ObjectChange,
): Promise<WrittenVersion | undefined> {
  await requireRight(storage.store, caller, path, change.sharing === undefined ? 'write' : 'owner');
  const container = await storage.store.containers.find(path.account, path.container);
  if (container === undefined) return fail('container_not_found');
  const onlySharing = change.merge && change.metadata.size === 0;
  if (onlySharing) {
    await shareOnly(storage, container.id, path, change);
    return undefined;
  }
  return storage.commits.commit(storage, container.id, {
    name: path.name,
    caller,
    ...(change.sharing === undefined ? {} : { sharing: change.sharing }),
    decide(current) {
      if (current === undefined) return fail('object_not_found');
      checkWrite(change.conditions, current);
      const attributes = changedMetadata(storage, current.attributes, change.metadata, change.merge);
      return metadataVersion(current, { user: caller.user }, attributes);
    },
  });
}

async function shareOnly(
  storage: WritableStorage,
  containerId: bigint,
  path: ObjectPath,
  change: ObjectChange,
): Promise<void> {
  await changeContainers(storage, [containerId], { name: path.name }, async (held) => {
    const container = held.container(containerId);
    const current = (await held.current(container, [path.name])).get(path.name);
    if (current === undefined || current.cluster !== NORMAL) return fail('object_not_found');
    checkWrite(change.conditions, current);
    if (change.sharing !== undefined) await held.tx.sharing.set(path, change.sharing);
  });
}

/** Marks an object, and with a delimiter all under it, as deleted. Only the owner may. */
export async function deleteObject(
  storage: WritableStorage,
  caller: Caller,
  path: ObjectPath,
  { delimiter, conditions = {} }: { delimiter?: string; conditions?: Conditions } = {},
): Promise<void> {
  if (delimiter === undefined) return deleteOne(storage, caller, path, conditions);
  const found = await ownContainer(storage, caller, path);
  await deleteTree(storage, caller, found, {
    prefix: under(path.name, delimiter),
    top: path.name,
    check: (change, container) => checkStanding(change, container, path.name, conditions),
  });
}

async function deleteOne(
  storage: WritableStorage,
  caller: Caller,
  path: ObjectPath,
  conditions: Conditions,
): Promise<void> {
  const container = await openOwn(storage, caller, path);
  await commitIn(storage, container, path, {
    name: path.name,
    caller,
    endsPath: true,
    decide(current) {
      if (current === undefined) return fail('object_not_found');
      checkWrite(conditions, current);
      return deletedVersion(current, caller);
    },
  });
}

async function checkStanding(
  change: Change,
  container: ContainerRow,
  name: string,
  conditions: Conditions,
): Promise<void> {
  const current = (await change.current(container, [name])).get(name);
  if (current === undefined || current.cluster !== NORMAL) return fail('object_not_found');
  checkWrite(conditions, current);
}

/** The prefix of what is under a name; a delimiter that ends the name is not doubled. */
export function under(name: string, delimiter: string): string {
  return name.endsWith(delimiter) ? name : name + delimiter;
}

/** Drops versions of an object up to a time, the current one included when it is that old. */
export async function purgeObject(
  storage: WritableStorage,
  caller: Caller,
  path: ObjectPath,
  until: bigint,
  conditions: Conditions = {},
): Promise<void> {
  const found = await ownContainer(storage, caller, path);
  const purgeSome = (first: boolean) => async (change: Change) => {
    const container = change.container(found.id);
    const current = (await change.current(container, [path.name])).get(path.name);
    if (current === undefined) return first ? fail('object_not_found') : false;
    if (first) checkWrite(conditions, current.cluster === NORMAL ? current : undefined);
    const { bytes, more } = await change.tx.history.purge(container.id, until, current.node);
    if (!storage.limits.freeVersioning) change.charge(container, -bytes);
    change.drop(container, bytes);
    if (more) return true;
    if (current.cluster !== NORMAL || current.mtime > until) return false;
    await change.tx.objects.dropCurrent(current);
    await change.tx.counters.add(
      container.id,
      new Map([[NORMAL, { population: -1n, size: -BigInt(current.size) }]]),
    );
    await change.tx.counters.changeKeyUses(container.id, keyUses(current.attributes));
    change.charge(container, -BigInt(current.size));
    change.drop(container, BigInt(current.size));
    await change.tx.sharing.endPaths(container, [path.name]);
    return false;
  };
  for (let first = true, more = true; more; first = false)
    more = await changeContainers(storage, [found.id], { name: path.name }, purgeSome(first));
}

function keyUses(attributes: ReadonlyMap<string, string>): Map<string, number> {
  const prefix = 'X-Object-Meta-';
  const names = [...attributes.keys()].filter((key) => key.startsWith(prefix));
  return new Map(names.map((key) => [key.slice(prefix.length), -1]));
}
