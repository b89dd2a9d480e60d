import type { FastifyRequest } from 'fastify';
import { OBJECT_STORE_PREFIX } from '#contract/object';
import type { Answer } from '#platform/route';
import { requireRight } from '../../domain/sharing/access.ts';
import { changeObject, deleteObject, purgeObject } from '../../domain/objects/change-object.ts';
import type { Caller } from '../../domain/identity-service.ts';
import { parseContentRange } from '../../domain/objects/ranges.ts';
import { updateData, type UpdateSource } from '../../domain/objects/update-data.ts';
import type { ObjectPath } from '../../store/sharing.ts';
import { fail } from '../../errors.ts';
import { member, requireOwner } from '../access.ts';
import { queryOf } from '../documents.ts';
import { untilOf } from '../listing-query.ts';
import { type ObjectApi, route } from '../object-api.ts';
import { JSON_TYPE, objectHeadersOf, sourceAccountOf, sourceOf, stored } from './object-writes.ts';
import { serialOf } from './read-objects.ts';
import { bodyOf } from '../request-body.ts';
import {
  conditionsOf,
  headersOf,
  lengthOf,
  objectMetadataOf,
  type RequestHeaders,
} from '../request-headers.ts';
import { objectOf } from '../target.ts';

const PATH = `${OBJECT_STORE_PREFIX}/:account/:container/*`;

export const post = route({
  method: 'POST',
  path: PATH,
  access: member,
  summary: 'Change the metadata of an object, or write into its data',
  stream: true,
  reply: { 202: null, 204: null },
  async handle({ service, caller, request }) {
    const path = objectOf(request);
    const { storage } = service;
    // A stranger learns nothing of what he sent: who may at least read may be told.
    if (caller.user !== path.account) await requireRight(storage.store, caller, path, 'read');
    const headers = headersOf(request);
    const type = headers.get('content-type');
    if (type?.toLowerCase().startsWith('multipart/form-data') === true) {
      fail('unsupported_type', { type: 'multipart/form-data' });
    }
    const bodyless = !headers.has('transfer-encoding') && (headers.get('content-length') ?? '0') === '0';
    const empty = bodyless && !headers.has('content-range');
    const data = headers.has('x-source-object') || (type === 'application/octet-stream' && !empty);
    return data
      ? updateObjectData(service, caller, path, request, headers)
      : updateMetadata(service, caller, path, request, headers);
  },
});

async function updateMetadata(
  { storage }: ObjectApi,
  caller: Caller,
  path: ObjectPath,
  request: FastifyRequest,
  headers: RequestHeaders,
): Promise<Answer> {
  const merge = queryOf(request).has('update');
  const wanted = objectHeadersOf(storage, headers, caller, path);
  const version = await changeObject(storage, caller, path, {
    metadata: objectMetadataOf(headers, storage.clock),
    merge,
    sharing: wanted.sharing,
    conditions: wanted.conditions,
  });
  const serial = version === undefined ? {} : { 'x-object-version': version.serial.toString() };
  return { status: 202, headers: { 'content-type': JSON_TYPE, ...serial } };
}

async function updateObjectData(
  service: ObjectApi,
  caller: Caller,
  path: ObjectPath,
  request: FastifyRequest,
  headers: RequestHeaders,
): Promise<Answer> {
  const text = headers.get('content-range');
  if (text === undefined) return fail('bad_range_missing');
  const range = parseContentRange(text) ?? fail('bad_content_range');
  const wanted = objectHeadersOf(service.storage, headers, caller, path);
  const object = await updateData(service.storage, caller, path, {
    range,
    source: updateSource(service, caller, request, headers),
    truncate: truncationOf(headers),
    metadata: objectMetadataOf(headers, service.storage.clock),
    merge: queryOf(request).has('update'),
    sharing: wanted.sharing,
    conditions: wanted.conditions,
  });
  return { ...stored(object), status: 204 };
}

function updateSource(
  service: ObjectApi,
  caller: Caller,
  request: FastifyRequest,
  headers: RequestHeaders,
): UpdateSource {
  if (!headers.has('x-source-object')) {
    return { kind: 'body', length: lengthOf(headers), body: bodyOf(request, service.transfers) };
  }
  const account = sourceAccountOf(headers, caller);
  const version = serialOf(headers.get('x-source-version'));
  return {
    kind: 'object',
    path: sourceOf('X-Source-Object', headers, account, false),
    ...(version === undefined ? {} : { version }),
  };
}

function truncationOf(headers: RequestHeaders): number | undefined {
  const text = headers.get('x-object-bytes');
  if (text === undefined) return undefined;
  return /^\d{1,15}$/.test(text) ? Number(text) : fail('bad_object_bytes');
}

export const remove = route({
  method: 'DELETE',
  path: PATH,
  access: member,
  summary: 'Delete an object, all under it, or its versions up to a time',
  reply: { 204: null },
  async handle({ service, caller, request }) {
    const path = objectOf(request);
    requireOwner(caller, path.account);
    const query = queryOf(request);
    // It would delete the list of parts alone, and its sender believes that the parts go with it.
    if (query.has('multipart-manifest')) fail('not_supported', { what: 'multipart-manifest' });
    const conditions = conditionsOf(headersOf(request));
    if (query.has('until'))
      await purgeObject(service.storage, caller, path, untilOf(query) ?? fail('bad_until'), conditions);
    else {
      const delimiter = query.get('delimiter') ?? '';
      await deleteObject(service.storage, caller, path, {
        conditions,
        ...(delimiter === '' ? {} : { delimiter }),
      });
    }
    return { status: 204 };
  },
});
