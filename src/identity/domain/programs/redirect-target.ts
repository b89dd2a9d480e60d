/** Escapes that a second reader may take for another path: dots, slashes, backslashes, percent signs, control characters. */
const TWO_READINGS = /%(?:2e|2f|5c|25|[01][0-9a-f]|7f)/i;

/**
 * An address that a client may be led back to, spelled in the one way that every reader takes alike (I19): http(s), the origin
 * exactly as it is compared, no user, fragment, backslash, dot segment or escape of one. Undefined for any other.
 */
export function plainAddress(
  text: string,
): { origin: string; segments: string[]; query: boolean } | undefined {
  if (!/^https?:\/\/[\x21-\x7e]+$/.test(text) || /[\\#@<>"`{}|^]/.test(text) || TWO_READINGS.test(text))
    return undefined;
  if (!URL.canParse(text)) return undefined;
  const { origin, href } = new URL(text);
  const [whole = '', query] = text.split(/\?(.*)/s, 2);
  const path = whole.slice(origin.length);
  if (!whole.startsWith(origin) || (path !== '' && !path.startsWith('/'))) return undefined;
  // what the parser would change would be another address
  if (href !== text && href !== `${text}/`) return undefined;
  const segments = path.split('/').slice(1);
  if (segments.some((segment) => segment === '.' || segment === '..')) return undefined;
  return { origin, segments, query: query !== undefined };
}

/** Whether an address is the registered one or below it, segment by segment. */
export function isAtOrBelow(registered: string, wanted: string): boolean {
  const [root, place] = [plainAddress(registered), plainAddress(wanted)];
  if (root === undefined || place === undefined || root.origin !== place.origin) return false;
  const fixed = root.segments.at(-1) === '' ? root.segments.slice(0, -1) : root.segments;
  return fixed.every((segment, at) => segment === place.segments[at]);
}
