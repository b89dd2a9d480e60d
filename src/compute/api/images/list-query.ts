import { z } from 'zod';
import type { ImageRecord } from '../../domain/images/record.ts';
import { fail } from '../../errors.ts';

const size = z
  .string()
  .regex(/^\d{1,19}$/, 'must be an integer')
  .transform(BigInt)
  .optional();

/** Filters and order of the image lists; other parameters are ignored. */
export const imageListQuery = z.object({
  sort_key: z.string().optional(),
  sort_dir: z.enum(['asc', 'desc']).optional(),
  name: z.string().optional(),
  container_format: z.string().optional(),
  disk_format: z.string().optional(),
  status: z.string().optional(),
  size_min: size,
  size_max: size,
});
export type ImageListQuery = z.output<typeof imageListQuery>;

/** What a list can be ordered by. */
const KEYS: Readonly<Record<string, (image: ImageRecord) => string | bigint | number>> = {
  id: ({ id }) => id,
  name: ({ name }) => name,
  status: ({ state }) => state,
  size: ({ sizeBytes }) => sizeBytes,
  disk_format: ({ diskFormat }) => diskFormat,
  container_format: ({ containerFormat }) => containerFormat,
  created_at: ({ createdAt }) => createdAt.getTime(),
  updated_at: ({ updatedAt }) => updatedAt.getTime(),
};

/** The images that pass the filters, in the wanted order: newest first unless said. */
export function arranged(images: readonly ImageRecord[], query: ImageListQuery): ImageRecord[] {
  const name = query.sort_key ?? 'created_at';
  const key = Object.hasOwn(KEYS, name) ? KEYS[name] : undefined;
  if (key === undefined) fail('bad_sort_key', { key: name.slice(0, 64) });
  const direction = query.sort_dir === 'asc' ? 1 : -1;
  return images
    .filter((image) => passes(image, query))
    .sort((a, b) => direction * (compare(key(a), key(b)) || compare(a.id, b.id)));
}

function compare<T extends string | bigint | number>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function passes(image: ImageRecord, query: ImageListQuery): boolean {
  const wanted: [string | undefined, string][] = [
    [query.name, image.name],
    [query.container_format, image.containerFormat],
    [query.disk_format, image.diskFormat],
    [query.status?.toUpperCase(), image.state],
  ];
  return (
    wanted.every(([asked, found]) => asked === undefined || asked === found) &&
    (query.size_min === undefined || image.sizeBytes >= query.size_min) &&
    (query.size_max === undefined || image.sizeBytes <= query.size_max)
  );
}
