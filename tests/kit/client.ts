import type { Readable } from 'node:stream';

import { httpTransport, readBody, type Transport } from '#contract/transport';
import { parseJson, writeJson } from '#contract/json';

export interface Reply {
  status: number;
  headers: Record<string, string>;
  bytes: Buffer;
  /** The body as UTF-8. */
  text: string;
  /** The body when its type says JSON; integers over 53 bits are bigint. */
  json: unknown;
}

export interface CallOptions {
  headers?: Record<string, string>;
  /** Text, bytes and streams go as they are; anything else as JSON. */
  body?: unknown;
}

/** Calls the cloud over HTTP, as one user or as nobody. Paths start at the cloud's base address. */
export interface Client {
  call(method: string, path: string, options?: CallOptions): Promise<Reply>;
  get(path: string, headers?: Record<string, string>): Promise<Reply>;
  head(path: string, headers?: Record<string, string>): Promise<Reply>;
  delete(path: string, headers?: Record<string, string>): Promise<Reply>;
  put(path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
  post(path: string, body?: unknown, headers?: Record<string, string>): Promise<Reply>;
}

/** A client of the cloud at an address, with a token when one is given. */
export function clientOf(url: string, token?: string): Client {
  return clientOver(httpTransport(url), token);
}

/** The same over any transport: an application of this process, or a role's socket. */
export function clientOver(transport: Transport, token?: string): Client {
  const credentials = token === undefined ? {} : { 'x-auth-token': token };
  const call = async (method: string, path: string, { headers, body }: CallOptions = {}): Promise<Reply> => {
    const [type, payload] = encoded(body);
    const reply = await transport({
      method,
      path,
      headers: { ...credentials, ...type, ...headers },
      ...(payload === undefined ? {} : { body: payload }),
    });
    const bytes = await readBody(reply.body, 256 * 1024 * 1024);
    const text = bytes.toString('utf8');
    const isJson = /\bjson\b/.test(reply.headers['content-type'] ?? '') && text !== '';
    return {
      status: reply.status,
      headers: reply.headers,
      bytes,
      text,
      json: isJson ? parseJson(text) : undefined,
    };
  };
  const without = (method: string) => (path: string, headers?: Record<string, string>) =>
    call(method, path, headers === undefined ? {} : { headers });
  const withBody = (method: string) => (path: string, body?: unknown, headers?: Record<string, string>) =>
    call(method, path, headers === undefined ? { body } : { body, headers });
  return {
    call,
    get: without('GET'),
    head: without('HEAD'),
    delete: without('DELETE'),
    put: withBody('PUT'),
    post: withBody('POST'),
  };
}

function encoded(body: unknown): [Record<string, string>, string | Uint8Array | Readable | undefined] {
  if (body === undefined) return [{}, undefined];
  if (typeof body === 'string' || body instanceof Uint8Array || isReadable(body)) return [{}, body];
  return [{ 'content-type': 'application/json' }, writeJson(body)];
}

function isReadable(body: unknown): body is Readable {
  return typeof body === 'object' && body !== null && 'pipe' in body;
}
