import { isUtf8 } from 'node:buffer';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';
import {
  fastify,
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { JsonError, parseJson, writeJson } from '#contract/json';
import { databaseFailure } from './database-failure.ts';
import { errnoOf } from './file-system.ts';
import { DiskFull } from './disk-space.ts';
import { ServiceError } from './errors.ts';
import { deferContinue } from './expect-continue.ts';
import type { HttpMetrics } from './metrics.ts';
import { readRequestBody } from './request-body.ts';
import { marksOf } from './request-marks.ts';
import { type Answer, isStream, type Route } from './route.ts';

/** How a family of APIs speaks of failure; every service has one. */
export interface Protocol {
  render(error: ServiceError, request: FastifyRequest): { headers: Record<string, string>; body: string };
  /** How to log in, as every 401 says it in `WWW-Authenticate`. */
  challenge: string;
  /** Headers of every answer. */
  headers?(request: FastifyRequest): Record<string, string>;
  errors: {
    badRequest(message: string): ServiceError;
    notFound(request: FastifyRequest): ServiceError;
    methodNotAllowed(allowed: string[], request: FastifyRequest): ServiceError;
    unsupportedType(type: string | undefined): ServiceError;
    tooLarge(limitBytes: number): ServiceError;
    /** For what nobody expected; a service may know some of it by its class. */
    internal(thrown: unknown): ServiceError;
    /** 503: what was asked for is good, but not now. */
    busy(): ServiceError;
    /** 503: the database behind the service does not serve now. */
    unavailable(): ServiceError;
    /** There is no space left for what is to be kept: 507, or 503 where clients know no other. */
    full(): ServiceError;
  };
}

export interface AppOptions<S> {
  name: string;
  service: S;
  routes: readonly Route<S>[];
  protocol: Protocol;
  log: Logger;
  metrics?: HttpMetrics;
  ignoreTrailingSlash?: boolean;
  /** Changes the address before routing, such as taking off `.json`. */
  rewriteUrl?(url: string): string;
  /**
   * What is said of an address, or of a method at one, that the table of routes does not have: a feature that is not built
   * yet, a version that is not spoken. Undefined leaves it to the protocol.
   */
  absent?(method: string, path: string): ServiceError | undefined;
  /** Also checks answers against the schemas: in tests, where a difference is a failure. */
  checkReplies?: boolean;
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'PATCH', 'COPY', 'MOVE'];
/** Requests with more keys in one object than any document of ours has are an attack on the parser. */
const MAX_KEYS = 1000;
/** Of every 503 that names no other time. */
const RETRY_AFTER_S = '5';
/** Names of objects are long, and arrive with every byte escaped. */
const MAX_PARAM_LENGTH = 8192;

/** Mounts a table of routes. Every failure ends in the one renderer; nothing of its inside reaches the client. */
export function buildApp<S>(options: AppOptions<S>): FastifyInstance {
  const app = fastify({
    loggerInstance: options.log as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true }), // one line per request is written in onResponse
    bodyLimit: Number.MAX_SAFE_INTEGER, // each route has its own limit, kept where the body is read
    genReqId: (raw: IncomingMessage) => marksOf(raw)?.requestId ?? randomUUID(),
    exposeHeadRoutes: false,
    // Without an address a bad path must still be answered by the renderer.
    frameworkErrors: (error, request, reply) => void answerFailure(options, error, request, reply),
    routerOptions: {
      ignoreTrailingSlash: options.ignoreTrailingSlash ?? false,
      maxParamLength: MAX_PARAM_LENGTH,
    },
    ...(options.rewriteUrl === undefined
      ? {}
      : { rewriteUrl: (raw: IncomingMessage) => options.rewriteUrl!(raw.url ?? '/') }),
  });
  for (const method of ['COPY', 'MOVE']) app.addHttpMethod(method, { hasBody: true });
  // Bodies stay unread until the route that owns them reads them: the type never chooses the validation.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
  app.setErrorHandler((error, request, reply) => answerFailure(options, error, request, reply));
  app.setNotFoundHandler((request, reply) =>
    answerFailure(
      options,
      absent(options, request) ?? options.protocol.errors.notFound(request),
      request,
      reply,
    ),
  );
  deferContinue(app.server);
  app.addHook('onRequest', (request, _reply, done) => {
    if (isQueryText(request.originalUrl)) done();
    else done(options.protocol.errors.badRequest('The query of the address is not UTF-8.'));
  });
  app.addHook('onResponse', (request, reply, done) => {
    observe(options, request, reply);
    done();
  });
  mount(app, options);
  return app;
}

