const TIME = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?)?(Z|[+-]\d\d:?\d\d)?$/;

/** A time in ISO 8601, which is UTC where it names no offset; undefined for anything else. */
export function readTime(text: string): Date | undefined {
  const [match, offset] = TIME.exec(text) ?? [];
  if (match === undefined) return undefined;
  const full = text.length === 10 ? `${text}T00:00` : text.replace(' ', 'T');
  const time = Date.parse(offset === undefined ? `${full}Z` : full);
  return Number.isNaN(time) ? undefined : new Date(time);
}
