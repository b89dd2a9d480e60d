/** Percent-decodes the text of a header; a value with a stray `%` is left as it is. */
export function decodeHeader(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch (error) {
    if (error instanceof URIError) return value;
    throw error;
  }
}
