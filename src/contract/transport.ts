import type http from 'node:http';
import { Readable } from 'node:stream';

/** One HTTP request, whichever way it travels. `path` starts with `/` and carries the query, both already encoded. */
export interface TransportRequest {
  method: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Uint8Array | Readable;
  signal?: AbortSignal;
}

/** The answer; header names are lower case. The body must be read or destroyed by the caller. */
export interface TransportReply {
  status: number;
  headers: Record<string, string>;
  body: Readable;
}

/** Carries a request to a service: over a socket, or straight into the application in the same process. */
export type Transport = (request: TransportRequest) => Promise<TransportReply>;

/**
 * How to reach a service. `ca` (PEM) is who certificates are verified by instead of the system's own; `headers` go with every
 * request; `agent` opens the connections instead of one of the transport's own; `proxies` holds `http_proxy`, `https_proxy` and `no_proxy`, in small or capital letters, as the environment has them.
 */
export interface TransportOptions {
  ca?: string | undefined;
  headers?: Record<string, string>;
  agent?: http.Agent;
  proxies?: Record<string, string | undefined>;
}

/**
 * A transport to `http://host:port/base`, `https://…` or `unix:/path/to.sock`. Sockets are kept open between requests. Without
 * `proxies` it goes straight to its target, whatever the environment says: services never leave the machine by surprise.
 */
export function httpTransport(address: string, options: TransportOptions = {}): Transport {
  const target = parseTarget(address);
  const proxyEnv = options.proxies === undefined ? {} : { proxyEnv: options.proxies as NodeJS.ProcessEnv };
  const ownAgent = (): http.Agent =>
    target.secure
      ? new (overTls().Agent)({
          keepAlive: true,
          ...proxyEnv,
          ...(options.ca === undefined ? {} : { ca: options.ca }),
        })
      : new (plain().Agent)({ keepAlive: true, ...proxyEnv });
  const agent = options.agent ?? ownAgent();
  const { headers } = options;
  return (request) =>
    send(
      target,
      agent,
      headers === undefined ? request : { ...request, headers: { ...request.headers, ...headers } },
    );
}

// Got at the first call: an `import` of node:http runs each of its exports, among them the whole of undici, and costs
// every command 50 ms.
const plain = (): typeof http => process.getBuiltinModule('node:http');
const overTls = (): typeof import('node:https') => process.getBuiltinModule('node:https');

/** Of an answer: a shared list of many people is longer than the 16 KiB that Node.js takes by itself. */
const MOST_HEADER_BYTES = 128 * 1024;

interface Target {
  secure: boolean;
  socketPath?: string;
  hostname?: string;
  port?: string;
  base: string;
}

function parseTarget(address: string): Target {
  if (address.startsWith('unix:'))
    return { secure: false, socketPath: address.slice('unix:'.length), base: '' };
  const url = new URL(address);
  const secure = url.protocol === 'https:';
  if (!secure && url.protocol !== 'http:')
    throw new TypeError(`${url.protocol} is not a protocol to call a service by`);
  const base = url.pathname.endsWith('/') ? url.pathname.slice(0, -1) : url.pathname;
  // URL keeps the brackets of an IPv6 address; sockets want it bare.
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { secure, hostname, port: url.port === '' ? (secure ? '443' : '80') : url.port, base };
}

function send(target: Target, agent: http.Agent, request: TransportRequest): Promise<TransportReply> {
  return new Promise((resolve, reject) => {
    const call = (target.secure ? overTls() : plain()).request(
      {
        agent,
        maxHeaderSize: MOST_HEADER_BYTES,
        method: request.method,
        path: target.base + request.path,
        headers: headersOf(request),
        ...(target.socketPath === undefined
          ? { hostname: target.hostname, port: target.port }
          : { socketPath: target.socketPath, host: 'localhost' }),
        ...(request.signal === undefined ? {} : { signal: request.signal }),
      },
      (reply) => resolve({ status: reply.statusCode ?? 0, headers: flatten(reply.headers), body: reply }),
    );
    call.once('error', reject);
    if (request.body instanceof Readable) {
      request.body.once('error', (error) => call.destroy(error));
      request.body.pipe(call);
    } else call.end(request.body);
  });
}

function headersOf(request: TransportRequest): Record<string, string> {
  const headers = { ...request.headers };
  const { body } = request;
  if (typeof body === 'string') headers['content-length'] ??= String(Buffer.byteLength(body));
  else if (body instanceof Uint8Array) headers['content-length'] ??= String(body.length);
  else if (body === undefined && request.method !== 'GET' && request.method !== 'HEAD')
    headers['content-length'] ??= '0';
  return headers;
}

function flatten(headers: http.IncomingHttpHeaders): Record<string, string> {
  const flat: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) flat[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return flat;
}

/** Reads a body whole, at most `limitBytes` of it; a longer one is cut off and refused. */
export async function readBody(body: Readable, limitBytes = 32 * 1024 * 1024): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of body) {
    const bytes = Buffer.from(piece as Uint8Array);
    length += bytes.length;
    if (length > limitBytes) {
      body.destroy();
      throw new RangeError(`the answer is longer than ${limitBytes} bytes`);
    }
    pieces.push(bytes);
  }
  return Buffer.concat(pieces, length);
}
