import type { FastifyRequest } from 'fastify';
import { DamagedContent } from '#blockstore/damaged-content';
import { writeJson } from '#contract/json';
import { OBJECT_STORE_PREFIX } from '#contract/object';
import { refusalText } from '#platform/http/refusal-text';
import type { Protocol } from '#platform/http/protocol';
import { error } from '../errors.ts';
import { branch, element, formatOf, queryOf, TYPES, xmlDocument } from './documents.ts';
import { headersOf } from './request-headers.ts';
import { routedUrl, splitUrl, targetOf } from './target.ts';

/** How object storage speaks of failure (spec/object-storage 1.6). */
export const protocol: Protocol = {
  render(refusal, request) {
    if (faultFormat(request) === 'xml') {
      const parts = [element('message', refusal.message), element('details', '')];
      const body = branch(refusal.fault ?? 'fault', { code: refusal.status }, parts);
      return { headers: { 'content-type': TYPES.xml }, body: xmlDocument(body) };
    }
    // Missing blocks are no fault document but the list that clients wait for.
    if (Array.isArray(refusal.data))
      return { headers: { 'content-type': TYPES.json }, body: writeJson(refusal.data) };
    return { headers: { 'content-type': TYPES.json }, body: refusalText(refusal) };
  },
  challenge: 'Bearer realm="object storage"',
  headers: (request) => ({
    'cache-control': 'no-cache, no-store, must-revalidate, max-age=0',
    vary: 'X-Auth-Token',
    'x-trans-id': `tx${request.id}`,
    'x-openstack-request-id': `req-${request.id}`,
  }),
  // Names and headers are read as this protocol has them: the address as it was sent, of a repeated parameter the first.
  read: {
    params: (request) => (request.originalUrl.startsWith(OBJECT_STORE_PREFIX) ? namesOf(request) : undefined),
    query: (request) => firstOf(queryOf(request)),
    headers: (request) => Object.fromEntries(headersOf(request)),
  },
  errors: {
    badRequest: (reason) => error('bad_request', { reason }),
    notFound: () => error('unknown_endpoint'),
    methodNotAllowed: (allowed) =>
      error('method_not_allowed', {}, { headers: { allow: allowed.toSorted().join(',') } }),
    unsupportedType: (type) => error('unsupported_type', { type: (type ?? 'none').slice(0, 100) }),
    tooLarge: (limit) => error('body_too_large', { limit }),
    // Bytes that do not match their name are never sent, whatever was to be done with them.
    internal: (thrown) =>
      thrown instanceof DamagedContent
        ? error('damaged', {}, { headers: { 'retry-after': '60' } })
        : error('internal'),
    busy: () => error('overloaded'),
    unavailable: () => error('database_away'),
    full: () => error('disk_full'),
  },
};

/** What an address of the store names, by the names that the routes give its parts. */
function namesOf(request: FastifyRequest): object {
  const { account, container, object } = targetOf(request);
  return {
    ...(account === undefined ? {} : { account }),
    ...(container === undefined ? {} : { container }),
    ...(object === undefined ? {} : { name: object }),
  };
}

function firstOf(query: URLSearchParams): Record<string, string> {
  return Object.fromEntries([...query].toReversed());
}

/** Faults are XML only where the operation itself has a choice of format. */
function faultFormat(request: FastifyRequest): 'json' | 'xml' {
  const { method } = request;
  if (method === 'HEAD' || method === 'PUT' || method === 'DELETE') return 'json';
  const [path] = splitUrl(routedUrl(request.originalUrl));
  const object = path.endsWith('/object');
  if (method === 'POST' && !object && !path.endsWith('/container')) return 'json';
  return formatOf(request, ['json', 'xml'], 'json') === 'xml' ? 'xml' : 'json';
}
