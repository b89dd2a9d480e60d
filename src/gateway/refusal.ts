import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { FAULT_CODE_HEADER } from '#contract/refusal';
import type { ServiceError } from '#platform/errors';
import { isBodyOpen } from '#platform/http/has-body';
import { refusalText } from '#platform/http/refusal-text';

const finished = new WeakSet<Socket>();

/** True when nothing more may be read from this connection as a request: its last one was refused unread. */
export function isFinished(socket: Socket): boolean {
  return finished.has(socket);
}

/**
 * Sends a refusal. The connection of a malformed request, or of one with a body under way, ends with it: what follows
 * must not be taken for the next request.
 */
export function sendRefusal(request: IncomingMessage, response: ServerResponse, refusal: ServiceError): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const body = refusalText(refusal);
  const isLast = refusal.status === 400 || isBodyOpen(request);
  if (isLast) finished.add(request.socket);
  response.writeHead(refusal.status, {
    ...(refusal.status === 429 || refusal.status === 503 ? { 'retry-after': '1' } : {}),
    ...refusal.headers,
    [FAULT_CODE_HEADER]: refusal.code,
    'content-type': 'application/json; charset=UTF-8',
    'content-length': Buffer.byteLength(body),
    ...(isLast ? { connection: 'close' } : {}),
  });
  response.end(request.method === 'HEAD' ? undefined : body);
}
