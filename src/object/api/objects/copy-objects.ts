import type { FastifyRequest } from 'fastify';
import { OBJECT_STORE_PREFIX } from '#contract/object';
import type { Answer } from '#platform/route';
import type { CopyRequest } from '../../domain/objects/copy-draft.ts';
import { copyObject, moveObject } from '../../domain/objects/copy-object.ts';
import type { Caller } from '../../domain/identity-service.ts';
import type { ObjectPath } from '../../store/sharing.ts';
import { member } from '../access.ts';
import { queryOf } from '../documents.ts';
import { type ObjectApi, route } from '../object-api.ts';
import { accountHeader, JSON_TYPE, objectHeadersOf, sourceAccountOf, sourceOf } from './object-writes.ts';
import { serialOf } from './read-objects.ts';
import { encodeValue, httpDate } from '../reply-headers.ts';
import {
  contentTypeOf,
  headersOf,
  lengthOf,
  objectMetadataOf,
  type RequestHeaders,
} from '../request-headers.ts';
import { objectOf } from '../target.ts';

const PATH = `${OBJECT_STORE_PREFIX}/:account/:container/*`;

export const putMove = route({
  method: 'PUT',
  path: PATH,
  access: member,
  when: { header: 'x-move-from' },
  summary: 'Move an object here',
  reply: { 201: null },
  handle: ({ service, caller, request }) => copyHere(service, caller, request, 'X-Move-From'),
});

export const putCopy = route({
  method: 'PUT',
  path: PATH,
  access: member,
  when: { header: 'x-copy-from' },
  summary: 'Copy an object here',
  reply: { 201: null },
  handle: ({ service, caller, request }) => copyHere(service, caller, request, 'X-Copy-From'),
});

function copyHere(
  service: ObjectApi,
  caller: Caller,
  request: FastifyRequest,
  header: 'X-Copy-From' | 'X-Move-From',
): Promise<Answer> {
  const target = objectOf(request);
  const headers = headersOf(request);
  lengthOf(headers);
  const account = sourceAccountOf(headers, caller);
  const source = sourceOf(header, headers, account, true);
  return transfer(service, caller, request, headers, {
    source,
    target,
    move: header === 'X-Move-From',
    put: true,
  });
}

function copyAway(move: boolean) {
  return ({ service, caller, request }: { service: ObjectApi; caller: Caller; request: FastifyRequest }) => {
    const source = objectOf(request);
    const headers = headersOf(request);
    const account = accountHeader(headers, 'destination-account') ?? caller.user;
    const target = sourceOf('Destination', headers, account, true);
    return transfer(service, caller, request, headers, { source, target, move, put: false });
  };
}

export const copy = route({
  method: 'COPY',
  path: PATH,
  access: member,
  summary: 'Copy an object to the Destination',
  reply: { 201: null },
  handle: copyAway(false),
});

export const move = route({
  method: 'MOVE',
  path: PATH,
  access: member,
  summary: 'Move an object to the Destination',
  reply: { 201: null },
  handle: copyAway(true),
});

async function transfer(
  { storage }: ObjectApi,
  caller: Caller,
  request: FastifyRequest,
  headers: RequestHeaders,
  {
    source,
    target,
    move: moving,
    put,
  }: { source: ObjectPath; target: ObjectPath; move: boolean; put: boolean },
): Promise<Answer> {
  const query = queryOf(request);
  const wanted = objectHeadersOf(storage, headers, caller, target);
  const type = query.has('ignore_content_type') ? undefined : contentTypeOf(headers);
  const delimiter = query.get('delimiter') ?? '';
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