/** Whether a query is UTF-8 once its escapes are undone: a parser would replace what is not, and so change a name. */
function isQueryText(url: string): boolean {
  const at = url.indexOf('?');
  const query = at === -1 ? '' : url.slice(at + 1);
  if (!/[%\u0080-\uffff]/.test(query)) return true;
  const bytes = query.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return isUtf8(Buffer.from(bytes, 'latin1'));
}

/** Groups rows by method and path, and gives every other method of a known path its 405. */
function mount<S>(app: FastifyInstance, options: AppOptions<S>): void {
  const byPath = Map.groupBy(options.routes, (route) => route.path);
  for (const [path, routes] of byPath) {
    const byMethod = Map.groupBy(routes, (route) => route.method);
    const readers = byMethod.get('GET');
    // What can be read can be asked about: the same answer without its body.
    if (readers !== undefined && !byMethod.has('HEAD')) byMethod.set('HEAD', readers);
    const allowed = [...byMethod.keys()];
    for (const [method, candidates] of byMethod) {
      app.route({
        method,
        url: path,
        handler: (request, reply) =>
          handle(options, chosen(options, candidates, allowed, request), request, reply),
      });
    }
    const others = METHODS.filter((method) => !byMethod.has(method));
    app.route({
      method: others,
      url: path,
      handler: (request) => {
        throw absent(options, request) ?? options.protocol.errors.methodNotAllowed(allowed, request);
      },
    });
  }
}

function absent<S>(options: AppOptions<S>, request: FastifyRequest): ServiceError | undefined {
  return options.absent?.(request.method, request.url.split('?', 1)[0]!);
}

/** The first candidate that fits. A method that is there under conditions only is not allowed without them. */
function chosen<S>(
  options: AppOptions<S>,
  candidates: Route<S>[],
  allowed: string[],
  request: FastifyRequest,
): Route<S> {
  const route = candidates.find(({ when }) => {
    if (when === undefined) return true;
    if (when.header !== undefined && request.headers[when.header] === undefined) return false;
    return (when.query ?? []).every((name) => Object.hasOwn(request.query as object, name));
  });
  if (route !== undefined) return route;
  const others = allowed.filter((method) => method !== candidates[0]?.method);
  throw options.protocol.errors.methodNotAllowed(others, request);
}

async function handle<S>(
  options: AppOptions<S>,
  route: Route<S>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const { service, protocol } = options;
  const caller = await route.access.identify({ service, request });
  const params = check(route.params, request.params, protocol);
  const query = check(route.query, request.query, protocol);
  const body =
    route.body === undefined
      ? undefined
      : check(route.body, await readJson(route, request, protocol), protocol);
  let abort: AbortController | undefined;
  const answer = await route.handle({
    service,
    caller,
    params,
    query,
    body,
    request,
    reply,
    log: request.log as Logger,
    get signal() {
      abort ??= abortWhenGone(reply);
      return abort.signal;
    },
  });
  if (options.checkReplies === true) checkReply(route, answer);
  return send(options, answer, request, reply);
}

/** A type in the form that the framework understands; nothing counts, since it then says its own. */
function isMediaType(type: unknown): boolean {
  return type === undefined || /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+ *(?:;|$)/.test(String(type));
}

function abortWhenGone(reply: FastifyReply): AbortController {
  const abort = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) abort.abort();
  });
  return abort;
}

function check(schema: z.ZodType | undefined, value: unknown, protocol: Protocol): unknown {
  if (schema === undefined) return undefined;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  const message = issue?.message ?? 'Invalid value';
  throw protocol.errors.badRequest(where === '' ? message : `${where}: ${message}`);
}

async function readJson<S>(route: Route<S>, request: FastifyRequest, protocol: Protocol): Promise<unknown> {
  const type = request.headers['content-type'];
  if (request.headers['content-encoding'] !== undefined) {
    throw protocol.errors.unsupportedType(`encoded ${type ?? 'body'}`);
  }
  if (route.bodyType === 'json' && !isJsonType(type)) throw protocol.errors.unsupportedType(type);
  const bytes = await readRequestBody(request.raw, route.bodyLimitBytes);
  if (bytes === 'too large') throw protocol.errors.tooLarge(route.bodyLimitBytes);
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes), { maxKeys: MAX_KEYS });
  } catch (error) {
    if (error instanceof JsonError) throw protocol.errors.badRequest(error.message);
    if (error instanceof TypeError) throw protocol.errors.badRequest('The document is not UTF-8.');
    throw error;
  }
}

