import { say } from '#text/images';
import type { Image } from '../../api/images.ts';

export interface ImageGroup {
  key: string;
  label: string;
  images: Image[];
}

/** The images by whose they are; groups without any are left out. */
export function imageGroups(images: Image[], me: string): ImageGroup[] {
  const groups: ImageGroup[] = [
    { key: 'public', label: say.public, images: images.filter((image) => image.is_public) },
    { key: 'mine', label: say.mine, images: images.filter((image) => image.owner === me) },
    {
      key: 'shared',
      label: say.sharedWithMe,
      images: images.filter((image) => !image.is_public && image.owner !== me),
    },
  ];
  return groups.filter((group) => group.images.length > 0);
}

/** Whose an image is: "yours", "public", "shared with you". */
export function whoseWord(image: Image, me: string): string {
  if (image.owner === me) return say.yoursAlone;
  return image.is_public ? say.everyones : say.sharedWord;
}

/** Whether no machine can be made from it. */
export function isBroken({ status }: Image): boolean {
  return status === 'ERROR' || status === 'UNAVAILABLE';
}
