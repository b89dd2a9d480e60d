import { Readable } from 'node:stream';
import type { FastifyInstance } from 'fastify';
import type { Transport } from '#contract/transport';

type Method = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'DELETE' | 'PATCH';

/**
 * A transport into an application of the same process: the request and the answer are the same bytes as over a socket,
 * all hooks and access rules run, only the socket is missing. Aborting ends the reading of the answer.
 */
export function injectTransport(app: FastifyInstance): Transport {
  return async ({ method, path, headers, body, signal }) => {
    signal?.throwIfAborted();
    const reply = await app.inject({
      method: method as Method,
      url: path,
      headers: headers ?? {},
      ...(body === undefined ? {} : { payload: body instanceof Uint8Array ? Buffer.from(body) : body }),
      payloadAsStream: true,
    });
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
