/** A JSON object as a service sent it. Everything is printed as it came, so only the fields that steer a command are read. */
export type Document = Record<string, unknown>;

/** The value as an object; anything else is an answer that no service of this cloud gives. */
export function asDocument(value: unknown, what: string): Document {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new TypeError(`${what} is not a JSON object`);
  return value as Document;
}

/** A field as text: numbers as digits, anything absent or structured as the empty string. */
export function textOf(document: Document, key: string): string {
  const value = document[key];
  return typeof value === 'string'
    ? value
    : typeof value === 'number' || typeof value === 'bigint'
      ? String(value)
      : '';
}

/** A field as a whole number of bytes, percent or the like; 0 when it is not one. */
export function numberOf(document: Document, key: string): number {
  const value = document[key];
  const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'bigint' ? Number(number) : typeof number === 'number' ? number : 0;
}

/** A field that is an object itself; an empty one when it is absent. */
export function partOf(document: Document, key: string): Document {
  const value = document[key];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Document) : {};
}
