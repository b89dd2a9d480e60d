import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { BLOCK_HASH, EMPTY_HASH, unpackIds } from '#blockstore/content-hash';
import { writeJson } from '#contract/json';
import { HashmapReply, OBJECT_STORE_PREFIX } from '#contract/object';
import type { Answer } from '#platform/http/route';
import { checkRead } from '../../domain/conditions.ts';
import type { Caller } from '../../domain/identity-service.ts';
import { contentOf, isManifest, type ReadableContent } from '../../domain/objects/readable-content.ts';
import {
  listObjectVersions,
  mapOf,
  type OpenObject,
  openForReading,
} from '../../domain/objects/read-object.ts';
import type { ObjectPath } from '../../store/sharing.ts';
import { member } from '../access.ts';
import { branch, element, formatOf, TYPES, xmlDocument } from '../documents.ts';
import { whenModified } from '../not-modified.ts';
import { type ObjectApi, route } from '../object-api.ts';
import { secondsText } from '../reply-headers.ts';
import {
  conditionHeaders,
  conditionsIn,
  flag,
  formatQuery,
  notModified,
  objectPath,
  text,
} from '../route-parts.ts';
import { dataAnswer } from './object-data.ts';
import { factHeaders, objectHeaders, serialOf } from './object-headers.ts';

const PATH = `${OBJECT_STORE_PREFIX}/:account/:container/*`;

const readQuery = formatQuery.extend({
  version: text.optional(),
  'multipart-manifest': text.optional(),
  hashmap: flag,
});
/** An object has the type that its owner gave it. */
const anyType = { '*': z.unknown() };
const dataHeaders = factHeaders.extend({
  'content-length': text,
  'content-disposition': text,
  'content-range': text.optional(),
  'x-content-type-options': z.literal('nosniff'),
});

export const headObject = route({
  method: 'HEAD',
  path: PATH,
  access: member,
  summary: 'Facts and metadata of an object',
  params: objectPath,
  query: readQuery,
  headers: conditionHeaders.extend({ accept: text.optional() }),
  // The list of versions tells nothing of the object.
  reply: { 200: { headers: factHeaders.extend({ 'content-length': text }).partial() }, 304: notModified },
  async handle({ service, caller, params, query, headers, request }) {
    if (query.version === 'list') return versionList(service, caller, params, request);
    return withObject(service, caller, { path: params, query, headers }, (opened, content) => ({
      status: 200,
      headers: { ...objectHeaders(opened, content), 'content-length': String(content.size) },
    }));
  },
});

export const getHashmap = route({
  method: 'GET',
  path: PATH,
  access: member,
  when: { query: ['hashmap'] },
  summary: 'The list of block hashes of an object',
  params: objectPath,
  query: readQuery,
  headers: conditionHeaders.extend({ accept: text.optional() }),
  reply: {
    200: { content: { 'application/json': HashmapReply, 'application/xml': text }, headers: factHeaders },
    304: notModified,
  },
  handle: ({ service, caller, params, query, headers, request }) =>
    withObject(service, caller, { path: params, query, headers }, async (opened, content) => {
      const { blocks } = service.storage;
      const map = await mapOf(service.storage, opened.version);
      const hashes = opened.version.size === 0 ? [EMPTY_HASH] : unpackIds(map.ids);
      const document = { block_hash: BLOCK_HASH, block_size: blocks.blockSize, bytes: map.sizeBytes, hashes };
      const format = formatOf(request, ['json', 'xml'], 'json');
      const body =
        format === 'json'
          ? writeJson(document)
          : xmlDocument(
              branch(
                'object',
                {
                  name: opened.path.name,
                  bytes: map.sizeBytes,
                  block_size: blocks.blockSize,
                  block_hash: BLOCK_HASH,
                },
                hashes.map((hash) => element('hash', hash)),
              ),
            );
      return { headers: { ...objectHeaders(opened, content), 'content-type': TYPES[format] }, body };
    }),
});

export const getObject = route({
  method: 'GET',
  path: PATH,
  access: member,
  summary: 'The data of an object, or parts of it, or the list of its versions',
  params: objectPath,
  query: readQuery.extend({ 'disposition-type': text.optional() }),
  headers: conditionHeaders.extend({
    accept: text.optional(),
    range: text.optional(),
    'if-range': text.optional(),
  }),
  reply: {
    200: { content: anyType, headers: dataHeaders.partial() },
    206: { content: anyType, headers: dataHeaders },
    304: notModified,
  },
  async handle({ service, caller, params, query, headers, request, reply }) {
    if (query.version === 'list') return versionList(service, caller, params, request);
    return withObject(service, caller, { path: params, query, headers }, (opened, content) =>
      dataAnswer(service, reply, opened, content, {
        range: headers.range,
        ifRange: headers['if-range'],
        dispositionType: query['disposition-type'],
      }),
    );
  },
});

/** What a reader asks for. */
interface Asked {
  path: ObjectPath;
  query: z.output<typeof readQuery>;
  headers: z.output<typeof conditionHeaders>;
}

/** Opens the object that the address names, checks the conditions, and answers. */
async function withObject(
  { storage, lists }: ObjectApi,
  caller: Caller,
  { path, query, headers }: Asked,
  answer: (opened: OpenObject, content: ReadableContent) => Answer | Promise<Answer>,
): Promise<Answer> {
  const opened = await openForReading(storage, caller, path, serialOf(query.version));
  const raw = query['multipart-manifest'] === 'get' || query.hashmap;
  const open = () => contentOf(storage, caller, opened, raw);
  const content = raw || !isManifest(opened) ? await open() : await lists.run(opened.path.account, open);
  return whenModified(
    () => checkRead(conditionsIn(headers), { etag: content.etag, modified: opened.modified }),
    () => answer(opened, content),
  );
}

async function versionList(
  { storage }: ObjectApi,
  caller: Caller,
  path: ObjectPath,
  request: FastifyRequest,
): Promise<Answer> {
  const versions = await listObjectVersions(storage, caller, path);
  const format = formatOf(request, ['json', 'xml'], 'json');
  const body =
    format === 'json'
      ? writeJson({ versions: versions.map(({ serial, mtime }) => [serial, secondsText(mtime)]) })
      : xmlDocument(
          branch(
            'object',
            { name: path.name },
            versions.map(
              ({ serial, mtime }) => `<version timestamp="${secondsText(mtime)}">${serial}</version>`,
            ),
          ),
        );
  return { status: 200, headers: { 'content-type': TYPES[format] }, body };
}
