/* An image in headers (spec/compute-api 2.3), as its service, programs and the console read and write them. */

const META = 'x-image-meta-';
const PROPERTY = 'x-image-meta-property-';

/** The image as headers give it: plain fields by name (`disk-format`), properties by lower-case key with `_`. */
export interface ImageHeaders {
  fields: Map<string, string>;
  properties: Map<string, string>;
}

/** Fields whose value is percent-encoded UTF-8; the location is encoded part by part and stays as it is. */
export const ENCODED_FIELDS = new Set(['name', 'description']);

/** Reads `X-Image-Meta-*`; keys and values of properties are percent-encoded UTF-8. Throws what `decode` does, which is URIError on a broken escape. */
export function readImageHeaders(
  headers: Iterable<readonly [string, string]>,
  decode = decodeURIComponent,
): ImageHeaders {
  const found: ImageHeaders = { fields: new Map(), properties: new Map() };
  for (const [name, value] of headers) {
    const lower = name.toLowerCase();
    if (lower.startsWith(PROPERTY)) {
      const key = decode(lower.slice(PROPERTY.length))
        .replaceAll(/[^\p{L}\p{N}]/gu, '_')
        .toLowerCase();
      found.properties.set(key, decode(value));
    } else if (lower.startsWith(META)) {
      const field = lower.slice(META.length);
      found.fields.set(field, ENCODED_FIELDS.has(field) ? decode(value) : value);
    }
  }
  return found;
}

/** For readers of answers: a text with a stray `%`, as another cloud may write it, stays as it is. */
export function decodeLeniently(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}

/** Writes fields and properties as headers; undefined ones are left out. */
export function writeImageHeaders(
  fields: Record<string, string | undefined>,
  properties: Iterable<readonly [string, string]>,
): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined)
      headers[`${META}${field}`] = ENCODED_FIELDS.has(field) ? encodeURIComponent(value) : value;
  }
  for (const [key, value] of properties) {
    headers[`${PROPERTY}${encodeURIComponent(key.replaceAll('_', '-'))}`] = encodeURIComponent(value);
  }
  return headers;
}
