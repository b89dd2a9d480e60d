import { differences } from '#platform/audit/entry';
import { fail } from '../../errors.ts';
import type { RescueImageChanges, RescueImageRow } from '../../store/rescue-images.ts';
import { numbered, record } from '../audit.ts';
import type { Compute } from '../compute.ts';

/** An image as its operator describes it. */
export interface NewRescueImage {
  name: string;
  /** An address, or a path below RESCUE_IMAGE_PATH. */
  location: string;
  /** Guessed from the location where it is not said. */
  locationType?: 'http' | 'file';
  osFamily?: string;
  os?: string;
  targetOsFamily?: string;
  targetOs?: string;
  isDefault?: boolean;
}

/** What can be changed of one. */
export type RescueImageChange = Partial<NewRescueImage> & { deleted?: boolean };

/** Adds an image. Of several there is one default at most: a second one is refused. */
export async function createRescueImage(compute: Compute, wanted: NewRescueImage): Promise<RescueImageRow> {
  const type = locationTypeOf(wanted.location, wanted.locationType);
  const now = compute.clock.now();
  return compute.store.transaction(async (tx) => {
    if (wanted.isDefault === true && (await tx.rescueImages.default()) !== undefined)
      fail('rescue_image_default_exists');
    const made = await tx.rescueImages.insert({
      name: wanted.name,
      location: wanted.location,
      locationType: type,
      osFamily: wanted.osFamily ?? '',
      os: wanted.os ?? '',
      targetOsFamily: wanted.targetOsFamily ?? '',
      targetOs: wanted.targetOs ?? '',
      isDefault: wanted.isDefault ?? false,
      deleted: false,
      created: now,
      updated: now,
    });
    await record(compute, tx, undefined, {
      action: 'rescue-image.create',
      object: numbered('rescue-image', made),
      details: { type, isDefault: made.isDefault },
    });
    return made;
  });
}

/** Where it lies is fixed while a machine uses it. Making one the default takes that from the other; one stays default. */
export async function modifyRescueImage(
  compute: Compute,
  id: number,
  { isDefault, ...change }: RescueImageChange,
): Promise<void> {
  const now = compute.clock.now();
  await compute.store.transaction(async (tx) => {
    const image = (await tx.rescueImages.lock(id)) ?? fail('rescue_image_not_found', { id });
    const moved = change.location !== undefined || change.locationType !== undefined;
    if (moved && (await tx.rescueImages.uses(id)) > 0) fail('rescue_image_in_use', { id });
    if (image.isDefault && (isDefault === false || change.deleted === true))
      fail('rescue_image_is_default', { id });
    if (isDefault === true) await tx.rescueImages.clearDefault(now);
    const location = change.location ?? image.location;
    const changes: RescueImageChanges = {
      ...change,
      ...(moved ? { locationType: locationTypeOf(location, change.locationType) } : {}),
      ...(isDefault === undefined ? {} : { isDefault }),
      updated: now,
    };
    await tx.rescueImages.update(id, changes);
    const { updated: _now, location: _address, ...plain } = changes;
    await record(compute, tx, undefined, {
      action: 'rescue-image.modify',
      object: numbered('rescue-image', image),
      // An address may hold a credential.
      details: { ...differences<object>(image, plain), ...(moved ? { location: 'changed' } : {}) },
    });
  });
}

/** Takes an image away; one that machines use only by `force`, the default one never. */
export async function removeRescueImage(
  compute: Compute,
  id: number,
  { force }: { force: boolean },
): Promise<void> {
  const now = compute.clock.now();
  await compute.store.transaction(async (tx) => {
    const image = (await tx.rescueImages.lock(id)) ?? fail('rescue_image_not_found', { id });
    if (image.isDefault) fail('rescue_image_is_default', { id });
    if (!force && (await tx.rescueImages.uses(id)) > 0) fail('rescue_image_in_use', { id });
    await tx.rescueImages.update(id, { deleted: true, updated: now });
    const object = numbered('rescue-image', image);
    await record(compute, tx, undefined, { action: 'rescue-image.remove', object, details: { force } });
  });
}

/** A file is named by a path that stays below RESCUE_IMAGE_PATH. */
function locationTypeOf(location: string, said: 'http' | 'file' | undefined): 'http' | 'file' {
  const type = said ?? (/^https?:\/\//.test(location) ? 'http' : 'file');
  const fine = type === 'http' ? /^https?:\/\/[^\s/]+\/\S*$/.test(location) : isPlainPath(location);
  if (!fine || location.length > 1024) fail('bad_rescue_location', { location: location.slice(0, 200) });
  return type;
}

function isPlainPath(path: string): boolean {
  const parts = path.split('/');
  return /^[\w.+@/ -]+$/.test(path) && parts.every((part) => part !== '' && part !== '.' && part !== '..');
}
