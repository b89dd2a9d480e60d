import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { OBJECT_STORE_PREFIX } from '#contract/object';
import type { Answer } from '#platform/http/route';
import type { CopyRequest } from '../../domain/objects/copy-draft.ts';
import { copyObject, moveObject } from '../../domain/objects/copy-object.ts';
import type { Caller } from '../../domain/identity-service.ts';
import type { ObjectPath } from '../../store/sharing.ts';
import { member } from '../access.ts';
import { type ObjectApi, route } from '../object-api.ts';
import { accountHeader, JSON_TYPE, objectHeadersOf, sourceAccountOf, sourceOf } from './object-writes.ts';
import { changeHeaders, serialOf, writtenHeaders } from './object-headers.ts';
import { encodeValue, httpDate } from '../reply-headers.ts';
import {
  contentTypeOf,
  headersOf,
  lengthOf,
  objectMetadataOf,
  type RequestHeaders,
} from '../request-headers.ts';
import { flag, objectPath, text } from '../route-parts.ts';

const PATH = `${OBJECT_STORE_PREFIX}/:account/:container/*`;

const copyQuery = z.object({ delimiter: text.optional(), ignore_content_type: flag });
type CopyQuery = z.output<typeof copyQuery>;

const copyHeaders = changeHeaders.extend({ 'x-fresh-metadata': text.optional() });
const hereHeaders = copyHeaders.extend({
  'content-length': text.optional(),
  'x-source-account': text.optional(),
});
const awayHeaders = copyHeaders.extend({
  destination: text.optional(),
  'destination-account': text.optional(),
});
/** What is moved is the object as it is now. */
const versionHeaders = { 'x-source-version': text.optional() };
const copiedHeaders = writtenHeaders.extend({ 'x-copied-from': text });

export const putMove = route({
  method: 'PUT',
  path: PATH,
  access: member,
  when: { header: 'x-move-from' },
  summary: 'Move an object here',
  params: objectPath,
  query: copyQuery,
  headers: hereHeaders.extend({ 'x-move-from': text }),
  reply: { 201: { headers: copiedHeaders } },
  handle: ({ service, caller, params, query, request }) =>
    copyHere(service, caller, params, query, request, 'X-Move-From'),
});

export const putCopy = route({
  method: 'PUT',
  path: PATH,
  access: member,
  when: { header: 'x-copy-from' },
  summary: 'Copy an object here',
  params: objectPath,
  query: copyQuery,
  headers: hereHeaders.extend({
    'x-copy-from': text,
    'x-copy-from-account': text.optional(),
    ...versionHeaders,
  }),
  reply: { 201: { headers: copiedHeaders } },
  handle: ({ service, caller, params, query, request }) =>
    copyHere(service, caller, params, query, request, 'X-Copy-From'),
});

function copyHere(
  service: ObjectApi,
  caller: Caller,
  target: ObjectPath,
  query: CopyQuery,
  request: FastifyRequest,
  header: 'X-Copy-From' | 'X-Move-From',
): Promise<Answer> {
  const headers = headersOf(request);
  lengthOf(headers);
  const account = sourceAccountOf(headers, caller);
  const source = sourceOf(header, headers, account, true);
  return transfer(service, caller, query, headers, {
    source,
    target,
    move: header === 'X-Move-From',
    put: true,
  });
}

interface Away {
  service: ObjectApi;
  caller: Caller;
  params: ObjectPath;
  query: CopyQuery;
  request: FastifyRequest;
}

function copyAway(move: boolean) {
  return ({ service, caller, params: source, query, request }: Away) => {
    const headers = headersOf(request);
    const account = accountHeader(headers, 'destination-account') ?? caller.user;
    const target = sourceOf('Destination', headers, account, true);
    return transfer(service, caller, query, headers, { source, target, move, put: false });
  };
}

export const copy = route({
  method: 'COPY',
  path: PATH,
  access: member,
  summary: 'Copy an object to the Destination',
  params: objectPath,
  query: copyQuery,
  headers: awayHeaders.extend(versionHeaders),
  reply: { 201: { headers: copiedHeaders } },
  handle: copyAway(false),
});

export const move = route({
  method: 'MOVE',
  path: PATH,
  access: member,
  summary: 'Move an object to the Destination',
  params: objectPath,
  query: copyQuery,
  headers: awayHeaders,
  reply: { 201: { headers: copiedHeaders } },
  handle: copyAway(true),
});

async function transfer(
  { storage }: ObjectApi,
  caller: Caller,
  query: CopyQuery,
  headers: RequestHeaders,
  {
    source,
    target,
    move: moving,
    put,
  }: { source: ObjectPath; target: ObjectPath; move: boolean; put: boolean },
): Promise<Answer> {
  const wanted = objectHeadersOf(storage, headers, caller, target);
  const type = query.ignore_content_type ? undefined : contentTypeOf(headers);
  const { delimiter = '' } = query;
  const sourceVersion = moving ? undefined : serialOf(headers.get('x-source-version'));
  const copyRequest: CopyRequest = {
    type,
    metadata: objectMetadataOf(headers, storage.clock),
    freshMetadata: headers.get('x-fresh-metadata')?.toLowerCase() === 'true',
    sharing: wanted.sharing,
    // Conditions are of what the address names: the destination of a PUT, the source of a COPY.
    conditions: put ? {} : wanted.conditions,
    targetConditions: put ? wanted.conditions : {},
    ...(delimiter === '' ? {} : { delimiter }),
    ...(sourceVersion === undefined ? {} : { sourceVersion }),
  };
  const made = await (moving ? moveObject : copyObject)(storage, caller, source, target, copyRequest);
  return {
    status: 201,
    headers: {
      etag: made.etag,
      'content-type': JSON_TYPE,
      'last-modified': httpDate(made.mtime),
      'x-object-version': made.serial.toString(),
      'x-object-uuid': made.uuid,
      'x-copied-from': encodeValue(`${source.container}/${source.name}`),
    },
  };
}
