import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { markRequest } from './request-marks.ts';
import type { Secret } from '../secret.ts';

/** Headers in which the entrance's knowledge travels to a role of another process, believed only beside the credential. */
export const MARK_HEADERS = {
  credential: 'x-synnefo-internal',
  requestId: 'x-synnefo-request-id',
  clientAddress: 'x-synnefo-client-address',
} as const;

/** Whether the request comes from a process that knows the cloud's internal secret. */
export function isForwarded(request: IncomingMessage, secret: Secret): boolean {
  const credential = request.headers[MARK_HEADERS.credential];
  return typeof credential === 'string' && sameSecret(credential, secret.reveal());
}

/** Turns the headers of a forwarded request into marks when the credential is ours; takes them off in any case. */
export function acceptInternal(request: IncomingMessage, secret: Secret): void {
  const { headers } = request;
  const [requestId, clientAddress] = [headers[MARK_HEADERS.requestId], headers[MARK_HEADERS.clientAddress]];
  const isOurs = isForwarded(request, secret);
  for (const name of Object.values(MARK_HEADERS)) delete headers[name];
  if (!isOurs || typeof requestId !== 'string' || typeof clientAddress !== 'string') return;
  markRequest(request, { requestId, clientAddress });
}

/** Compares digests, so that neither length nor prefix shows in the time it takes. */
export function sameSecret(given: string, wanted: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(wanted));
}
