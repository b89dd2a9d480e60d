import { FAULT_CODE_HEADER } from '#contract/refusal';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { isBodyOpen } from './has-body.ts';

/** A request that ends at the gateway: the status, its code and the fault's name on the wire, and one public sentence. */
export interface Refusal {
  status: number;
  code: string;
  fault: string;
  sentence: string;
  headers?: Record<string, string>;
}

const make = (
  status: number,
  code: string,
  fault: string,
  sentence: string,
  headers?: Record<string, string>,
): Refusal => ({
  status,
  code,
  fault,
  sentence,
  ...(headers === undefined ? {} : { headers }),
});

/** Every refusal of the gateway's own; the services have their own tables behind it. */
export const refusals = {
  malformed: (sentence: string) => make(400, 'bad_request', 'badRequest', sentence),
  crossSite: () =>
    make(403, 'cross_site_request', 'forbidden', 'This call must come from the console itself.'),
  notFound: () => make(404, 'no_such_page', 'itemNotFound', 'There is nothing at this address.'),
  methodNotAllowed: (allow: string) =>
    make(405, 'method_not_allowed', 'notAllowed', 'Method not allowed.', { allow }),
  slow: () => make(408, 'request_too_slow', 'requestTimeout', 'The request did not arrive in time.'),
  encodedBody: () => make(415, 'unsupported_type', 'badMediaType', 'Encoded request bodies are not taken.'),
  wrongHost: () =>
    make(
      421,
      'wrong_host',
      'badRequest',
      'This cloud does not answer under that host name. Its operator can add the name to ALLOWED_HOSTS.',
    ),
  busy: () =>
    make(429, 'too_many_at_once', 'overLimit', 'Too many requests at once.', { 'retry-after': '1' }),
  headerTooLarge: () =>
    make(431, 'headers_too_large', 'badRequest', 'The header of the request is too large.'),
  internal: () => make(500, 'internal', 'internalServerError', 'Unexpected error'),
  badGateway: () => make(502, 'answer_broken_off', 'serviceUnavailable', 'The service broke off its answer.'),
  unavailable: () =>
    make(503, 'service_away', 'serviceUnavailable', 'The service is not available.', { 'retry-after': '1' }),
};

/** The document of a refusal, in the form that all services share. */
export function refusalBody({ status, fault, sentence }: Refusal): string {
  return JSON.stringify({ [fault]: { code: status, message: sentence, details: '' } });
}

const finished = new WeakSet<Socket>();

/** True when nothing more may be read from this connection as a request: its last one was refused unread. */
export function isFinished(socket: Socket): boolean {
  return finished.has(socket);
}

/**
 * Sends a refusal. The connection of a malformed request, or of one with a body under way, ends with it: what follows
 * must not be taken for the next request.
 */
export function sendRefusal(request: IncomingMessage, response: ServerResponse, refusal: Refusal): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = refusalBody(refusal);
  const isLast = refusal.status === 400 || isBodyOpen(request);
  if (isLast) finished.add(request.socket);
  response.writeHead(refusal.status, {
    ...refusal.headers,
    [FAULT_CODE_HEADER]: refusal.code,
    'content-type': 'application/json; charset=UTF-8',
    'content-length': Buffer.byteLength(body),
    ...(isLast ? { connection: 'close' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
