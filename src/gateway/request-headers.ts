import type { IncomingMessage } from 'node:http';
import type { ServiceError } from '#platform/errors';
import { error } from './errors.ts';

const MAX_HEADERS = 100;
const CONNECTION_WORDS = new Set(['keep-alive', 'close', 'upgrade', 'te']);

/** Meaningful between two neighbours only. `transfer-encoding` is one too, but tells a local application of a body. */
const hopByHop = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'upgrade',
]);

/** Names that only we, or a front end of ours, may speak; from the world they are lies. */
const neverBelieved = new Set([
  'forwarded',
  'x-forwarded',
  'x-client-ip',
  'x-real-ip',
  'x-cluster-client-ip',
  'x-original-url',
  'x-rewrite-url',
  'x-http-method-override',
  'true-client-ip',
  'cf-connecting-ip',
  'x-service-token',
  'x-request-id',
  'x-openstack-request-id',
  'x-remote-user',
  'remote-user',
  'eppn',
  'proxy',
]);
const neverBelievedStarts = ['x-forwarded-', 'x-synnefo-', 'shib-'];

/** Metadata is named by users, underscores included; any other name with one is a second spelling of something. */
const userNamed = /^x-(?:account|container|object|image)-/;

/** Checks what the parser lets pass but two readers could take differently; undefined when the request is sound. */
export function checkHeaders(request: IncomingMessage): ServiceError | undefined {
  const { rawHeaders } = request;
  if (rawHeaders.length > 2 * MAX_HEADERS) return error('headers_too_large');
  const seen = { host: 0, 'content-length': 0, 'transfer-encoding': 0 };
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase();
    const value = rawHeaders[at + 1]!;
    if (name === 'connection' && !isHonestConnection(value)) return error('bad_connection_header');
    if (name === 'transfer-encoding' && value.toLowerCase() !== 'chunked') return error('ambiguous_length');
    if (name === 'content-length' && !/^\d{1,16}$/.test(value)) return error('ambiguous_length');
    if (Object.hasOwn(seen, name)) seen[name as keyof typeof seen] += 1;
  }
  if (seen['content-length'] + seen['transfer-encoding'] > 1) return error('ambiguous_length');
  if (seen['transfer-encoding'] > 0 && request.httpVersion !== '1.1') return error('ambiguous_length');
  if (seen.host !== 1) return error('not_one_host');
  return undefined;
}

function isHonestConnection(value: string): boolean {
  return value.split(',').every((word) => CONNECTION_WORDS.has(word.trim().toLowerCase()));
}

/**
 * Takes out of the request everything that the world has no business saying: hop-by-hop headers, addresses, identities,
 * second spellings with `_`, and what `alsoDrop` names. Both views of the headers, raw and parsed, change alike.
 */
export function cleanHeaders(request: IncomingMessage, alsoDrop: ReadonlySet<string> = new Set()): void {
  const kept: string[] = [];
  const { rawHeaders, headers } = request;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase();
    if (isForbidden(name) || alsoDrop.has(name)) delete headers[name];
    else kept.push(rawHeaders[at]!, rawHeaders[at + 1]!);
  }
  request.rawHeaders = kept;
}

/** Adds or replaces a header that the gateway itself vouches for. */
export function setHeader(request: IncomingMessage, name: string, value: string): void {
  const kept: string[] = [];
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    if (request.rawHeaders[at]!.toLowerCase() !== name)
      kept.push(request.rawHeaders[at]!, request.rawHeaders[at + 1]!);
  }
  request.rawHeaders = [...kept, name, value];
  request.headers[name] = value;
}

function isForbidden(name: string): boolean {
  if (hopByHop.has(name)) return true;
  if (name.includes('_') && !userNamed.test(name)) return true;
  return neverBelieved.has(name) || neverBelievedStarts.some((start) => name.startsWith(start));
}
