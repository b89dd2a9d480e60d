import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { fastify, type FastifyInstance } from 'fastify';
import { giveContinue } from '#platform/http/expect-continue';
import { marksOf, type RequestMarks } from '#platform/http/request-marks';

/** What a role saw of a request. */
export interface Seen {
  role: string;
  method: string;
  url: string;
  /** The pattern of the route that took it. */
  route: string;
  headers: Record<string, string>;
  rawHeaders: string[];
  marks: RequestMarks | undefined;
  length: number;
  sha256: string;
}

export interface EchoRole {
  app: FastifyInstance;
  seen: Seen[];
  /** What went wrong while the role read or answered. */
  failures: Error[];
}

/**
 * A role that tells what reached it. Query parameters bend its answer: `status`, `header=Name:value` (repeatable),
 * `type`, `bytes` (that many of them, as a stream), `stall` (never answers), `half` (breaks off within the body),
 * `early` (refuses before it reads the body).
 */
export function echoRole(role: string, prefixes: string[], all: Seen[] = []): EchoRole {
  const seen: Seen[] = [];
  const failures: Error[] = [];
  const app = fastify({ logger: false, exposeHeadRoutes: false, routerOptions: { maxParamLength: 8192 } });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  for (const method of ['COPY', 'MOVE']) app.addHttpMethod(method, { hasBody: true });
  const methods = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'COPY', 'MOVE'];
  for (const url of prefixes.flatMap((prefix) => [prefix, `${prefix}/*`])) {
    app.route({
      method: methods,
      url,
      handler: async (request, reply) => {
        if ('early' in (request.query as object)) return answer404(reply);
        giveContinue(request.raw);
        const hash = createHash('sha256');
        let length = 0;
        for await (const piece of request.raw) {
          hash.update(piece as Buffer);
          length += (piece as Buffer).length;
        }
        const record: Seen = {
          role,
          method: request.method,
          url: request.raw.url ?? '',
          route: request.routeOptions.url ?? '',
          headers: request.headers as Record<string, string>,
          rawHeaders: request.raw.rawHeaders,
          marks: marksOf(request.raw),
          length,
          sha256: hash.digest('hex'),
        };
        seen.push(record);
        all.push(record);
        return answer(record, new URL(request.raw.url ?? '/', 'http://echo').searchParams, reply);
      },
    });
  }
  app.addHook('onError', (_request, _reply, error, done) => {
    failures.push(error);
    done();
  });
  return { app, seen, failures };
}

/** Refuses without reading the body. */
function answer404(reply: Reply): unknown {
  return reply.code(404).send('early');
}

type Reply = Parameters<Parameters<FastifyInstance['setErrorHandler']>[0]>[2];

function answer(record: Seen, query: URLSearchParams, reply: Reply): unknown {
  reply.code(Number(query.get('status') ?? '200'));
  for (const header of query.getAll('header')) {
    const at = header.indexOf(':');
    reply.header(header.slice(0, at), header.slice(at + 1));
  }
  if (query.has('stall')) return new Promise(() => undefined);
  if (query.has('half')) {
    reply.hijack();
    reply.raw.writeHead(200, { 'content-length': '1000' });
    reply.raw.write('half');
    setTimeout(() => reply.raw.destroy(), 50);
    return reply;
  }
  if (query.has('bytes')) {
    const size = Number(query.get('bytes'));
    reply.header('content-type', 'application/octet-stream').header('content-length', size);
    return reply.send(bytes(size));
  }
  return reply.type(query.get('type') ?? 'application/json').send(JSON.stringify(record));
}

function bytes(size: number): Readable {
  return Readable.from(
    (function* () {
      const piece = Buffer.alloc(64 * 1024, 'x');
      for (let left = size; left > 0; left -= piece.length)
        yield left < piece.length ? piece.subarray(0, left) : piece;
    })(),
  );
}
