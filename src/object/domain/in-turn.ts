import type { ObjectStorage } from './object-storage.ts';

const turns = new WeakMap<ObjectStorage, Map<string, Promise<unknown>>>();

/** Does work of one kind after all that was given before it in this process has ended. */
export async function inTurn<T>(storage: ObjectStorage, kind: string, work: () => Promise<T>): Promise<T> {
  let queue = turns.get(storage);
  if (queue === undefined) turns.set(storage, (queue = new Map()));
  const before = queue.get(kind) ?? Promise.resolve();
  const mine = before.then(work, work);
  const settled = mine.catch(() => undefined);
  queue.set(kind, settled);
  try {
    return await mine;
  } finally {
    if (queue.get(kind) === settled) queue.delete(kind);
  }
}
