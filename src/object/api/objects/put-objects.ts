import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { parseJson } from '#contract/json';
import { HashmapBody, OBJECT_STORE_PREFIX } from '#contract/object';
import { readRequestBody } from '#platform/http/request-body';
import { putHashmap } from '../../domain/objects/put-hashmap.ts';
import { openForWriting, putObject } from '../../domain/objects/put-object.ts';
import { error, fail } from '../../errors.ts';
import { member } from '../access.ts';
import { type ObjectApi, route } from '../object-api.ts';
import { objectHeadersOf, stored } from './object-writes.ts';
import { bodyOf } from '../request-body.ts';
import { headersOf, lengthOf } from '../request-headers.ts';
import { flag, objectPath, text } from '../route-parts.ts';
import { changeHeaders, writtenHeaders } from './object-headers.ts';

const PATH = `${OBJECT_STORE_PREFIX}/:account/:container/*`;

export const putFromHashmap = route({
  method: 'PUT',
  path: PATH,
  access: member,
  when: { query: ['hashmap'] },
  summary: 'Create an object from blocks uploaded before; 409 with the hashes that are missing',
  stream: true,
  params: objectPath,
  query: z.object({ hashmap: text }),
  headers: changeHeaders.extend({ 'content-length': text.optional() }),
  reply: { 201: { headers: writtenHeaders } },
  async handle({ service, caller, params: path, request }) {
    const headers = headersOf(request);
    const wanted = objectHeadersOf(service.storage, headers, caller, path);
    const length = lengthOf(headers);
    refuseEncoding(request);
    await openForWriting(service.storage, caller, path, wanted);
    const outcome = await service.hashLists.run(
      caller.user,
      length,
      () => receiveHashmap(service, request),
      (bytes) => putHashmap(service.storage, caller, path, wanted, hashmapOf(bytes)),
    );
    if ('missing' in outcome) throw error('blocks_missing', {}, { data: outcome.missing });
    return stored(outcome);
  },
});

async function receiveHashmap({ storage }: ObjectApi, request: FastifyRequest): Promise<Buffer> {
  const { maxHashmapBytes } = storage.limits;
  const bytes = await readRequestBody(request.raw, maxHashmapBytes);
  return bytes === 'too large' ? fail('body_too_large', { limit: maxHashmapBytes }) : bytes;
}

function hashmapOf(bytes: Buffer) {
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
  if (request.headers['content-encoding'] !== undefined)
    fail('unsupported_type', { type: 'an encoded body' });
}

export const putData = route({
  method: 'PUT',
  path: PATH,
  access: member,
  summary: 'Create or overwrite an object',
  stream: true,
  params: objectPath,
  query: z.object({ 'multipart-manifest': flag, 'extract-archive': flag }),
  headers: changeHeaders.extend({ 'content-length': text.optional(), etag: text.optional() }),
  reply: { 201: { headers: writtenHeaders } },
  async handle({ service, caller, params: path, query, request }) {
    if (query['multipart-manifest'] || query['extract-archive']) {
      fail('upload_not_supported');
    }
    const headers = headersOf(request);
    const wanted = objectHeadersOf(service.storage, headers, caller, path);
    const upload = { ...wanted, length: lengthOf(headers), etag: headers.get('etag') };
    const body = bodyOf(request, service.transfers);
    return stored(await putObject(service.storage, caller, path, { ...upload, body }));
  },
});
