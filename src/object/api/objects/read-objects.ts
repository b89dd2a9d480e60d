import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BLOCK_HASH, EMPTY_HASH, unpackIds } from '#blockstore/content-hash';
import { isActiveType } from '#contract/active-types';
import { writeJson } from '#contract/json';
import { OBJECT_STORE_PREFIX } from '#contract/object';
import type { Answer } from '#platform/route';
import { checkRead, isCurrentRange } from '../../domain/conditions.ts';
import type { Caller } from '../../domain/identity-service.ts';
import { type ByteRange, parseRange } from '../../domain/objects/ranges.ts';
import { contentOf, isManifest, type ReadableContent } from '../../domain/objects/readable-content.ts';
import {
  listObjectVersions,
  mapOf,
  type OpenObject,
  openForReading,
} from '../../domain/objects/read-object.ts';
import { sharingText } from '../../domain/sharing/sharing-text.ts';
import { fail } from '../../errors.ts';
import { member } from '../access.ts';
import { branch, element, formatOf, queryOf, TYPES, xmlDocument } from '../documents.ts';
import { whenModified } from '../not-modified.ts';
import { type ObjectApi, route } from '../object-api.ts';
import { encodeName, encodeValue, fileNameParameters, httpDate, secondsText } from '../reply-headers.ts';
import { conditionsOf, headersOf, type RequestHeaders, secondsOf } from '../request-headers.ts';
import { objectOf } from '../target.ts';

const PATH = `${OBJECT_STORE_PREFIX}/:account/:container/*`;

/** An answer up to this length is sent in one piece. */
const SHORT_BYTES = 64 * 1024;

