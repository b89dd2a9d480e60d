import { imageProperty, type Image } from '../api/images.ts';

/** The system of an image, "debian": what it says of itself, or its name where that says more than "linux". */
export function systemOf(image: Image): string {
  return moreThanLinux(imageProperty(image, 'OS')) ?? image.name;
}

/**
 * Whether a machine of this image gets its password at its first start; unknown images are taken to do so. These properties
 * say that nothing, or no password, is set up inside (spec/node-side).
 */
export function setsPassword(image: Image | undefined): boolean {
  return takesKeys(image) && !says(image, 'EXCLUDE_TASK_CHANGEPASSWORD');
}

/** Whether keys that are chosen for a machine of this image get into it. */
export function takesKeys(image: Image | undefined): boolean {
  return !says(image, 'EXCLUDE_ALL_TASKS');
}

function says(image: Image | undefined, property: string): boolean {
  return image !== undefined && !/^(|no|false|0)$/i.test(imageProperty(image, property));
}

/** The word for a system when it names one; "linux" alone names none. */
export function moreThanLinux(os: string | undefined): string | undefined {
  return os === undefined || os === '' || os.toLowerCase() === 'linux' ? undefined : os;
}
