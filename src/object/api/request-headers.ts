import type { FastifyRequest } from 'fastify';
import type { Clock } from '#platform/clock';
import { fail } from '../errors.ts';
import type { Conditions } from '../domain/conditions.ts';
import type { Sharing } from '../store/sharing.ts';
import { parseSharing } from '../domain/sharing/sharing-text.ts';
import { DELETE_AT } from '../domain/metadata.ts';
import { refuseUnkept } from './unkept-headers.ts';

/** Headers of a request: names in lower case, both decoded, in the order sent. */
export type RequestHeaders = ReadonlyMap<string, string>;

const MAX_META_HEADERS = 90;
const MAX_NAME = 128;
const MAX_VALUE = 256;
/** Headers whose value is taken as it is. */
const PLAIN = new Set(['content-type', 'content-length']);
/** Headers that name an object: their escapes are undone where all names are read. */
const NAMES = new Set(['x-copy-from', 'x-move-from', 'destination', 'x-source-object']);
/** Characters that must never reach a reply header: controls and DEL. Tab is a control, too. */
// eslint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/;

/** Reads and decodes all headers once: UTF-8, raw or escaped. What is not UTF-8, and controls, are 400. */
export function headersOf(request: FastifyRequest): RequestHeaders {
  const headers = new Map<string, string>();
  const { rawHeaders } = request.raw;
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = decodeHeader(rawHeaders[at] ?? '').toLowerCase();
    const raw = rawHeaders[at + 1] ?? '';
    const value = PLAIN.has(name) ? asciiOf(raw) : decodeHeader(raw, !NAMES.has(name));
    const before = headers.get(name);
    headers.set(name, before === undefined ? value : `${before},${value}`);
  }
  return headers;
}

function isAscii(text: string): boolean {
  for (let at = 0; at < text.length; at += 1) if (text.charCodeAt(at) > 0x7e) return false;
  return true;
}

function asciiOf(text: string): string {
  return isAscii(text) ? text : fail('bad_header_character');
}

