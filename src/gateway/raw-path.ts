import type { ServiceError } from '#platform/errors';
import { error } from './errors.ts';

/** A request target as it came, cut at its first question mark; nothing in it is decoded. */
export interface RawTarget {
  /** Starts with `/`; without the prefix of the browser's door. */
  path: string;
  /** It came through the browser's door, `/ui/api/…`. */
  browser: boolean;
  /** With its question mark, or empty. */
  query: string;
  /** The first path segment, undecoded: what routing looks at, and nothing else. */
  first: string;
}

/** An address longer than this is refused; object names have 1,024 characters of up to 12 bytes each. */
const MAX_TARGET_LENGTH = 15_000;
/** `/pithos/object-store/v1/` and `/pithos/public/`: what follows names objects, which may hold dots and slashes. */
const OBJECT_PREFIXES = ['/pithos/object-store/v1/', '/pithos/public/'];
/** Segments in which every service spells its own fixed names: an escape there is a trick. */
const FIXED_SEGMENTS = 3;
/** Calls of the console come here, followed by the real path. */
const BROWSER_PREFIX = '/ui/api';

/**
 * Reads the target of a request line. Refused: anything but `/…` of visible ASCII, and, outside the names of objects, dot
 * segments in any spelling and escapes or backslashes where our own fixed names stand.
 */
export function readTarget(url: string): RawTarget | ServiceError {
  if (url.length > MAX_TARGET_LENGTH) return error('address_too_long');
  if (!/^\/[\x21-\x7e]*$/.test(url) || url.includes('#')) return error('bad_address');
  const mark = url.indexOf('?');
  const whole = mark === -1 ? url : url.slice(0, mark);
  const browser = whole.startsWith(`${BROWSER_PREFIX}/`);
  const path = browser ? whole.slice(BROWSER_PREFIX.length) : whole;
  const query = mark === -1 ? '' : url.slice(mark);
  const checked = OBJECT_PREFIXES.find((prefix) => path.startsWith(prefix)) ?? path;
  const segments = checked.slice(1).split('/');
  if (segments.some(isDotSegment)) return error('bad_address');
  if (segments.slice(0, FIXED_SEGMENTS).some((segment) => /[%\\;]/.test(segment))) {
    return error('bad_address');
  }
  return { path, query, browser, first: segments[0] ?? '' };
}

function isDotSegment(segment: string): boolean {
  if (segment.length > 6) return false;
  const plain = segment.replaceAll(/%2e/gi, '.');
  return plain === '.' || plain === '..';
}
