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
import { answerTo, type Answering, fitting } from './answer-request.ts';
import type { ServiceError } from '../errors.ts';
import { deferContinue } from './expect-continue.ts';
import type { HttpMetrics } from '../telemetry/metrics.ts';
import { isQueryText } from './read-request.ts';
import { marksOf } from './request-marks.ts';
import type { Route } from './route.ts';
import { answerFailure } from './send-answer.ts';

export interface AppOptions<S> extends Answering<S> {
  name: string;
  routes: readonly Route<S>[];
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
