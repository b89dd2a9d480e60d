import { say } from '#text/images';
import type { Image } from '../../api/images.ts';
import type { Server } from '../../api/servers.ts';

/* The limits of the image service (spec/compute-api 2.3), told before anything is sent. */
const LONGEST_VALUE = 256;
const LONGEST_KEY = 93;

const CONTROLS = /\p{Cc}/u;

/** What is wrong with a name for an image, or an empty string. */
export function nameProblem(name: string): string {
  if (name.trim() === '') return say.giveName;
  if (name.length > LONGEST_VALUE) return say.nameTooLong({ most: LONGEST_VALUE, count: name.length });
  return CONTROLS.test(name) ? say.plainText : '';
}

/** What is wrong with a property; the value may be missing only where an existing property is looked at. */
export function propertyProblem(key: string, value: string): { key?: string; value?: string } {
  const name = keyOf(key);
  return {
    ...(name === '' ? { key: say.giveProperty } : {}),
    ...(/^[\p{L}\p{N}_]*$/u.test(name) ? {} : { key: say.propertySigns }),
    ...(name.length > LONGEST_KEY ? { key: say.propertyTooLong({ most: LONGEST_KEY }) } : {}),
    ...(value === '' ? { value: say.giveValue } : {}),
    ...(CONTROLS.test(value) ? { value: say.plainText } : {}),
    ...(value.length > LONGEST_VALUE
      ? { value: say.valueTooLong({ most: LONGEST_VALUE, count: value.length }) }
      : {}),
  };
}

/** How the service writes the name of a property. */
export function keyOf(text: string): string {
  return text.trim().toLowerCase().replaceAll('-', '_');
}

/** The file that an image is, from its location; undefined when that names none. */
export function fileOf({
  location,
}: Pick<Image, 'location'>): { container: string; object: string } | undefined {
  const [, container, ...rest] = /^pithos:\/\/(.+)$/.exec(location)?.[1]?.split('/') ?? [];
  if (container === undefined || rest.length === 0) return undefined;
  try {
    return { container: decodeURIComponent(container), object: rest.map(decodeURIComponent).join('/') };
  } catch {
    return undefined;
  }
}

/** The folder of a file, ending in a slash, or an empty string at the top. */
export function folderOf(object: string): string {
  return object.slice(0, object.lastIndexOf('/') + 1);
}

/** The machines that were made of an image, those that are being destroyed among them. */
export function madeOf<Machine extends Pick<Server, 'image'>>(
  image: Pick<Image, 'id'>,
  machines: readonly Machine[],
): Machine[] {
  return machines.filter((machine) => machine.image.id === image.id);
}
