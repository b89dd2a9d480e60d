import http from 'node:http';
import net from 'node:net';

/** A request whose path and headers go out as they are written, without any library putting them right. */
export interface WireRequest {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
}

export interface WireReply {
  status: number;
  headers: http.IncomingHttpHeaders;
  text: string;
}

/** Sends requests over kept connections. A connection cut without an answer is status 0. */
export function wireTo(port: number): { send(request: WireRequest): Promise<WireReply>; close(): void } {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 16 });
  const send = ({ method, path, headers = {}, body }: WireRequest): Promise<WireReply> =>
    new Promise((resolve) => {
      const length =
        body === undefined ? (method === 'GET' || method === 'HEAD' ? {} : { 'content-length': '0' }) : {};
      const lengths = body === undefined ? length : { 'content-length': String(Buffer.byteLength(body)) };
      const request = http.request(
        { port, agent, method, path, headers: { ...lengths, ...headers } },
        (reply) => {
          const pieces: Buffer[] = [];
          reply.on('data', (piece: Buffer) => pieces.push(piece));
          reply.on('error', () => resolve({ status: 0, headers: {}, text: '' }));
          reply.on('end', () =>
            resolve({
              status: reply.statusCode ?? 0,
              headers: reply.headers,
              text: Buffer.concat(pieces).toString('utf8'),
            }),
          );
        },
      );
      request.on('error', () => resolve({ status: 0, headers: {}, text: '' }));
      request.end(body);
    });
  return { send, close: () => agent.destroy() };
}

/** Sends the start of a request and leaves: by a reset, a close, or silence and then a reset. */
export function hangUp(port: number, bytes: Buffer, manner: 'reset' | 'close' | 'silence'): Promise<void> {
  return new Promise((resolve) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.on('error', () => undefined);
    socket.once('close', () => resolve());
    socket.write(bytes, () => {
      if (manner === 'reset') socket.resetAndDestroy();
      else if (manner === 'close') socket.destroy();
      else setTimeout(() => socket.resetAndDestroy(), 50);
    });
  });
}
