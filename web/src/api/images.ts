import { queryOptions } from '@tanstack/react-query';
import type { Image as WireImage } from '#contract/image';
import { call, callJson } from './http.ts';

const IMAGE = '/cyclades/image/v1.0';

/** An image; its size in bytes, which a number holds exactly up to 8 PiB. */
export type Image = Omit<WireImage, 'size'> & { size: number };

export const imagesQuery = queryOptions({
  queryKey: ['images'],
  staleTime: 30_000,
  async queryFn(): Promise<Image[]> {
    const { images } = await callJson<{ images: Image[] }>(
      `${IMAGE}/images/detail?sort_key=name&sort_dir=asc`,
    );
    return images;
  },
});

export interface NewImage {
  name: string;
  account: string;
  container: string;
  object: string;
  diskFormat: string;
  isPublic: boolean;
  properties: Record<string, string>;
}

/** Makes an image of a file that is in the cloud; the file is not copied. */
export async function registerImage(wanted: NewImage): Promise<void> {
  const path = [wanted.account, wanted.container, ...wanted.object.split('/')]
    .map(encodeURIComponent)
    .join('/');
  const headers: Record<string, string> = {
    'X-Image-Meta-Name': encodeURIComponent(wanted.name),
    'X-Image-Meta-Location': `pithos://${path}`,
    'X-Image-Meta-Disk-Format': wanted.diskFormat,
    'X-Image-Meta-Is-Public': String(wanted.isPublic),
  };
  for (const [name, value] of Object.entries(wanted.properties)) {
    if (value !== '')
      headers[`X-Image-Meta-Property-${encodeURIComponent(name)}`] = encodeURIComponent(value);
  }
  await call(`${IMAGE}/images/`, { method: 'POST', headers });
}

/** Takes the image out of the list; its file stays. */
export async function unregisterImage(id: string): Promise<void> {
  await call(`${IMAGE}/images/${id}`, { method: 'DELETE' });
}

/** A property of an image whatever the case it was written in. */
export function imageProperty(image: Image, name: string): string {
  const found = Object.entries(image.properties).find(([key]) => key.toLowerCase() === name.toLowerCase());
  return found?.[1] ?? '';
}
