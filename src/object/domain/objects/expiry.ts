import { changeContainers } from '../containers/change-containers.ts';
import type { ObjectStorage } from '../object-storage.ts';

/** Objects looked up at a time, and removed in one transaction of their container at most. */
const STRIDE = 1000;

/**
 * Writes the marks of deletion of objects whose time is over, and gives back what they cost; readers have not seen them
 * since. A container in which that fails does not keep the others. Gives the number removed.
 */
export async function removeExpired(
  storage: ObjectStorage,
  container?: bigint,
  signal?: AbortSignal,
): Promise<number> {
  const { store, log } = storage;
  let removed = 0;
  for (;;) {
    const found = await store.objects.expired(STRIDE, container);
    let progress = 0;
    for (const [id, rows] of Map.groupBy(found, (row) => row.container)) {
      if (signal?.aborted === true) return removed;
      const names = rows.map(({ name }) => name);
      try {
        // Looking at them under the lock is what removes them.
        await changeContainers(storage, [id], { name: 'expiry' }, (change) =>
          change.current(change.container(id), names),
        );
        progress += names.length;
      } catch (err) {
        log.warn({ err, container: id, objects: names.length }, 'expired objects could not be removed yet');
      }
    }
    removed += progress;
    if (found.length < STRIDE || progress === 0) return removed;
  }
}

/** Removes what has expired in a container, so that it can be deleted when nothing else is in it. */
export async function expireContainer(
  storage: ObjectStorage,
  path: { account: string; container: string },
): Promise<void> {
  const found = await storage.store.containers.find(path.account, path.container);
  if (found !== undefined) await removeExpired(storage, found.id);
}
