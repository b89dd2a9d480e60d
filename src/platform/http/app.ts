import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  fastify,
  LogController,
  type FastifyBaseLogger,
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
} from 'fastify';
import type { Logger } from 'pino';
import { checkReply } from './check-reply.ts';
import type { ServiceError } from '../errors.ts';
import { deferContinue } from './expect-continue.ts';
import type { HttpMetrics } from '../telemetry/metrics.ts';
import type { Protocol } from './protocol.ts';
import {
  actionOf,
  checkBody,
  isQueryText,
  readBody,
  readHeaders,
  readJson,
  readParams,
  readQuery,
} from './read-request.ts';
import { drain } from './request-body.ts';
import { marksOf } from './request-marks.ts';
import type { Answer, Route } from './route.ts';
import { answerFailure, send } from './send-answer.ts';

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
    frameworkErrors: (error, request, reply) => void answerFailure(options.protocol, error, request, reply),
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
  app.setErrorHandler((error, request, reply) => answerFailure(options.protocol, error, request, reply));
  app.setNotFoundHandler((request, reply) =>
    answerFailure(
      options.protocol,
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
      refuseUnlikeCandidates(candidates);
      app.route({
        method,
        url: path,
        handler: (request, reply) =>
          answerTo(options, fitting(options, candidates, allowed, request), request, reply),
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

/** Who may call, the parameters and the longest body are taken of the first, before the body is known that chooses. */
function refuseUnlikeCandidates<S>(candidates: readonly Route<S>[]): void {
  const byBody = candidates.filter(({ when }) => when?.body !== undefined);
  const [first] = byBody;
  if (first === undefined) return;
  const { method, path, access, params, bodyLimitBytes } = first;
  const rest = candidates.slice(candidates.indexOf(first));
  if (rest.at(-1)?.when !== undefined) throw new Error(`${method} ${path} has no route for other bodies`);
  const isLike = (route: Route<S>): boolean =>
    route.access === access && route.params === params && route.bodyLimitBytes === bodyLimitBytes;
  if (!rest.every(isLike))
    throw new Error(`${method} ${path}: routes chosen by the body differ in access, parameters or limit`);
}

function absent<S>(options: AppOptions<S>, request: FastifyRequest): ServiceError | undefined {
  return options.absent?.(request.method, request.url.split('?', 1)[0]!);
}

/** The candidates that fit as far as the address and headers say. A method that is there under conditions only is not allowed without them. */
function fitting<S>(
  options: AppOptions<S>,
  candidates: Route<S>[],
  allowed: string[],
  request: FastifyRequest,
): [Route<S>, ...Route<S>[]] {
  const [first, ...rest] = candidates.filter(({ when }) => {
    if (when === undefined) return true;
    if (when.header !== undefined && request.headers[when.header] === undefined) return false;
    return (when.query ?? []).every((name) => Object.hasOwn(request.query as object, name));
  });
  if (first !== undefined) return [first, ...rest];
  const others = allowed.filter((method) => method !== candidates[0]?.method);
  throw options.protocol.errors.methodNotAllowed(others, request);
}

async function answerTo<S>(
  options: AppOptions<S>,
  routes: [Route<S>, ...Route<S>[]],
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<unknown> {
  const [first] = routes;
  const caller = await first.access.identify({ service: options.service, request });
  try {
    const { route, answer } = await handle(options, routes, caller, request, reply);
    if (options.checkReplies === true) checkReply(route, answer);
    return send(options.protocol, answer, request, reply);
  } catch (thrown) {
    if (first.stream) await drain(request.raw);
    throw thrown;
  }
}

async function handle<S>(
  { service, protocol }: AppOptions<S>,
  routes: [Route<S>, ...Route<S>[]],
  caller: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ route: Route<S>; answer: Answer }> {
  const [first] = routes;
  const params = readParams(first, request, protocol);
  await first.access.permit?.({ service, caller, params });
  const { route, document } = await chosen(routes, request, protocol);
  let abort: AbortController | undefined;
  const answer = await route.handle({
    service,
    caller,
    params,
    query: readQuery(route, request, protocol),
    headers: readHeaders(route, request, protocol),
    body:
      document === undefined
        ? await readBody(route, request, protocol)
        : checkBody(route, document, protocol),
    request,
    reply,
    log: request.log as Logger,
    get signal() {
      abort ??= abortWhenGone(reply);
      return abort.signal;
    },
  });
  return { route, answer };
}

/** The route that the body asks for, with the body when it had to be read to know. */
async function chosen<S>(
  routes: [Route<S>, ...Route<S>[]],
  request: FastifyRequest,
  protocol: Protocol,
): Promise<{ route: Route<S>; document?: unknown }> {
  const [first] = routes;
  if (first.when?.body === undefined) return { route: first };
  const document = await readJson(first, request, protocol);
  const action = actionOf(document, protocol);
  const fits = ({ when }: Route<S>): boolean =>
    when?.body === undefined || (action !== undefined && when.body.includes(action));
  const route = routes.find(fits);
  if (route === undefined) throw new Error(`${first.method} ${first.path} has no route for other bodies`);
  return { route, document };
}

function abortWhenGone(reply: FastifyReply): AbortController {
  const abort = new AbortController();
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) abort.abort();
  });
  return abort;
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
