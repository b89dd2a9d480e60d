import { queryOptions } from '@tanstack/react-query';
import type { Image as WireImage } from '#contract/image';
import { keys } from './keys.ts';
import { images } from './services.ts';

/** An image; its size in bytes, which a number holds exactly up to 8 PiB. */
export type Image = Omit<WireImage, 'size'> & { size: number };

export const imagesQuery = queryOptions({
  queryKey: keys.images(),
  staleTime: 30_000,
  async queryFn(): Promise<Image[]> {
    const found = await images.images({ sort_key: 'name', sort_dir: 'asc' });
    return found.map((image) => ({ ...image, size: Number(image.size) }));
  },
});

/** Who may use an image; its owner may stand among them. */
export const membersQuery = (id: string) =>
  queryOptions({
    queryKey: keys.imageMembers(id),
    queryFn: async () => (await images.members(id)).map(({ member_id }) => member_id),
  });

/** A property of an image whatever the case it was written in. */
export function imageProperty(image: Image, name: string): string {
  const found = Object.entries(image.properties).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return found?.[1] ?? '';
}