export const headObject = route({
  method: 'HEAD',
  path: PATH,
  access: member,
  summary: 'Facts and metadata of an object',
  reply: { 200: null, 304: null },
  async handle({ service, caller, request }) {
    if (queryOf(request).get('version') === 'list') return versionList(service, caller, request);
    return withObject(service, caller, request, (opened, content) => ({
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
  reply: { 200: null, 304: null },
  handle: ({ service, caller, request }) =>
    withObject(service, caller, request, async (opened, content) => {
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
  reply: { 200: null, 206: null, 304: null },
  async handle({ service, caller, request, reply }) {
    if (queryOf(request).get('version') === 'list') return versionList(service, caller, request);
    return withObject(service, caller, request, (opened, content, headers) =>
      dataAnswer(service, request, reply, opened, content, headers),
    );
  },
});

/** Opens the object that the address names, checks the conditions, and answers. */
async function withObject(
  { storage, lists }: ObjectApi,
  caller: Caller,
  request: FastifyRequest,
  answer: (opened: OpenObject, content: ReadableContent, headers: RequestHeaders) => Answer | Promise<Answer>,
): Promise<Answer> {
  const path = objectOf(request);
  const headers = headersOf(request);
  const query = queryOf(request);
  const opened = await openForReading(storage, caller, path, serialOf(query.get('version')));
  const raw = query.get('multipart-manifest') === 'get' || query.has('hashmap');
  const open = () => contentOf(storage, caller, opened, raw);
  const content = raw || !isManifest(opened) ? await open() : await lists.run(opened.path.account, open);
  return whenModified(
    () => checkRead(conditionsOf(headers), { etag: content.etag, modified: opened.modified }),
    () => answer(opened, content, headers),
  );
}

/** A `version` parameter: undefined when absent, `unknown` when it cannot be a serial. */
export function serialOf(text: string | null | undefined): bigint | 'unknown' | undefined {
  if (text === null || text === undefined) return undefined;
  return /^\d{1,18}$/.test(text) ? BigInt(text) : 'unknown';
}

function objectHeaders(opened: OpenObject, content: ReadableContent): Record<string, string> {
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

/** Longest name of a file that disks keep. */
const FILE_NAME_BYTES = 255;

/** The name as a file can have it: cut in its middle, so that its ending still tells what it is. */
function fileNameOf(name: string): string {
  if (Buffer.byteLength(name) <= FILE_NAME_BYTES) return name;
  const ending = /\.[A-Za-z0-9]{1,10}$/.exec(name)?.[0] ?? '';
  let cut = '';
  let bytes = Buffer.byteLength(ending);
  for (const character of name) {
    bytes += Buffer.byteLength(character);
    if (bytes > FILE_NAME_BYTES) break;
    cut += character;
  }
  return cut + ending;
}

async function dataAnswer(
  service: ObjectApi,
  request: FastifyRequest,
  reply: FastifyReply,
  opened: OpenObject,
  content: ReadableContent,
  sent: RequestHeaders,
): Promise<Answer> {
  const { size } = content;
  const headers = { ...objectHeaders(opened, content), 'x-content-type-options': 'nosniff' };
  const disposition = {
    'content-disposition': dispositionOf(opened, queryOf(request).get('disposition-type')),
  };
  const ifRange = sent.get('if-range');
  const facts = { etag: content.etag, modified: opened.modified };
  const isCurrent = isCurrentRange(ifRange, secondsOf(ifRange), facts, service.storage.clock.now());
  const wanted = isCurrent ? sent.get('range') : undefined;
  const ranges = parseRange(wanted, size);
  if (ranges === 'unsatisfiable')
    return fail(
      'range_not_satisfiable',
      {},
      { headers: { 'content-range': `bytes */${size}`, etag: content.etag } },
    );
  const parts = ranges === 'all' ? [{ start: 0, end: size }] : ranges;
  const [first] = parts;
  if (parts.length > 1) return multipart(service, reply, parts, content, { ...headers, ...disposition });
  const { start, end } = first ?? { start: 0, end: 0 };
  const partial = ranges === 'all' ? {} : { 'content-range': `bytes ${start}-${end - 1}/${size}` };
  return {
    status: ranges === 'all' ? 200 : 206,
    headers: { ...headers, ...disposition, ...partial, 'content-length': String(end - start) },
    body: await bodyOf(service, reply, content.bytes(start, end), end - start),
  };
}

function dispositionOf({ attributes, path, version }: OpenObject, asked: string | null): string {
  const stored = attributes.get('Content-Disposition');
  const valid = asked === 'inline' || asked === 'attachment' ? asked : undefined;
  if (valid === undefined && stored !== undefined) return encodeValue(stored);
  const active = isActiveType(version.type);
  const name = path.name.slice(path.name.lastIndexOf('/') + 1) || path.name;
  return `${active ? 'attachment' : (valid ?? 'inline')}; ${fileNameParameters(fileNameOf(name))}`;
}

/**
 * Starts reading before the answer begins, so that damage in the first block is still a 503. What is short comes whole:
 * a stream costs more than the bytes of a small object.
 */
async function bodyOf(
  { transfers }: ObjectApi,
  reply: FastifyReply,
  bytes: AsyncGenerator<Buffer>,
  length: number,
): Promise<Readable | Buffer> {
  const first = await bytes.next();
  if (first.done !== true && first.value.length === length && length <= SHORT_BYTES) {
    await bytes.return(undefined);
    return first.value;
  }
  const { socket } = reply.raw;
  const done =
    socket === null
      ? () => undefined
      : transfers.watch(
          () => socket.bytesWritten,
          () => socket.destroy(),
        );
  async function* all(): AsyncGenerator<Buffer> {
    if (first.done !== true) yield first.value;
    yield* bytes;
  }
  const stream = Readable.from(all(), { objectMode: false, highWaterMark: 1 });
  // Not at the end of `all`: of one that nobody has asked yet, as when the client went before, nothing is run.
  stream.once('close', () => {
    done();
    void bytes.return(undefined);
  });
  return stream;
}

async function multipart(
  service: ObjectApi,
  reply: FastifyReply,
  ranges: readonly ByteRange[],
  content: ReadableContent,
  headers: Record<string, string>,
): Promise<Answer> {
  const boundary = randomBytes(16).toString('hex');
  const heads = ranges.map(({ start, end }, index) =>
    Buffer.from(
      `${index === 0 ? '' : '\r\n'}--${boundary}\r\nContent-Range: bytes ${start}-${end - 1}/${content.size}\r\n` +
        'Content-Transfer-Encoding: binary\r\n\r\n',
    ),
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const length = ranges.reduce(
    (sum, { start, end }, index) => sum + (heads[index]?.length ?? 0) + end - start,
    tail.length,
  );
  async function* all(): AsyncGenerator<Buffer> {
    for (const [index, { start, end }] of ranges.entries()) {
      yield heads[index] ?? tail;
      yield* content.bytes(start, end);
    }
    yield tail;
  }
  return {
    status: 206,
    headers: {
      ...headers,
      'content-type': `multipart/byteranges; boundary=${boundary}`,
      'content-length': String(length),
    },
    body: await bodyOf(service, reply, all(), length),
  };
}

async function versionList({ storage }: ObjectApi, caller: Caller, request: FastifyRequest): Promise<Answer> {
  const path = objectOf(request);
  headersOf(request);
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
