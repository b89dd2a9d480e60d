import type { FastifyRequest } from 'fastify';
import { parseJson } from '#contract/json';
import { HashmapBody, OBJECT_STORE_PREFIX } from '#contract/object';
import { readRequestBody } from '#platform/request-body';
import type { Answer } from '#platform/route';
import { changeObject, deleteObject, purgeObject } from '../domain/change-object.ts';
import { copyObject, type CopyRequest, moveObject } from '../domain/copy-object.ts';
import type { Caller } from '../domain/object-storage.ts';
import { accountName, parseSource } from '../domain/paths.ts';
import { type ObjectHeaders, putHashmap, putObject, type StoredObject } from '../domain/put-object.ts';
import { parseContentRange } from '../domain/ranges.ts';
import { updateData, type UpdateSource } from '../domain/update-data.ts';
import { etagOf } from '../domain/versions.ts';
import type { ObjectPath } from '../store/sharing.ts';
import { error, fail } from '../errors.ts';
import { member } from './access.ts';
import { queryOf } from './documents.ts';
import { untilOf } from './listing-query.ts';
import { type ObjectApi, route } from './object-api.ts';
import { serialOf } from './read-objects.ts';
import { bodyOf, reading } from './request-body.ts';
import { encodeValue, httpDate } from './reply-headers.ts';
import {
  conditionsOf,
  contentTypeOf,
  headersOf,
  lengthOf,
  objectMetadataOf,
  publicOf,
  type RequestHeaders,
  sharingOf,
} from './request-headers.ts';
import { objectOf } from './target.ts';

const PATH = `${OBJECT_STORE_PREFIX}/:account/:container/*`;
const JSON_TYPE = 'application/json; charset=UTF-8';
/** What an upload without a type is. */
const ANY_TYPE = 'application/octet-stream';

/** Metadata, sharing and conditions of a write; the order of checks is that of spec/object-storage 1.7. */
function objectHeadersOf(headers: RequestHeaders, caller: Caller, path: ObjectPath): ObjectHeaders {
  const attributes = objectMetadataOf(headers);
  for (const name of ['Content-Encoding', 'Content-Disposition', 'X-Object-Manifest']) {
    if (attributes.get(name) === '') attributes.delete(name);
  }
  const sharing = sharingOf(headers);
  if (publicOf(headers) === true) fail('bad_request', { reason: 'Publishing is not offered yet.' });
  if (attributes.has('X-Object-Manifest') && caller.user !== path.account) fail('forbidden');
  return { type: contentTypeOf(headers) ?? ANY_TYPE, attributes, sharing, conditions: conditionsOf(headers) };
}