/** `application/json`, in any case, alone or with parameters; nothing that merely resembles it. */
function isJsonType(type: string | undefined): boolean {
  return type !== undefined && /^application\/json(?: *;.*)?$/i.test(type.slice(0, 256));
}

function send<S>(
  options: AppOptions<S>,
  answer: Answer,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  reply.code(answer.status ?? 200);
  if (options.protocol.headers !== undefined) reply.headers(options.protocol.headers(request));
  if (answer.headers !== undefined) reply.headers(answer.headers);
  const { body } = answer;
  if (body === undefined) return reply.send();
  // The framework replaces a type that it cannot read, unless the body is a stream.
  if (body instanceof Uint8Array && !isMediaType(reply.getHeader('content-type')))
    return reply.header('content-length', body.length).send(Readable.from([body], { objectMode: false }));
  if (isStream(body) && request.method === 'HEAD') {
    body.destroy();
    return reply.send();
  }
  if (typeof body === 'string' || body instanceof Uint8Array || isStream(body)) return reply.send(body);
  if (!reply.hasHeader('content-type')) reply.header('content-type', 'application/json; charset=UTF-8');
  return reply.send(writeJson(body));
}

function answerFailure<S>(
  options: AppOptions<S>,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const error = publicError(options.protocol, thrown);
  if (error.status >= 500) request.log.error({ err: thrown }, 'request failed');
  else if (error.detail !== undefined)
    request.log.info({ code: error.code, detail: error.detail }, 'request refused');
  const { headers, body } = options.protocol.render(error, request);
  if (options.protocol.headers !== undefined) reply.headers(options.protocol.headers(request));
  reply.code(error.status).headers(headers).headers(error.headers);
  if (error.status === 401) reply.header('www-authenticate', options.protocol.challenge);
  if (error.status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', RETRY_AFTER_S);
  // An unread body would be taken for the next request.
  if (!request.raw.complete && hasBody(request)) reply.header('connection', 'close');
  return reply.send(request.method === 'HEAD' ? undefined : body);
}

function hasBody(request: FastifyRequest): boolean {
  const length = request.headers['content-length'];
  return request.headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** Errors of our own pass; the framework's own refusals keep their meaning; everything else is a 500 without a word. */
function publicError(protocol: Protocol, thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  const status = (thrown as { statusCode?: number }).statusCode;
  if (status === 400) return protocol.errors.badRequest('The request is malformed.');
  if (status === 413) return protocol.errors.tooLarge(0);
  if (status === 414) return protocol.errors.badRequest('The address is too long.');
  if (status === 415) return protocol.errors.unsupportedType(undefined);
  if (isFull(thrown)) return protocol.errors.full();
  switch (databaseFailure(thrown)) {
    case 'overload':
      return protocol.errors.busy();
    case 'away':
    case 'damaged':
      return protocol.errors.unavailable();
    case 'full':
      return protocol.errors.full();
    case undefined:
      return protocol.errors.internal(thrown);
  }
}

/** No space, or the quota that the system gives the cloud's account. */
function isFull(thrown: unknown): boolean {
  return thrown instanceof DiskFull || ['ENOSPC', 'EDQUOT'].includes(errnoOf(thrown) ?? '');
}

function checkReply<S>(route: Route<S>, answer: Answer): void {
  const status = answer.status ?? 200;
  const schema = route.reply[status];
  if (schema === undefined)
    throw new Error(`${route.method} ${route.path} does not declare status ${status}`);
  if (schema === null || isStream(answer.body)) return;
  const result = schema.safeParse(answer.body);
  if (!result.success) {
    throw new Error(
      `${route.method} ${route.path} answers ${status} unlike its schema: ${result.error.message}`,
    );
  }
}

function observe<S>(options: AppOptions<S>, request: FastifyRequest, reply: FastifyReply): void {
  const route = request.routeOptions.url ?? 'unknown';
  const milliseconds = reply.elapsedTime;
  options.metrics?.observe({
    role: options.name,
    method: request.method,
    route,
    status: reply.statusCode,
    milliseconds,
  });
  // The query may hold a credential, so only the path is written.
  const path = (request.originalUrl.split('?', 1)[0] ?? '')
    .slice(0, 1024)
    .replace(/\/tokens\/[^/]+/, '/tokens/***');
  request.log.info(
    {
      role: options.name,
      method: request.method,
      path,
      status: reply.statusCode,
      ms: Math.round(milliseconds * 10) / 10,
    },
    'request',
  );
}
