import type { Answer } from '#platform/http/route';
import { checkMetadataBytes, DELETE_AT, MANIFEST, manifestParts } from '../../domain/metadata.ts';
import type { ObjectStorage } from '../../domain/object-storage.ts';
import type { Caller } from '../../domain/identity-service.ts';
import { accountName, parseSource } from '../../domain/paths.ts';
import type { ObjectHeaders, StoredObject } from '../../domain/objects/put-object.ts';
import { etagOf } from '../../domain/versions.ts';
import type { ObjectPath } from '../../store/sharing.ts';
import { fail } from '../../errors.ts';
import { httpDate } from '../reply-headers.ts';
import {
  conditionsOf,
  contentTypeOf,
  objectMetadataOf,
  publicOf,
  type RequestHeaders,
  sharingOf,
  STANDING_HEADERS,
} from '../request-headers.ts';

export const JSON_TYPE = 'application/json; charset=UTF-8';
/** What an upload without a type is. */
const ANY_TYPE = 'application/octet-stream';

/** Metadata, sharing and conditions of a write; the order of checks is that of spec/object-storage 1.7. */
export function objectHeadersOf(
  storage: ObjectStorage,
  headers: RequestHeaders,
  caller: Caller,
  path: ObjectPath,
): ObjectHeaders {
  // Only the owner may delete, now or later.
  const isEnding = headers.has('x-delete-at') || headers.has('x-delete-after');
  if (isEnding && caller.user !== path.account) fail('forbidden');
  // Only the owner says what a large object is made of: a manifest reads what its reader may, wherever it is.
  if (headers.has('x-object-manifest') && caller.user !== path.account) fail('forbidden');
  const attributes = objectMetadataOf(headers, storage.clock);
  for (const name of [...STANDING_HEADERS, DELETE_AT]) {
    if (attributes.get(name) === '') attributes.delete(name);
  }
  const sharing = sharingOf(headers);
  if (publicOf(headers) === true) fail('publishing_not_offered');
  const manifest = attributes.get(MANIFEST);
  if (manifest !== undefined) manifestParts(manifest);
  checkMetadataBytes(storage, attributes);
  return { type: contentTypeOf(headers) ?? ANY_TYPE, attributes, sharing, conditions: conditionsOf(headers) };
}

/** The answer to a write of data. */
export function stored(object: StoredObject): Answer {
  return {
    status: 201,
    headers: {
      etag: etagOf(object.content),
      'content-type': JSON_TYPE,
      'last-modified': httpDate(object.mtime),
      'x-object-version': object.serial.toString(),
      'x-object-uuid': object.uuid,
      ...(object.content.checksum === '' ? { 'x-object-checksum-pending': 'true' } : {}),
    },
  };
}

/** The object that a header names, in an account. Fails with 400. */
export function sourceOf(
  header: string,
  headers: RequestHeaders,
  account: string,
  loose: boolean,
): ObjectPath {
  const value = headers.get(header.toLowerCase());
  if (value === undefined) return fail('bad_source', { header });
  const { container, object } = parseSource(header, value, loose);
  return { account, container, name: object };
}

/** The account of a source, by the name that this API or that of Swift gives the header; else the caller's own. */
export function sourceAccountOf(headers: RequestHeaders, caller: Caller): string {
  return (
    accountHeader(headers, 'x-source-account') ?? accountHeader(headers, 'x-copy-from-account') ?? caller.user
  );
}

/** An account named by a header. */
export function accountHeader(headers: RequestHeaders, name: string): string | undefined {
  const value = headers.get(name);
  return value === undefined || value === '' ? undefined : accountName(value);
}
