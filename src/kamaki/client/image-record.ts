import { decodeLeniently, ENCODED_FIELDS, type ImageHeaders } from '#contract/image-headers';
import type { Document } from './document.ts';

/** An image for people: fields as on the wire without their prefix, properties in upper case with `_`. */
export function imageRecord({ fields, properties }: ImageHeaders): Document {
  return {
    ...Object.fromEntries(
      // the others are decoded when they are read
      [...fields].map(([name, value]) => [name, ENCODED_FIELDS.has(name) ? value : decodeLeniently(value)]),
    ),
    properties: Object.fromEntries([...properties].map(([key, value]) => [key.toUpperCase(), value])),
  };
}
