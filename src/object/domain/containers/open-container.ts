import type { ContainerRow, WrittenVersion } from '../../store/rows.ts';
import { fail, is } from '../../errors.ts';
import type { ObjectWrite } from '../objects/commit-batch.ts';
import type { WritableStorage } from '../objects/writable-storage.ts';
import type { Caller } from '../identity-service.ts';

interface ContainerPath {
  account: string;
  container: string;
}

/** The container, looked up a moment ago at most; 404 when it is missing. Rights are the caller's to check. */
export async function openContainer(storage: WritableStorage, path: ContainerPath): Promise<ContainerRow> {
  return storage.containers.get(path) ?? (await lookUp(storage, path)) ?? fail('container_not_found');
}

/** The caller's own container; 403 for others', 404 when it is missing. */
export async function openOwn(
  storage: WritableStorage,
  caller: Caller,
  path: ContainerPath,
): Promise<ContainerRow> {
  if (caller.user !== path.account) fail('forbidden');
  return openContainer(storage, path);
}

async function lookUp(storage: WritableStorage, path: ContainerPath): Promise<ContainerRow | undefined> {
  const container = await storage.store.containers.find(path.account, path.container);
  if (container !== undefined) storage.containers.add(container);
  return container;
}

/** Commits a write in a container that was opened a moment ago: another of its name may have taken its place since. */
export async function commitIn(
  storage: WritableStorage,
  container: ContainerRow,
  path: ContainerPath,
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
