import type { ObjectStorage } from '../object-storage.ts';

/** How often a removal that takes long says how far it is, in versions. */
const SAID_EVERY = 100_000;

/**
 * Removes what is left of deleted containers, a part at a time. What is done stays done: after a death the next call goes
 * on where it ended.
 */
export async function removeDetached(storage: ObjectStorage, signal?: AbortSignal): Promise<void> {
  for (const container of await storage.store.removals.detached())
    await removeParts(storage, container, () => signal?.aborted !== true);
}

/** Removes what is left of one deleted container while `goOn` says so. */
export async function removeParts(
  { store, killPoint, log }: ObjectStorage,
  container: bigint,
  goOn: () => boolean,
): Promise<void> {
  let removed = 0;
  for (let more = true; more && goOn();) {
    const part = await store.transaction((tx) => tx.removals.removePart(container));
    killPoint('object.remove.part-removed');
    more = part.more;
    const said = Math.floor(removed / SAID_EVERY);
    removed += part.versions;
    if (Math.floor(removed / SAID_EVERY) > said || (!more && removed >= SAID_EVERY))
      log.info({ container, removed, done: !more }, 'versions of a deleted container are removed');
  }
}
