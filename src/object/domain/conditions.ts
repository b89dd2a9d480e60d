import { error } from '../errors.ts';
import { etagOf } from './versions.ts';

/** The conditions of a request, as sent. */
export interface Conditions {
  ifMatch?: string;
  ifNoneMatch?: string;
  /** Seconds since 1970. */
  ifModifiedSince?: number;
  ifUnmodifiedSince?: number;
}

/** What they are compared with. `modified` in microseconds. */
export interface Facts {
  etag: string;
  modified: bigint;
}

/** The request is answered with 304 and no body. */
export class NotModified extends Error {
  override name = 'NotModified';
  readonly facts: Facts;

  constructor(facts: Facts) {
    super('not modified');
    this.facts = facts;
  }
}

/**
 * Checks the conditions of a read as RFC 9110 orders them: a tag that is named decides, and the time beside it is not
 * looked at. Throws NotModified or fails with 412.
 */
export function checkRead(conditions: Conditions, facts: Facts): void {
  checkUnchanged(conditions, facts);
  const { ifNoneMatch } = conditions;
  if (ifNoneMatch === undefined) checkTimes(conditions, facts);
  else if (matches(ifNoneMatch, facts.etag, 'weak')) throw new NotModified(facts);
}

/** Only the times, as accounts and containers have no tag. */
export function checkTimes(conditions: Conditions, facts: Facts): void {
  const { ifMatch, ifUnmodifiedSince, ifNoneMatch, ifModifiedSince } = conditions;
  if (ifMatch === undefined && isLater(facts, ifUnmodifiedSince)) throw failed('If-Unmodified-Since', facts);
  if (ifNoneMatch === undefined && ifModifiedSince !== undefined && !isLater(facts, ifModifiedSince))
    throw new NotModified(facts);
}

/** Checks the conditions of a write against what stands there, which may be nothing. Fails with 412. */
export function checkWrite(conditions: Conditions, standing: Standing | undefined): void {
  if (standing === undefined) {
    if (conditions.ifMatch !== undefined) throw failed('If-Match');
    return;
  }
  const facts = { etag: etagOf(standing), modified: standing.mtime };
  checkUnchanged(conditions, facts);
  if (conditions.ifNoneMatch !== undefined && matches(conditions.ifNoneMatch, facts.etag, 'weak'))
    throw failed('If-None-Match', facts);
}

/** What stands at a name, as far as conditions are about it. */
type Standing = Parameters<typeof etagOf>[0] & { mtime: bigint };

/** True when a write is to depend on what stands at its name. */
export function hasWriteConditions({ ifMatch, ifNoneMatch, ifUnmodifiedSince }: Conditions): boolean {
  return (ifMatch ?? ifNoneMatch ?? ifUnmodifiedSince) !== undefined;
}

function checkUnchanged({ ifMatch, ifUnmodifiedSince }: Conditions, facts: Facts): void {
  if (ifMatch !== undefined) {
    if (!matches(ifMatch, facts.etag, 'strong')) throw failed('If-Match', facts);
  } else if (isLater(facts, ifUnmodifiedSince)) throw failed('If-Unmodified-Since', facts);
}

function isLater({ modified }: Facts, seconds: number | undefined): boolean {
  return seconds !== undefined && modified / 1_000_000n > BigInt(seconds);
}

/** The answer tells the tag of what stands there, so that a client need not ask again. */
function failed(header: string, facts?: Facts): Error {
  const known = facts !== undefined && facts.etag !== '';
  return error('precondition_failed', { header }, known ? { headers: { etag: facts.etag } } : {});
}

/**
 * A list of tags, quotes optional, case without meaning; `*` matches whatever exists. Compared strongly a weak tag never
 * matches: equal is then not the same bytes.
 */
function matches(list: string, etag: string, comparison: 'strong' | 'weak'): boolean {
  return list.split(',').some((item) => {
    if (comparison === 'strong' && /^\s*W\//.test(item)) return false;
    const tag = unquote(item);
    return tag === '*' || (etag !== '' && tag.toLowerCase() === etag.toLowerCase());
  });
}

/**
 * Whether an `If-Range` says that the client's part is of this content; an empty one counts as absent. A date is proof only
 * when another change in its second can be ruled out.
 */
export function isCurrentRange(
  ifRange: string | undefined,
  seconds: number | undefined,
  facts: Facts,
  now: Date,
): boolean {
  if (ifRange === undefined || ifRange.trim() === '') return true;
  if (seconds === undefined) return matches(ifRange, facts.etag, 'strong');
  return seconds === Number(facts.modified / 1_000_000n) && now.getTime() >= (seconds + 2) * 1000;
}

/** A tag without blanks, weakness mark and quotes. */
export function unquote(tag: string): string {
  const bare = tag.trim().replace(/^W\//, '');
  return bare.length >= 2 && bare.startsWith('"') && bare.endsWith('"') ? bare.slice(1, -1) : bare;
}
