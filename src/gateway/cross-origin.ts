import { FAULT_CODE_HEADER } from '#contract/refusal';
import type { IncomingMessage, ServerResponse } from 'node:http';

/** Request headers that a page elsewhere may send with its token. */
const ALLOWED_HEADERS =
  'authorization, content-type, if-match, if-none-match, range, x-auth-token, x-requested-with';
const ALLOWED_METHODS = 'GET, HEAD, POST, PUT, DELETE, PATCH, COPY, MOVE';
const EXPOSED_HEADERS = `etag, content-range, x-request-id, x-openstack-request-id, x-object-hash, x-object-version, ${FAULT_CODE_HEADER}`;

/** What pages of other origins may do. Credentials mode is never allowed: a cookie is worth nothing from elsewhere. */
export interface CrossOrigin {
  /** The headers that the answer to this request carries. */
  headersFor(request: IncomingMessage, path: string): Record<string, string>;
  /** Answers a preflight of an allowed origin; false leaves the request to its service. */
  preflight(request: IncomingMessage, response: ServerResponse): boolean;
}

/** Throws TypeError when an allowed origin is not written as one. */
export function crossOrigin(allowed: readonly string[]): CrossOrigin {
  const origins = new Set(allowed.map(asOrigin));
  const allows = (request: IncomingMessage): string | undefined => {
    const { origin } = request.headers;
    return origin !== undefined && origins.has(origin) ? origin : undefined;
  };
  return {
    headersFor(request, path) {
      if (path.startsWith('/pithos/public/')) {
        return request.method === 'GET' || request.method === 'HEAD'
          ? { 'access-control-allow-origin': '*' }
          : {};
      }
      const origin = allows(request);
      if (origin === undefined) return {};
      return { 'access-control-allow-origin': origin, 'access-control-expose-headers': EXPOSED_HEADERS };
    },
    preflight(request, response) {
      const origin = allows(request);
      if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined)
        return false;
      if (origin === undefined) return false;
      response.writeHead(204, {
        'access-control-allow-origin': origin,
        'access-control-allow-methods': ALLOWED_METHODS,
        'access-control-allow-headers': ALLOWED_HEADERS,
        'access-control-max-age': '600',
        vary: 'Origin',
      });
      response.end();
      return true;
    },
  };
}

function asOrigin(text: string): string {
  const { origin } = new URL(text);
  if (origin === 'null' || (text !== origin && text !== `${origin}/`)) {
    throw new TypeError(`CORS_ALLOWED_ORIGINS: '${text}' is not an origin such as https://example.org`);
  }
  return origin;
}
