import { error } from '../errors.ts';

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

/** Checks the conditions of a read: times first, then tags. Throws NotModified or fails with 412. */
export function checkRead(conditions: Conditions, facts: Facts): void {
  checkTimes(conditions, facts);
  if (conditions.ifMatch !== undefined && !matches(conditions.ifMatch, facts.etag)) throw failed('If-Match');
  if (conditions.ifNoneMatch !== undefined && matches(conditions.ifNoneMatch, facts.etag))
    throw new NotModified(facts);
}

/** Only the times, as accounts and containers have no tag. */
export function checkTimes(conditions: Conditions, facts: Facts): void {
  const seconds = Number(facts.modified / 1_000_000n);
  if (conditions.ifModifiedSince !== undefined && seconds <= conditions.ifModifiedSince)
    throw new NotModified(facts);
  if (conditions.ifUnmodifiedSince !== undefined && seconds > conditions.ifUnmodifiedSince) {
    throw failed('If-Unmodified-Since');
  }
}

/** Checks the tags of a write against what stands there, which may be nothing. Fails with 412. */
export function checkWrite(conditions: Conditions, etag: string | undefined): void {
  const { ifMatch, ifNoneMatch } = conditions;
  if (ifMatch !== undefined && (etag === undefined || !matches(ifMatch, etag))) throw failed('If-Match');
  if (ifNoneMatch !== undefined && etag !== undefined && matches(ifNoneMatch, etag))
    throw failed('If-None-Match');
}

function failed(header: string): Error {
  return error('precondition_failed', { header });
}

/** A list of tags, quotes optional, case without meaning; `*` matches whatever exists. */
export function matches(list: string, etag: string): boolean {
  return list.split(',').some((item) => {
    const tag = unquote(item);
    return tag === '*' || (etag !== '' && tag.toLowerCase() === etag.toLowerCase());
  });
}

/** A tag without blanks, weakness mark and quotes. */
export function unquote(tag: string): string {
  const bare = tag.trim().replace(/^W\//, '');
  return bare.length >= 2 && bare.startsWith('"') && bare.endsWith('"') ? bare.slice(1, -1) : bare;
}
