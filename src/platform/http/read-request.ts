import { isUtf8 } from 'node:buffer';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { JsonError, parseJson } from '#contract/json';
import { withFamilies } from './header-families.ts';
import type { Protocol } from './protocol.ts';
import { readRequestBody } from './request-body.ts';
import type { Route } from './route.ts';

/** Requests with more keys in one object than any document of ours has are an attack on the parser. */
const MAX_KEYS = 1000;

/** Whether a query is UTF-8 once its escapes are undone: a parser would replace what is not, and so change a name. */
export function isQueryText(url: string): boolean {
  const at = url.indexOf('?');
  const query = at === -1 ? '' : url.slice(at + 1);
  if (!/[%\u0080-\uffff]/.test(query)) return true;
  const bytes = query.replaceAll(/%([0-9a-f]{2})/gi, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return isUtf8(Buffer.from(bytes, 'latin1'));
}

/** What the schemas of a route make of a request; undefined for the parts that it has no schema for. */
export function readParams<S>(route: Route<S>, request: FastifyRequest, protocol: Protocol): unknown {
  if (route.params === undefined) return undefined;
  return check(route.params, protocol.read?.params?.(request) ?? request.params, protocol);
}

export function readQuery<S>(route: Route<S>, request: FastifyRequest, protocol: Protocol): unknown {
  if (route.query === undefined) return undefined;
  return check(route.query, protocol.read?.query?.(request) ?? request.query, protocol);
}

export function readHeaders<S>(route: Route<S>, request: FastifyRequest, protocol: Protocol): unknown {
  if (route.headers === undefined) return undefined;
  const headers = protocol.read?.headers?.(request) ?? request.headers;
  return check(route.headers, withFamilies(route.headers, headers), protocol);
}

export async function readBody<S>(
  route: Route<S>,
  request: FastifyRequest,
  protocol: Protocol,
): Promise<unknown> {
  if (route.body === undefined) return undefined;
  return checkBody(route, await readJson(route, request, protocol), protocol);
}

/** The same, of a document that was read to find the route. */
export function checkBody<S>(route: Route<S>, document: unknown, protocol: Protocol): unknown {
  return route.body === undefined ? undefined : check(route.body, document, protocol);
}

/** What a document asks for, where the route depends on it. */
export function actionOf(document: unknown, protocol: Protocol): string | undefined {
  if (protocol.read?.action !== undefined) return protocol.read.action(document);
  const names = typeof document === 'object' && document !== null ? Object.keys(document) : [];
  return names.length === 1 ? names[0] : undefined;
}

function check(schema: z.ZodType, value: unknown, protocol: Protocol): unknown {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  const message = issue?.message ?? 'Invalid value';
  throw protocol.errors.badRequest(where === '' ? message : `${where}: ${message}`);
}

export async function readJson<S>(
  route: Route<S>,
  request: FastifyRequest,
  protocol: Protocol,
): Promise<unknown> {
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