function stored(object: StoredObject): Answer {
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

export const putFromHashmap = route({
  method: 'PUT',
  path: PATH,
  access: member,
  when: { query: ['hashmap'] },
  summary: 'Create an object from blocks uploaded before; 409 with the hashes that are missing',
  stream: true,
  reply: { 201: null },
  handle: ({ service, caller, request }) =>
    reading(request, async () => {
      const path = objectOf(request);
      const headers = headersOf(request);
      const wanted = objectHeadersOf(headers, caller, path);
      lengthOf(headers);
      refuseEncoding(request);
      const hashmap = await hashmapOf(service, request);
      const outcome = await putHashmap(service.storage, caller, path, wanted, hashmap);
      if ('missing' in outcome) throw error('blocks_missing', {}, { data: outcome.missing });
      return stored(outcome);
    }),
});

async function hashmapOf({ storage }: ObjectApi, request: FastifyRequest) {
  const { maxHashmapBytes } = storage.limits;
  const bytes = await readRequestBody(request.raw, maxHashmapBytes);
  if (bytes === 'too large') return fail('body_too_large', { limit: maxHashmapBytes });
  let document: unknown;
  try {
    document = parseJson(bytes.toString('utf8'));
  } catch (cause) {
    return fail('bad_hashmap', {}, { cause });
  }
  const parsed = HashmapBody.safeParse(document);
  if (!parsed.success) return fail('bad_hashmap');
  const { bytes: size, hashes, block_size: blockSize, block_hash: blockHash } = parsed.data;
  if (size < 0n || size > BigInt(Number.MAX_SAFE_INTEGER)) fail('bad_hashmap_size');
  return { bytes: Number(size), hashes, blockSize, blockHash };
}

/** An encoded body would be stored as something else than its length and checksum say. */
function refuseEncoding(request: FastifyRequest): void {
  if (request.headers['content-encoding'] !== undefined) fail('unsupported_type', { type: 'an encoded body' });
}

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

export const putData = route({
  method: 'PUT',
  path: PATH,
  access: member,
  summary: 'Create or overwrite an object',
  stream: true,
  reply: { 201: null },
  handle: ({ service, caller, request }) =>
    reading(request, async () => {
      const path = objectOf(request);
      const query = queryOf(request);
      if (query.has('multipart-manifest') || query.has('extract-archive')) {
        fail('bad_request', { reason: 'This kind of upload is not supported.' });
      }
      const headers = headersOf(request);
      const wanted = objectHeadersOf(headers, caller, path);
      const upload = { ...wanted, length: lengthOf(headers), etag: headers.get('etag') };
      const body = bodyOf(request, service.transfers);
      return stored(await putObject(service.storage, caller, path, { ...upload, body }));
    }),
});

function copyHere(service: ObjectApi, caller: Caller, request: FastifyRequest, header: 'X-Copy-From' | 'X-Move-From'): Promise<Answer> {
  const target = objectOf(request);
  const headers = headersOf(request);
  lengthOf(headers);
  const account = accountHeader(headers, 'x-source-account') ?? caller.user;
  const source = sourceOf(header, headers, account, true);
  return transfer(service, caller, request, headers, { source, target, move: header === 'X-Move-From' });
}

function sourceOf(header: string, headers: RequestHeaders, account: string, loose: boolean): ObjectPath {
  const value = headers.get(header.toLowerCase());
  if (value === undefined) return fail('bad_source', { header });
  const { container, object } = parseSource(header, value, loose);
  return { account, container, name: object };
}

function accountHeader(headers: RequestHeaders, name: string): string | undefined {
  const value = headers.get(name);
  return value === undefined || value === '' ? undefined : accountName(value);
}

function copyAway(move: boolean) {
  return ({ service, caller, request }: { service: ObjectApi; caller: Caller; request: FastifyRequest }) => {
    const source = objectOf(request);
    const headers = headersOf(request);
    const account = accountHeader(headers, 'destination-account') ?? caller.user;
    const target = sourceOf('Destination', headers, account, true);
    return transfer(service, caller, request, headers, { source, target, move });
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
  { source, target, move: moving }: { source: ObjectPath; target: ObjectPath; move: boolean },
): Promise<Answer> {
  const query = queryOf(request);
  const wanted = objectHeadersOf(headers, caller, target);
  const type = query.has('ignore_content_type') ? undefined : contentTypeOf(headers);
  const delimiter = query.get('delimiter') ?? '';
  const sourceVersion = moving ? undefined : serialOf(headers.get('x-source-version'));
  const copyRequest: CopyRequest = {
    type,
    metadata: objectMetadataOf(headers),
    freshMetadata: headers.get('x-fresh-metadata')?.toLowerCase() === 'true',
    sharing: wanted.sharing,
    conditions: tagsOnly(wanted),
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

/** Times are no conditions of a write. */
function tagsOnly({ conditions: { ifMatch, ifNoneMatch } }: ObjectHeaders): ObjectHeaders['conditions'] {
  return { ...(ifMatch === undefined ? {} : { ifMatch }), ...(ifNoneMatch === undefined ? {} : { ifNoneMatch }) };
}

export const post = route({
  method: 'POST',
  path: PATH,
  access: member,
  summary: 'Change the metadata of an object, or write into its data',
  stream: true,
  reply: { 202: null, 204: null },
  handle: ({ service, caller, request }) =>
    reading(request, async () => {
      const path = objectOf(request);
      const headers = headersOf(request);
      const type = headers.get('content-type');
      if (type?.toLowerCase().startsWith('multipart/form-data') === true) {
        fail('unsupported_type', { type: 'multipart/form-data' });
      }
      const bodyless = !headers.has('transfer-encoding') && (headers.get('content-length') ?? '0') === '0';
      const empty = bodyless && !headers.has('content-range');
      const data = headers.has('x-source-object') || (type === 'application/octet-stream' && !empty);
      return data ? updateObjectData(service, caller, path, request, headers) : updateMetadata(service, caller, path, request, headers);
    }),
});

async function updateMetadata(
  { storage }: ObjectApi,
  caller: Caller,
  path: ObjectPath,
  request: FastifyRequest,
  headers: RequestHeaders,
): Promise<Answer> {
  const merge = queryOf(request).has('update');
  const wanted = objectHeadersOf(headers, caller, path);
  const version = await changeObject(storage, caller, path, {
    metadata: objectMetadataOf(headers),
    merge,
    sharing: wanted.sharing,
    conditions: tagsOnly(wanted),
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
  const wanted = objectHeadersOf(headers, caller, path);
  const object = await updateData(service.storage, caller, path, {
    range,
    source: updateSource(service, caller, request, headers),
    truncate: truncationOf(headers),
    metadata: objectMetadataOf(headers),
    merge: queryOf(request).has('update'),
    sharing: wanted.sharing,
    conditions: tagsOnly(wanted),
  });
  return { ...stored(object), status: 204 };
}

function updateSource(service: ObjectApi, caller: Caller, request: FastifyRequest, headers: RequestHeaders): UpdateSource {
  if (!headers.has('x-source-object')) {
    return { kind: 'body', length: lengthOf(headers), body: bodyOf(request, service.transfers) };
  }
  const account = accountHeader(headers, 'x-source-account') ?? caller.user;
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
  return /^\d{1,15}$/.test(text) ? Number(text) : fail('bad_request', { reason: 'Invalid X-Object-Bytes header' });
}

export const remove = route({
  method: 'DELETE',
  path: PATH,
  access: member,
  summary: 'Delete an object, all under it, or its versions up to a time',
  reply: { 204: null },
  async handle({ service, caller, request }) {
    const path = objectOf(request);
    headersOf(request);
    const query = queryOf(request);
    if (query.has('until')) await purgeObject(service.storage, caller, path, untilOf(query) ?? fail('bad_until'));
    else {
      const delimiter = query.get('delimiter') ?? '';
      await deleteObject(service.storage, caller, path, delimiter === '' ? undefined : delimiter);
    }
    return { status: 204 };
  },
});

