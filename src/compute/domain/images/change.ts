import { CONTAINER_FORMATS, DISK_FORMATS } from '#contract/image';
import { fail } from '../../errors.ts';
import { imageKey, propertyKey } from './record.ts';

/** What registering and updating may set; undefined leaves a thing as it is. */
export interface ImageChange {
  name?: string | undefined;
  diskFormat?: string | undefined;
  containerFormat?: string | undefined;
  isPublic?: boolean | undefined;
  /** An empty value takes the property away. */
  properties: ReadonlyMap<string, string>;
}

const MAX_PROPERTY_KEY = 93;
const MAX_VALUE = 256;

/** Keys of a new image: what is left out has its default. */
export function newImageKeys(wanted: ImageChange & { name: string }): Record<string, string> {
  const { diskFormat = 'diskdump', containerFormat = 'bare' } = wanted;
  return changedKeys({ ...wanted, diskFormat, containerFormat }).set;
}

/** The change as keys of the object's metadata, checked against the limits of spec/compute-api 2.3. */
export function changedKeys(change: ImageChange): { set: Record<string, string>; remove: string[] } {
  const set: Record<string, string> = {};
  const remove: string[] = [];
  if (change.name === '') fail('image_name_empty');
  if (change.diskFormat !== undefined && !DISK_FORMATS.some((format) => format === change.diskFormat)) {
    fail('bad_disk_format', { known: DISK_FORMATS.join(', ') });
  }
  if (
    change.containerFormat !== undefined &&
    !CONTAINER_FORMATS.some((format) => format === change.containerFormat)
  ) {
    fail('bad_container_format', { known: CONTAINER_FORMATS.join(', ') });
  }
  const fixed = {
    name: change.name,
    disk_format: change.diskFormat,
    container_format: change.containerFormat,
  };
  for (const [key, value] of Object.entries(fixed))
    if (value !== undefined) set[imageKey(key as 'name')] = checkValue(value);
  for (const [key, value] of change.properties) {
    if (!/^[\p{L}\p{N}_]+$/u.test(key) || key.length > MAX_PROPERTY_KEY) {
      fail('bad_property_name', { most: MAX_PROPERTY_KEY });
    }
    if (value === '') remove.push(propertyKey(key));
    else set[propertyKey(key)] = checkValue(value);
  }
  return { set, remove };
}

function checkValue(value: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (value.length > MAX_VALUE || /[\u0000-\u001f\u007f]/.test(value)) {
    fail('bad_image_value', { most: MAX_VALUE });
  }
  return value;
}

/** Refuses an image with more metadata than an object may have. */
export function checkCount(count: number, limit: number): void {
  if (count > limit) fail('too_many_image_metadata', { limit });
}
