import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { writeJson } from '#contract/json';
import { FAULT_CODE_HEADER } from '#contract/refusal';
import { databaseFailure } from '../database/failure.ts';
import { DiskFull } from '../disk-space.ts';
import { ServiceError } from '../errors.ts';
import { errnoOf } from '../file-system.ts';
import { isBodyOpen } from './has-body.ts';
import type { Protocol } from './protocol.ts';
import { type Answer, isStream } from './route.ts';

/** Of every 503 that names no other time. */
const RETRY_AFTER_S = '5';

/** Sends what a handler gave back: JSON unless it is text, bytes or a stream. */
export function send(
  protocol: Protocol,
  answer: Answer,
  request: FastifyRequest,
  reply: FastifyReply,
): unknown {
  reply.code(answer.status ?? 200);
  if (protocol.headers !== undefined) reply.headers(protocol.headers(request));
  if (answer.headers !== undefined) reply.headers(answer.headers);
  const { body } = answer;
  if (body === undefined) return reply.send();
  // The framework replaces a type that it cannot read, unless the body is a stream.
  if (body instanceof Uint8Array && !isMediaType(reply.getHeader('content-type')))
    return reply.header('content-length', body.length).send(Readable.from([body], { objectMode: false }));
  if (isStream(body) && request.method === 'HEAD') {
    body.destroy();
    return reply.send();
  }
  if (typeof body === 'string' || body instanceof Uint8Array || isStream(body)) return reply.send(body);
  if (!reply.hasHeader('content-type')) reply.header('content-type', 'application/json; charset=UTF-8');
  return reply.send(writeJson(body));
}

/** The one renderer of failures; nothing of their inside reaches the client. */
export function answerFailure(
  protocol: Protocol,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const error = publicError(protocol, thrown);
  if (error.status >= 500) request.log.error({ err: thrown }, 'request failed');
  else if (error.detail !== undefined)
    request.log.info({ code: error.code, detail: error.detail }, 'request refused');
  const { headers, body } = protocol.render(error, request);
  if (protocol.headers !== undefined) reply.headers(protocol.headers(request));
  reply.code(error.status).headers(headers).headers(error.headers).header(FAULT_CODE_HEADER, error.code);
  if (error.status === 401) reply.header('www-authenticate', protocol.challenge);
  if (error.status === 503 && !reply.hasHeader('retry-after')) reply.header('retry-after', RETRY_AFTER_S);
  // An unread body would be taken for the next request.
  if (isBodyOpen(request.raw)) reply.header('connection', 'close');
  return reply.send(request.method === 'HEAD' ? undefined : body);
}

/** Errors of our own pass; the framework's own refusals keep their meaning; everything else is a 500 without a word. */
function publicError(protocol: Protocol, thrown: unknown): ServiceError {
  if (thrown instanceof ServiceError) return thrown;
  const status = (thrown as { statusCode?: number }).statusCode;
  if (status === 400) return protocol.errors.badRequest('The request is malformed.');
  if (status === 413) return protocol.errors.tooLarge(0);
  if (status === 414) return protocol.errors.badRequest('The address is too long.');
  if (status === 415) return protocol.errors.unsupportedType(undefined);
  if (isFull(thrown)) return protocol.errors.full();
  switch (databaseFailure(thrown)) {
    case 'overload':
      return protocol.errors.busy();
    case 'away':
    case 'damaged':
      return protocol.errors.unavailable();
    case 'full':
      return protocol.errors.full();
    case undefined:
      return protocol.errors.internal(thrown);
  }
}

/** No space, or the quota that the system gives the cloud's account. */
function isFull(thrown: unknown): boolean {
  return thrown instanceof DiskFull || ['ENOSPC', 'EDQUOT'].includes(errnoOf(thrown) ?? '');
}

/** A type in the form that the framework understands; nothing counts, since it then says its own. */
function isMediaType(type: unknown): boolean {
  return type === undefined || /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+ *(?:;|$)/.test(String(type));
}
