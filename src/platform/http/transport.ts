import { pipeline, Readable, Transform } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Transport, TransportRequest } from '#contract/transport';
import { orAborted } from './or-aborted.ts';

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';

/** The longest that a service waits for another's answer, where the call itself does not say less. */
const DEADLINE_MS = 30_000;

/** A way to another service on which no call waits for ever: the only kind that roles are given. */
export type ServiceTransport = Transport & { readonly deadlineMs: number };

/**
 * Ends every call whose answer is not there, and read, by the deadline: with a TimeoutError, or by breaking off the body. A
 * signal of the call's own may end it before. A request that is a stream may take its time as long as it moves: the deadline
 * counts from the last piece that went.
 */
export function withDeadline(transport: Transport, deadlineMs = DEADLINE_MS): ServiceTransport {
  const send: Transport = async (request) => {
    const late = new AbortController();
    const end = (): void => late.abort(new DOMException(`no answer within ${deadlineMs} ms`, 'TimeoutError'));
    const timer = setTimeout(end, deadlineMs);
    const [body, watch] = watched(request.body, () => timer.refresh());
    const signal =
      request.signal === undefined ? late.signal : AbortSignal.any([request.signal, late.signal]);
    try {
      const answer = await inTime(transport({ ...request, ...(body && { body }), signal }), signal);
      const { body: said } = answer;
      late.signal.addEventListener('abort', () => said.destroy(late.signal.reason as Error), { once: true });
      const done = (): void => {
        watch.watching = false;
        clearTimeout(timer);
      };
      if (said.closed || said.readableEnded) done();
      else said.once('close', done);
      return answer;
    } catch (error) {
      watch.watching = false;
      clearTimeout(timer);
      if (body instanceof Readable) body.destroy(error as Error);
      throw error;
    }
  };
  return Object.assign(send, { deadlineMs });
}

type Body = TransportRequest['body'];

/** The same body, of which each piece that goes is told while it is watched. */
function watched(body: Body, onPiece: () => void): [body: Body, state: { watching: boolean }] {
  const state = { watching: true };
  if (!(body instanceof Readable)) return [body, state];
  const meter = new Transform({
    transform(piece, _encoding, next) {
      if (state.watching) onPiece();
      next(null, piece);
    },
  });
  // whoever sends it hears of a failure from the meter
  pipeline(body, meter, () => undefined);
  return [meter, state];
}

/**
 * A transport into an application of the same process: the request and the answer are the same bytes as over a socket,
 * all hooks and access rules run, only the socket is missing. Aborting ends the waiting for the answer and the reading of it.
 */
export function injectTransport(app: FastifyInstance): Transport {
  return async ({ method, path, headers, body, signal }) => {
    signal?.throwIfAborted();
    const answer = app.inject({
      method: method as Method,
      url: path,
      headers: headers ?? {},
      ...(body === undefined ? {} : { payload: body instanceof Uint8Array ? Buffer.from(body) : body }),
      payloadAsStream: true,
    });
    const reply = await inTime(answer, signal);
    const stream = reply.stream();
    const readable = stream instanceof Readable ? stream : Readable.from([]);
    signal?.addEventListener('abort', () => readable.destroy(signal.reason as Error), { once: true });
    const flat: Record<string, string> = {};
    for (const [name, value] of Object.entries(reply.headers)) {
      if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : String(value);
    }
    return { status: reply.statusCode, headers: flat, body: readable };
  };
}

/** The answer, if it comes before the patience ends; one that comes later is dropped. */
async function inTime<T>(answer: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  try {
    return await orAborted(answer, signal);
  } catch (error) {
    answer.then(drop, () => undefined);
    throw error;
  }
}

/** Nobody reads it any more. */
function drop(answer: unknown): void {
  const { body, stream } = answer as { body?: unknown; stream?(): unknown };
  const unread = body instanceof Readable ? body : stream?.();
  if (unread instanceof Readable) unread.destroy();
}
