import type { IncomingMessage } from 'node:http';

/** True when the header announces a body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length'];
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0');
}

/** True while bytes of an announced body are still to come. */
export function isBodyOpen(request: IncomingMessage): boolean {
  return !request.complete && hasBody(request);
}
