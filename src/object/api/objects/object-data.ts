import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';
import { isActiveType } from '#contract/active-types';
import type { Answer } from '#platform/http/route';
import { isCurrentRange } from '../../domain/conditions.ts';
import { type ByteRange, parseRange } from '../../domain/objects/ranges.ts';
import type { OpenObject } from '../../domain/objects/read-object.ts';
import type { ReadableContent } from '../../domain/objects/readable-content.ts';
import { fail } from '../../errors.ts';
import type { ObjectApi } from '../object-api.ts';
import { encodeValue, fileNameParameters } from '../reply-headers.ts';
import { secondsOf } from '../request-headers.ts';
import { objectHeaders } from './object-headers.ts';

/** An answer up to this length is sent in one piece. */
const SHORT_BYTES = 64 * 1024;

/** Longest name of a file that disks keep. */
const FILE_NAME_BYTES = 255;

/** The name as a file can have it: cut in its middle, so that its ending still tells what it is. */
export function fileNameOf(name: string): string {
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

/** What a request says of the data it wants. */
interface Wanted {
  range?: string | undefined;
  ifRange?: string | undefined;
  dispositionType?: string | undefined;
}

/** The data of an open object, or the ranges of it that are wanted. */
export async function dataAnswer(
  service: ObjectApi,
  reply: FastifyReply,
  opened: OpenObject,
  content: ReadableContent,
  { range, ifRange, dispositionType }: Wanted,
): Promise<Answer> {
  const { size } = content;
  const headers = { ...objectHeaders(opened, content), 'x-content-type-options': 'nosniff' };
  const disposition = { 'content-disposition': dispositionOf(opened, dispositionType) };
  const facts = { etag: content.etag, modified: opened.modified };
  const isCurrent = isCurrentRange(ifRange, secondsOf(ifRange), facts, service.storage.clock.now());
  const ranges = parseRange(isCurrent ? range : undefined, size);
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

function dispositionOf({ attributes, path, version }: OpenObject, asked: string | undefined): string {
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
export async function bodyOf(
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
