import { imageProperty, type Image } from '../api/images.ts';

/** The system of an image, "debian": what it says of itself, or its name where that says more than "linux". */
export function systemOf(image: Image): string {
  return moreThanLinux(imageProperty(image, 'OS')) ?? image.name;
}

/** The word for a system when it names one; "linux" alone names none. */
export function moreThanLinux(os: string | undefined): string | undefined {
  return os === undefined || os === '' || os.toLowerCase() === 'linux' ? undefined : os;
}
