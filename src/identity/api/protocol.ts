import type { FastifyRequest } from 'fastify';
import { IDENTITY_PREFIX } from '#contract/identity';
import type { Protocol } from '#platform/http/protocol';
import type { ServiceError } from '#platform/errors';
import { writeJson } from '#contract/json';
import { error } from '../errors.ts';
import { formatOf } from './format.ts';
import { faultXml } from './xml.ts';

const JSON_TYPE = 'application/json; charset=UTF-8';
export const XML_TYPE = 'application/xml; charset=UTF-8';

/** Answers depend on who asks and are never kept. */
const HEADERS = {
  'content-type': JSON_TYPE,
  'cache-control': 'no-cache, no-store, must-revalidate, max-age=0',
  expires: 'Thu, 01 Jan 1970 00:00:00 GMT',
  vary: 'X-Auth-Token',
};

/** The console reads `unknown path` as such; the API answers it with 400 as the original did. */
const API = [IDENTITY_PREFIX, '/astakos/account'];

/** How identity speaks of failure: `{"<fault>": {"code", "message", "details"}}`, or the same in XML (spec/identity 0.1); to clients of OAuth2 as 1.12 says. */
export const protocol: Protocol = {
  render(refusal, request) {
    if (request.originalUrl.startsWith('/astakos/oauth2/')) {
      const body = writeJson({ error: 'generic_error', exception: refusal.message });
      return { headers: { 'content-type': JSON_TYPE }, body };
    }
    if (formatOf(request) === 'xml') {
      return {
        headers: { 'content-type': XML_TYPE },
        body: faultXml(refusal.fault ?? 'fault', refusal.status, refusal.message),
      };
    }
    return {
      headers: { 'content-type': JSON_TYPE },
      body: writeJson({ [refusal.fault ?? 'fault']: contentOf(refusal) }),
    };
  },
  challenge: 'Bearer realm="identity"',
  headers: () => HEADERS,
  errors: {
    badRequest: (reason) => error('bad_request', { reason }),
    notFound: (request) => error(isApi(request) ? 'unknown_endpoint' : 'no_such_page'),
    methodNotAllowed: (allowed) =>
      error('method_not_allowed', {}, { headers: { allow: allowed.join(', ') } }),
    unsupportedType: (type) =>
      type === undefined
        ? error('missing_content_type')
        : error('unsupported_content_type', { type: type.slice(0, 100) }),
    tooLarge: (limit) => error('body_too_large', { limit }),
    internal: () => error('internal'),
    busy: () => error('overloaded'),
    unavailable: () => error('database_away'),
    full: () => error('disk_full'),
  },
};

/** Refusals of the ledger carry `data` in place of `details`. */
export function contentOf(refusal: ServiceError): Record<string, unknown> {
  const { status: code, message, data } = refusal;
  return data === undefined ? { code, message, details: '' } : { code, message, data };
}

function isApi(request: FastifyRequest): boolean {
  const path = request.originalUrl.split('?', 1)[0] ?? '';
  return API.some((prefix) => path === prefix || path.startsWith(`${prefix}/`));
}
