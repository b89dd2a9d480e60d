import type { ContentDamage } from '../../store/blocks/damage.ts';
import type { ObjectStorage } from '../object-storage.ts';

/** Paths told to the log. */
const MOST_PATHS = 1000;

/**
 * Puts damage on record and gives the paths of objects that it hits, for the log. Without them, undefined, when the database
 * cannot find them in time: that must not end what found the damage.
 */
export async function recordDamage(
  { store, log }: ObjectStorage,
  damages: readonly ContentDamage[],
): Promise<string[] | undefined> {
  await store.damage.record(damages);
  try {
    return await store.damage.pathsOf(damages, MOST_PATHS);
  } catch (error) {
    log.warn({ err: error }, 'the objects that damage hits cannot be named');
    return undefined;
  }
}

/** Whether any version of an object is hit by damage on record. */
export function hasLostContent({ store }: ObjectStorage): Promise<boolean> {
  return store.damage.hitsAny();
}

/** A content by the hash and size that its list of blocks has. */
export interface LostContent {
  hash: string;
  sizeBytes: number;
}

/** Paths of objects, now or in their history, that have this content; a thousand at most. */
export function objectsWith({ store }: ObjectStorage, content: LostContent): Promise<string[]> {
  return store.damage.pathsOf([content], MOST_PATHS);
}

/**
 * Lets collections go on without the list of blocks of this content: blocks that nothing else uses go. False, and nothing
 * changes, when it is not on record as lost.
 */
export async function giveUpContent(
  { store }: ObjectStorage,
  { hash, sizeBytes }: LostContent,
): Promise<boolean> {
  return (await store.damage.giveUp(hash, sizeBytes)) > 0;
}