/** Node.js gives the bytes of a header as the characters of those codes. */
function decodeHeader(text: string, escaped = true): string {
  if (isAscii(text) && !(escaped && text.includes('%')))
    return CONTROL.test(text) ? fail('bad_header_character') : text;
  const plain = escaped
    ? text.replaceAll(/%([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text;
  const bytes = Buffer.from(plain, 'latin1');
  let decoded: string;
  try {
    decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return fail('bad_header_character');
  }
  return CONTROL.test(decoded) ? fail('bad_header_character') : decoded;
}

/** `foo_bar` and `FOO-BAR` are one key: `Foo-Bar`. */
export function keyForm(name: string): string {
  return name
    .replaceAll('_', '-')
    .split('-')
    .map((word) => {
      const [first = '', ...rest] = [...word];
      return first.toUpperCase() + rest.join('').toLowerCase();
    })
    .join('-');
}

/** Metadata of a level by the full name of the header in key form; `X-Remove-…` is an empty value. Fails with 400. */
export function metadataOf(
  headers: RequestHeaders,
  level: 'account' | 'container' | 'object',
): Map<string, string> {
  refuseUnkept(headers, level);
  const found = new Map<string, string>();
  const prefixes = [`x-${level}-meta-`, `x-remove-${level}-meta-`];
  for (const [name, value] of headers) {
    const prefix = prefixes.find((candidate) => name.startsWith(candidate));
    if (prefix === undefined) continue;
    const key = keyForm(`x-${level}-meta-${name.slice(prefix.length)}`);
    checkLengths(key, value);
    if (name.length === prefix.length) fail('metadata_name_missing');
    found.set(key, prefix === prefixes[0] ? value : '');
  }
  if (found.size > MAX_META_HEADERS) fail('too_many_headers');
  return found;
}

/** Headers that belong to an object's metadata without being the user's keys. */
export const STANDING_HEADERS = ['Content-Encoding', 'Content-Disposition', 'X-Object-Manifest'] as const;

/** Metadata of an object: the users' keys, and the standing headers and the time of its end when they are there. */
export function objectMetadataOf(headers: RequestHeaders, clock: Clock): Map<string, string> {
  const found = metadataOf(headers, 'object');
  const deleteAt = deleteAtOf(headers, Math.floor(clock.now().getTime() / 1000));
  if (deleteAt !== undefined) found.set(DELETE_AT, deleteAt);
  for (const name of STANDING_HEADERS) {
    const value = headers.get(name.toLowerCase());
    if (value === undefined) continue;
    checkLengths(name, value);
    found.set(name, value);
  }
  return found;
}

/** Seconds at which the object ends, as text; empty takes the end away. Fails with 400 for what is no time to come. */
function deleteAtOf(headers: RequestHeaders, now: number): string | undefined {
  const after = headers.get('x-delete-after');
  const at = headers.get('x-delete-at');
  if (after !== undefined && after !== '') {
    if (!/^[1-9]\d{0,8}$/.test(after)) fail('bad_expiry', { header: 'X-Delete-After' });
    return String(now + Number(after));
  }
  if (at === undefined || at === '') return at;
  if (!/^\d{1,10}$/.test(at) || Number(at) <= now) fail('bad_expiry', { header: DELETE_AT });
  return at;
}

function checkLengths(key: string, value: string): void {
  if ([...key].length > MAX_NAME) fail('header_name_too_large');
  if (value.length > MAX_VALUE && [...value].length > MAX_VALUE) fail('header_value_too_large');
}

/** Values by the rest of the name: groups and policies, whose names are lower case. */
export function prefixedHeaders(headers: RequestHeaders, prefix: string): Map<string, string> {
  const found = new Map<string, string>();
  for (const [name, value] of headers) {
    if (!name.startsWith(prefix)) continue;
    if (name.length === prefix.length) fail('metadata_name_missing');
    found.set(name.slice(prefix.length), value.replaceAll(' ', ''));
  }
  return found;
}

/** Conditions of a request. Dates that cannot be read are ignored. */
export function conditionsOf(headers: RequestHeaders): Conditions {
  const conditions: Conditions = {};
  const ifMatch = headers.get('if-match');
  const ifNoneMatch = headers.get('if-none-match');
  const since = secondsOf(headers.get('if-modified-since'));
  const until = secondsOf(headers.get('if-unmodified-since'));
  if (ifMatch !== undefined) conditions.ifMatch = ifMatch;
  if (ifNoneMatch !== undefined) conditions.ifNoneMatch = ifNoneMatch;
  if (since !== undefined) conditions.ifModifiedSince = since;
  if (until !== undefined) conditions.ifUnmodifiedSince = until;
  return conditions;
}

/** Seconds since 1970 of a date in RFC 1123, RFC 850 or asctime form; undefined for anything else. */
export function secondsOf(date: string | undefined): number | undefined {
  if (date === undefined || date.length > 64) return undefined;
  const asctime = /^[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}$/.test(date);
  const rfc = /^[A-Z][a-z]{2,8}, \d\d[ -][A-Z][a-z]{2}[ -]\d{2,4} \d\d:\d\d:\d\d GMT$/.test(date);
  if (!asctime && !rfc) return undefined;
  const milliseconds = Date.parse(asctime ? `${date} GMT` : date.replaceAll('-', ' '));
  return Number.isNaN(milliseconds) ? undefined : Math.floor(milliseconds / 1000);
}

export function sharingOf(headers: RequestHeaders): Sharing | undefined {
  const text = headers.get('x-object-sharing');
  return text === undefined ? undefined : parseSharing(text);
}

/** `X-Object-Public`: true or false; undefined when absent. Fails with 400 for anything else. */
export function publicOf(headers: RequestHeaders): boolean | undefined {
  const value = headers.get('x-object-public');
  if (value === undefined) return undefined;
  const lower = value.trim().toLowerCase();
  if (lower === 'true') return true;
  if (lower === 'false' || lower === '') return false;
  return fail('bad_public', { value: value.slice(0, 40) });
}

/** Length of the body: bytes, undefined for one of unknown length. Fails with 411 when the request says neither. */
export function lengthOf(headers: RequestHeaders): number | undefined {
  if (headers.get('transfer-encoding')?.toLowerCase().includes('chunked') === true) return undefined;
  const text = headers.get('content-length');
  if (text === undefined || !/^\d{1,15}$/.test(text)) return fail('length_required');
  return Number(text);
}

/** The type of an object. Only a type is taken: what is echoed later must not be more. Fails with 400. */
export function contentTypeOf(headers: RequestHeaders): string | undefined {
  const type = headers.get('content-type')?.trim();
  if (type === undefined || type === '') return undefined;
  if (type.length > 256) fail('header_value_too_large');
  if (CONTROL.test(type)) fail('bad_header_character');
  return type;
}
