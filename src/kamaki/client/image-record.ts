import type { ImageHeaders } from '#contract/image-headers';
import type { Document } from './document.ts';
import { decodeHeader } from './header-text.ts';

/** An image for people: fields as on the wire without their prefix, properties in upper case with `_`. */
export function imageRecord({ fields, properties }: ImageHeaders): Document {
  return {
    ...Object.fromEntries([...fields].map(([name, value]) => [name, decodeHeader(value)])),
    properties: Object.fromEntries([...properties].map(([key, value]) => [key.toUpperCase(), value])),
  };
}
