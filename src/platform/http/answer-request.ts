import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { checkReply } from './check-reply.ts';
import type { Protocol } from './protocol.ts';
import {
  actionOf,
  checkBody,
  readBody,
  readHeaders,
  readJson,
  readParams,
  readQuery,
} from './read-request.ts';
import { drain } from './request-body.ts';
import type { Answer, Route } from './route.ts';
import { send } from './send-answer.ts';

/** What requests are answered with. */
export interface Answering<S> {
  service: S;
  protocol: Protocol;
  /** Also checks answers against the schemas: in tests, where a difference is a failure. */
  checkReplies?: boolean;
}

/** The candidates that fit as far as the address and headers say. A method that is there under conditions only is not allowed without them. */
export function fitting<S>(
  options: Answering<S>,
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

/** Answers a request by the first of its routes that fits: who calls, what is read, what the handler says. */
export async function answerTo<S>(
  options: Answering<S>,
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
  { service, protocol }: Answering<S>,
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
