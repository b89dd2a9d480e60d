/** Domain of the metadata of an object that is made of another one; users cannot reach it. */
export const CONVERSION_DOMAIN = 'plankton-conversion';
/** The content that it is to be made of: hash and size. */
export const SOURCE_KEY = 'source';
/** It could not be made. */
export const FAILED_KEY = 'failed';

/** What `available` is for an object with these marks. */
export function availableWith(
  marks: Readonly<Record<string, string>> | undefined,
  available: number,
): number {
  if (marks === undefined || Object.keys(marks).length === 0) return available;
  return SOURCE_KEY in marks ? 0 : -1;
}
