import { fail } from '../errors.ts';
import type { MetaFilter } from '../store/listings.ts';
import type { Page } from '../domain/listing.ts';
import { keyForm } from './request-headers.ts';

/** The parameters of a request that choose a page, as they were sent. */
type PageQuery = Readonly<
  Partial<
    Record<
      'limit' | 'marker' | 'end_marker' | 'prefix' | 'delimiter' | 'reverse' | 'path' | 'meta',
      string | undefined
    >
  >
>;

/** Microseconds of an `until` parameter; undefined when absent or unreadable. Seconds may have a fraction. */
export function readUntil(text: string | undefined): bigint | undefined {
  const match = /^(\d{1,12})(?:\.(\d{1,9}))?$/.exec(text ?? '');
  if (match === null) return undefined;
  return BigInt(match[1] ?? '0') * 1_000_000n + BigInt((match[2] ?? '').padEnd(6, '0').slice(0, 6));
}

/** The page of a list that a request asks for. */
export function pageOf(query: PageQuery, most: number): Page {
  const wanted = /^\d{1,9}$/.test(query.limit ?? '') ? Number(query.limit) : 0;
  const page: Page = {
    limit: wanted === 0 ? most : Math.min(wanted, most),
    prefix: nameParameter(query, 'prefix') ?? '',
    realOnly: false,
    reverse: /^(?:true|1|yes|on|t|y)$/i.test(query.reverse ?? ''),
  };
  const marker = nameParameter(query, 'marker');
  const endMarker = nameParameter(query, 'end_marker');
  const delimiter = nameParameter(query, 'delimiter');
  if (marker !== undefined) page.marker = marker;
  if (endMarker !== undefined) page.endMarker = endMarker;
  if (delimiter !== undefined) page.delimiter = delimiter;
  return page;
}

/** A page of objects: `path` chooses one level; a prefix is completed by the delimiter (spec/object-storage 2.3.2). */
export function objectPageOf(query: PageQuery, most: number): Page {
  const page = pageOf(query, most);
  page.prefix = page.prefix.replace(/^\/+/, '');
  const path = nameParameter(query, 'path');
  if (path !== undefined) {
    const bare = path.replace(/^\/+/, '');
    return {
      ...page,
      prefix: bare === '' || bare.endsWith('/') ? bare : `${bare}/`,
      delimiter: '/',
      realOnly: true,
    };
  }
  const { delimiter, prefix } = page;
  if (delimiter !== undefined && prefix !== '' && !prefix.endsWith(delimiter))
    page.prefix = prefix + delimiter;
  return page;
}

/** A parameter that is compared with names; empty counts as absent. NUL cannot be in a name, nor go to the database. */
function nameParameter(query: PageQuery, name: keyof PageQuery): string | undefined {
  const value = query[name] ?? '';
  if (value.includes('\0')) fail('bad_name');
  return value === '' ? undefined : value;
}

/** Longest `meta` parameter that is looked at, and most terms: each is a condition of the query. */
const MAX_TERMS = 64;

/** Filters of a `meta` parameter: keys that exist are joined by OR, every other term must hold. */
export function filtersOf(query: PageQuery): MetaFilter[] {
  const terms = (nameParameter(query, 'meta') ?? '').split(',', MAX_TERMS).map((term) => term.trim());
  const filters: MetaFilter[] = [];
  const present: string[] = [];
  for (const term of terms) {
    if (term === '') continue;
    const compared = /^([^<>=!]+)(!=|<=|>=|=|<|>)(.*)$/s.exec(term);
    if (compared !== null) {
      const operator = compared[2] as '=';
      filters.push({
        kind: 'compare',
        key: stored(compared[1] ?? ''),
        operator,
        value: (compared[3] ?? '').trim(),
      });
    } else if (term.startsWith('!')) filters.push({ kind: 'absent', key: stored(term.slice(1)) });
    else present.push(stored(term));
  }
  if (present.length > 0) filters.push({ kind: 'any', keys: present });
  return filters;
}

function stored(key: string): string {
  return `X-Object-Meta-${keyForm(key.trim())}`;
}
