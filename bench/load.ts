import autocannon, { type AutocannonRequest } from 'autocannon';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import { pipeline } from 'node:stream/promises';
import { Readable, Writable } from 'node:stream';

import type { Account, CloudProcess } from './cloud-process.ts';

const SECONDS = 5;

/** Requests per second and the slowest hundredth, in milliseconds. */
export interface Rate {
  perSecond: number;
  p99Ms: number;
  /** Requests that were answered. */
  total: number;
}

interface Load {
  connections: number;
  method: string;
  path: () => string;
  headers?: Record<string, string>;
  /** Headers that differ from one request to the next. */
  freshHeaders?: () => Record<string, string>;
  body?: () => Buffer | string;
  /** Ends after so many requests instead of some seconds. */
  requests?: number;
  /** After each request of a connection one more, made of the first one's answer. */
  then?: { path: (answer: string) => string; body: string };
}

/** Drives the cloud for a few seconds over kept-alive connections. Throws when an answer is no success. */
export async function drive(cloud: { url: string }, load: Load): Promise<Rate> {
  const { connections, method, path, headers = {}, freshHeaders, body, requests, then } = load;
  const result = await autocannon({
    url: cloud.url,
    connections,
    ...(requests === undefined ? { duration: SECONDS } : { amount: requests }),
    requests: [
      {
        method,
        headers,
        setupRequest: (request) => ({
          ...request,
          path: path(),
          ...(freshHeaders === undefined ? {} : { headers: { ...request.headers, ...freshHeaders() } }),
          ...(body === undefined ? {} : { body: body() }),
        }),
        onResponse: (_status, answer, context) => void (context['answer'] = answer),
      },
      ...(then === undefined
        ? []
        : [
            {
              method,
              headers,
              setupRequest: (request: AutocannonRequest, context: Record<string, unknown>) => ({
                ...request,
                path: then.path(String(context['answer'])),
                body: then.body,
              }),
            },
          ]),
    ],
  });
  if (result.non2xx + result.errors > 0) {
    throw new Error(
      `${method} ${path()}: ${result.non2xx} refused, ${result.errors} errors of ${result.requests.total}`,
    );
  }
  return {
    perSecond: result.requests.total / result.duration,
    p99Ms: result.latency.p99,
    total: result.requests.total,
  };
}

/** Names and contents that never repeat: equal contents would be stored once. */
export function freshBodies(sizeBytes: number): () => Buffer {
  const base = randomBytes(sizeBytes);
  let count = 0;
  return () => {
    const body = Buffer.from(base);
    body.writeUInt32BE((count += 1), 0);
    return body;
  };
}

/** MiB per second of one upload or download of an object. */
export async function transfer(
  cloud: CloudProcess,
  account: Account,
  path: string,
  upload?: Buffer,
): Promise<number> {
  const began = performance.now();
  const request = http.request(`${cloud.url}${path}`, {
    method: upload === undefined ? 'GET' : 'PUT',
    headers: {
      'x-auth-token': account.token,
      ...(upload === undefined ? {} : { 'content-length': upload.length }),
    },
  });
  const answered = once(request, 'response') as Promise<[http.IncomingMessage]>;
  if (upload === undefined) request.end();
  else await pipeline(Readable.from(piecesOf(upload)), request);
  const [reply] = await answered;
  let received = 0;
  await pipeline(
    reply,
    new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        received += chunk.length;
        done();
      },
    }),
  );
  if (reply.statusCode !== 200 && reply.statusCode !== 201) throw new Error(`${path}: ${reply.statusCode}`);
  return (upload?.length ?? received) / 1024 / 1024 / ((performance.now() - began) / 1000);
}

function* piecesOf(bytes: Buffer): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += 256 * 1024) yield bytes.subarray(at, at + 256 * 1024);
}
