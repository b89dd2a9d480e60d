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
