import type { ContainerRow } from '../../store/rows.ts';
import { NORMAL } from '../../store/schema.ts';
import { fail } from '../../errors.ts';
import { type Change, changeContainers } from '../containers/change-containers.ts';
import { checkWrite, type Conditions } from '../conditions.ts';
import type { ObjectStorage } from '../object-storage.ts';
import type { Caller } from '../identity-service.ts';
import { removeParts } from '../containers/remove-containers.ts';
import { deletedVersion } from '../versions.ts';

/** Parts of a deleted container's history that are removed before the answer: all there is, unless it is very large. */
const PARTS_AT_ONCE = 3;

/**
 * Removes an empty container with all its history; 409 when an object is in it. It is gone, and what it was charged given
 * back, when this resolves; a large history is removed afterwards.
 */
export async function deleteContainer(
  storage: ObjectStorage,
  caller: Caller,
  path: { account: string; container: string },
  conditions: Conditions = {},
): Promise<void> {
  const found = await ownContainer(storage, caller, path);
  await changeContainers(storage, [found.id], { name: path.container }, async (change) => {
    const container = change.container(found.id);
    checkContainer(conditions, container);
    const { objects, historyBytes } = await change.tx.counters.usage(container.id);
    if (objects > 0n) fail('container_not_empty');
    if (!storage.limits.freeVersioning) change.charge(container, -historyBytes);
    change.drop(container, historyBytes);
    await change.tx.removals.detach(container);
  });
  storage.containers.forget(path);
  let parts = 0;
  await removeParts(storage, found.id, () => (parts += 1) <= PARTS_AT_ONCE).catch((err: unknown) =>
    storage.log.warn({ err, container: found.id }, 'the history of a deleted container is removed later'),
  );
}

/** Deletes the current objects of a container, as `deleteTree` does; the container and the history stay. */
export async function emptyContainer(
  storage: ObjectStorage,
  caller: Caller,
  path: { account: string; container: string },
  conditions: Conditions = {},
): Promise<void> {
  const found = await ownContainer(storage, caller, path);
  let isFirst = true;
  const check = async (_change: Change, container: ContainerRow): Promise<void> => {
    if (isFirst) checkContainer(conditions, container);
    isFirst = false;
  };
  await deleteTree(storage, caller, found, { prefix: '', check });
}

/** Containers have no tag: `*` alone matches, and the time decides. */
function checkContainer(conditions: Conditions, { modified }: ContainerRow): void {
  checkWrite(conditions, { checksum: '', hash: null, mtime: modified });
}

/** Names taken at a time by a recursive change. */
const STRIDE = 1000;

/** What a recursive deletion takes. */
export interface Tree {
  prefix: string;
  /** The object that the tree is under: it goes with the last stride, so that a deletion that was cut can be asked for again. */
  top?: string;
  /** Called under the lock of the container before each stride. */
  check?: (change: Change, container: ContainerRow) => Promise<void>;
}

/**
 * Deletes every current object under a prefix, by name, their sharing and public links with them. Each stride of names is a
 * change of its own, however many there are: one that fails, or a death, leaves those before it done.
 */
export async function deleteTree(
  storage: ObjectStorage,
  caller: Caller,
  found: ContainerRow,
  { prefix, top, check }: Tree,
): Promise<void> {
  let after = '';
  for (let more = true; more;) {
    more = await changeContainers(storage, [found.id], { name: top ?? found.name }, async (change) => {
      const container = change.container(found.id);
      await check?.(change, container);
      const names = await change.tx.objects.currentNames(container.id, prefix, after, STRIDE);
      const children = names.filter((name) => name !== top);
      const isLast = names.length < STRIDE;
      await deleteNames(
        change,
        container,
        caller,
        isLast && top !== undefined ? [...children, top] : children,
      );
      after = names.at(-1) ?? after;
      return !isLast;
    });
  }
}

/**
 * Deletes current objects of a container by their names, those that are there, and answers how many. Each stride of names is
 * a change of its own: one that fails leaves those before it done.
 */
export async function deleteListed(
  storage: ObjectStorage,
  caller: Caller,
  path: { account: string; container: string },
  names: readonly string[],
): Promise<number> {
  const found = await ownContainer(storage, caller, path);
  const each = [...new Set(names)];
  let deleted = 0;
  for (let at = 0; at < each.length; at += STRIDE) {
    deleted += await changeContainers(storage, [found.id], { name: path.container }, (change) =>
      deleteNames(change, change.container(found.id), caller, each.slice(at, at + STRIDE)),
    );
  }
  return deleted;
}

/** Marks objects as deleted. Names without a current object are left alone. */
export async function deleteNames(
  change: Change,
  container: ContainerRow,
  caller: Caller,
  names: readonly string[],
): Promise<number> {
  if (names.length === 0) return 0;
  const current = [...(await change.current(container, names)).values()].filter(
    ({ cluster }) => cluster === NORMAL,
  );
  if (current.length === 0) return 0;
  const written = await change.write(
    container,
    current.map((object) => ({ name: object.name, current: object, draft: deletedVersion(object, caller) })),
  );
  await change.tx.sharing.endPaths(
    container,
    current.map(({ name }) => name),
  );
  return written.length;
}

/** Drops history and marks of deletion up to a time; what is current stays. Large ones in parts, each for itself. */
export async function purgeContainer(
  storage: ObjectStorage,
  caller: Caller,
  path: { account: string; container: string },
  until: bigint,
  conditions: Conditions = {},
): Promise<void> {
  const found = await ownContainer(storage, caller, path);
  for (let more = true, first = true; more; first = false) {
    more = await changeContainers(storage, [found.id], { name: path.container }, async (change) => {
      const container = change.container(found.id);
      if (first) checkContainer(conditions, container);
      const purged = await change.tx.history.purge(container.id, until);
      if (!storage.limits.freeVersioning) change.charge(container, -purged.bytes);
      change.drop(container, purged.bytes);
      return purged.more;
    });
  }
}

/** The caller's own container, for a change of it: 403 for others', 404 when it is missing. */
export async function ownContainer(
  storage: ObjectStorage,
  caller: Caller,
  path: { account: string; container: string },
): Promise<ContainerRow> {
  if (caller.user !== path.account) fail('forbidden');
  return (await storage.store.containers.find(path.account, path.container)) ?? fail('container_not_found');
}
