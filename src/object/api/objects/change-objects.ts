import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { OBJECT_STORE_PREFIX } from '#contract/object';
import type { Answer } from '#platform/http/route';
import { changeObject, deleteObject, purgeObject } from '../../domain/objects/change-object.ts';
import type { Caller } from '../../domain/identity-service.ts';
import { parseContentRange } from '../../domain/objects/ranges.ts';
import { updateData, type UpdateSource } from '../../domain/objects/update-data.ts';
import type { ObjectPath } from '../../store/sharing.ts';
import { fail } from '../../errors.ts';
import { owner, reader } from '../access.ts';
import { readUntil } from '../listing-query.ts';
import { type ObjectApi, route } from '../object-api.ts';
import { JSON_TYPE, objectHeadersOf, sourceAccountOf, sourceOf, stored } from './object-writes.ts';
import { changeHeaders, serialOf, writtenHeaders } from './object-headers.ts';
import { bodyOf } from '../request-body.ts';
import { headersOf, lengthOf, objectMetadataOf, type RequestHeaders } from '../request-headers.ts';
import { conditionHeaders, conditionsIn, done, flag, objectPath, text } from '../route-parts.ts';

const PATH = `${OBJECT_STORE_PREFIX}/:account/:container/*`;

export const post = route({
  method: 'POST',
  path: PATH,
  access: reader,
  summary: 'Change the metadata of an object, or write into its data',
  params: objectPath,
  query: z.object({ update: flag }),
  headers: changeHeaders.extend({
    'content-length': text.optional(),
    'content-range': text.optional(),
    'x-object-bytes': text.optional(),
    'x-source-object': text.optional(),
    'x-source-account': text.optional(),
    'x-source-version': text.optional(),
  }),
  stream: true,
  reply: {
    202: { headers: z.object({ 'x-object-version': text.optional() }) },
    204: { headers: writtenHeaders },
  },
  async handle({ service, caller, params: path, query, request }) {
    const headers = headersOf(request);
    const type = headers.get('content-type');
    if (type?.toLowerCase().startsWith('multipart/form-data') === true) {
      fail('unsupported_type', { type: 'multipart/form-data' });
    }
    const bodyless = !headers.has('transfer-encoding') && (headers.get('content-length') ?? '0') === '0';
    const empty = bodyless && !headers.has('content-range');
    const data = headers.has('x-source-object') || (type === 'application/octet-stream' && !empty);
    return data
      ? updateObjectData(service, caller, path, { merge: query.update, request, headers })
      : updateMetadata(service, caller, path, { merge: query.update, headers });
  },
});

async function updateMetadata(
  { storage }: ObjectApi,
  caller: Caller,
  path: ObjectPath,
  { merge, headers }: { merge: boolean; headers: RequestHeaders },
): Promise<Answer> {
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
  { merge, request, headers }: { merge: boolean; request: FastifyRequest; headers: RequestHeaders },
): Promise<Answer> {
  const sent = headers.get('content-range');
  if (sent === undefined) return fail('bad_range_missing');
  const range = parseContentRange(sent) ?? fail('bad_content_range');
  const wanted = objectHeadersOf(service.storage, headers, caller, path);
  const object = await updateData(service.storage, caller, path, {
    range,
    source: updateSource(service, caller, request, headers),
    truncate: truncationOf(headers),
    metadata: objectMetadataOf(headers, service.storage.clock),
    merge,
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
  const bytes = headers.get('x-object-bytes');
  if (bytes === undefined) return undefined;
  return /^\d{1,15}$/.test(bytes) ? Number(bytes) : fail('bad_object_bytes');
}

export const remove = route({
  method: 'DELETE',
  path: PATH,
  access: owner,
  summary: 'Delete an object, all under it, or its versions up to a time',
  params: objectPath,
  query: z.object({
    until: text.optional(),
    delimiter: text.optional(),
    'multipart-manifest': flag,
  }),
  headers: conditionHeaders,
  reply: { 204: done },
  async handle({ service, caller, params: path, query, headers }) {
    // It would delete the list of parts alone, and its sender believes that the parts go with it.
    if (query['multipart-manifest']) fail('not_supported', { what: 'multipart-manifest' });
    const conditions = conditionsIn(headers);
    const { until, delimiter = '' } = query;
    if (until !== undefined)
      await purgeObject(service.storage, caller, path, readUntil(until) ?? fail('bad_until'), conditions);
    else
      await deleteObject(service.storage, caller, path, {
        conditions,
        ...(delimiter === '' ? {} : { delimiter }),
      });
    return { status: 204 };
  },
});
