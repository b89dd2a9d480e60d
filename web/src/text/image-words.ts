import { imageProperty, type Image } from '../api/images.ts';

/** The system of an image, "debian": what it says of itself, or its name where that says more than "linux". */
export function systemOf(image: Image): string {
  return moreThanLinux(imageProperty(image, 'OS')) ?? image.name;
}

/**
 * Whether a machine of this image gets its password and keys at its first start; unknown images are taken to do so. These
 * properties say that nothing is set up inside (spec/node-side).
 */
export function setsPassword(image: Image | undefined): boolean {
  if (image === undefined) return true;
  return !['EXCLUDE_ALL_TASKS', 'EXCLUDE_TASK_CHANGEPASSWORD'].some(
    (name) => !/^(|no|false|0)$/i.test(imageProperty(image, name)),
  );
}

/** The word for a system when it names one; "linux" alone names none. */
export function moreThanLinux(os: string | undefined): string | undefined {
  return os === undefined || os === '' || os.toLowerCase() === 'linux' ? undefined : os;
}
