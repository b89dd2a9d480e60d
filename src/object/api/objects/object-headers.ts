import { z } from 'zod';
import type { OpenObject } from '../../domain/objects/read-object.ts';
import type { ReadableContent } from '../../domain/objects/readable-content.ts';
import { sharingText } from '../../domain/sharing/sharing-text.ts';
import { encodeName, encodeValue, httpDate } from '../reply-headers.ts';
import { conditionHeaders, family, text } from '../route-parts.ts';

/** What a request may set on an object. Their handlers read all headers as one map: names of metadata are free. */
export const changeHeaders = conditionHeaders.extend({
  'content-type': text.optional(),
  'content-encoding': text.optional(),
  'content-disposition': text.optional(),
  'x-object-manifest': text.optional(),
  'x-object-sharing': text.optional(),
  'x-object-public': text.optional(),
  'x-delete-at': text.optional(),
  'x-delete-after': text.optional(),
  'x-object-meta-*': family,
  'x-remove-object-meta-*': family,
});

/** What is told of an object. */
export const factHeaders = z.object({
  etag: text,
  'last-modified': text,
  'accept-ranges': z.literal('bytes'),
  available: text,
  'x-timestamp': text,
  'x-object-hash': text,
  'x-object-uuid': text,
  'x-object-version': text,
  'x-object-version-timestamp': text,
  'x-object-modified-by': text,
  'x-object-checksum-pending': z.literal('true').optional(),
  'x-object-meta-*': family,
  'content-encoding': text.optional(),
  'content-disposition': text.optional(),
  'x-object-manifest': text.optional(),
  'x-delete-at': text.optional(),
  'x-object-sharing': text.optional(),
  'x-object-shared-by': text.optional(),
  'x-object-allowed-to': z.enum(['write', 'read']).optional(),
});

/** What is told of a version that a request has written. */
export const writtenHeaders = z.object({
  etag: text,
  'last-modified': text,
  'x-object-version': text,
  'x-object-uuid': text,
  'x-object-checksum-pending': z.literal('true').optional(),
});

export function objectHeaders(opened: OpenObject, content: ReadableContent): Record<string, string> {
  const { version, attributes, grant, pinned } = opened;
  const headers: Record<string, string> = {
    etag: content.etag,
    'content-type': version.type,
    'last-modified': httpDate(opened.modified),
    'accept-ranges': 'bytes',
    available: String(version.available),
    'x-timestamp': (Number(opened.modified) / 1e6).toFixed(5),
    'x-object-hash': version.hash ?? '',
    'x-object-uuid': version.uuid,
    'x-object-version': version.serial.toString(),
    'x-object-version-timestamp': httpDate(version.mtime),
    'x-object-modified-by': encodeValue(version.muser),
    ...(content.pending ? { 'x-object-checksum-pending': 'true' } : {}),
  };
  for (const [key, value] of attributes) headers[encodeName(key)] = encodeValue(value);
  if (pinned || grant.sharing === undefined) return headers;
  const sharing = sharingText(grant.sharing);
  if (sharing !== undefined) headers['x-object-sharing'] = encodeValue(sharing);
  if (grant.from !== undefined && grant.from !== opened.path.name) {
    headers['x-object-shared-by'] = encodeValue(
      `${opened.path.account}/${opened.path.container}/${grant.from}`,
    );
  }
  if (grant.right !== 'owner') headers['x-object-allowed-to'] = grant.right;
  return headers;
}

/** A `version` parameter: undefined when absent, `unknown` when it cannot be a serial. */
export function serialOf(text: string | null | undefined): bigint | 'unknown' | undefined {
  if (text === null || text === undefined) return undefined;
  return /^\d{1,18}$/.test(text) ? BigInt(text) : 'unknown';
}
