import http from 'node:http';
import https from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { pipeline } from 'node:stream';
import { awaitsContinue, giveContinue } from '#platform/http/expect-continue';
import { z } from 'zod';
import { parseJson } from '#contract/json';
import { readBody } from '#contract/transport';
import type { ServiceError } from '#platform/errors';
import { MARK_HEADERS } from '#platform/http/internal-hop';
import { refuseUpgrade } from '#platform/http/refusal-text';
import type { RequestMarks } from '#platform/http/request-marks';
import type { RoleTrouble } from '#platform/service/role';
import type { Secret } from '#platform/secret';
import type { Entrance } from './entrance.ts';
import { hasBody } from '#platform/http/has-body';
import { error } from './errors.ts';
import { sendRefusal } from './refusal.ts';

/** The client would send any other method without a length as an empty chunked body. */
const METHODS_WITHOUT_BODY = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS']);
const READY_TIMEOUT_MS = 2000;
/** Of an answer: what a role of this process may say, one of another may too. */
const MOST_HEADER_BYTES = 128 * 1024;
const READY_ANSWER_BYTES = 4096;

/** Where a role listens: a socket of this machine, or an address elsewhere. */
interface Upstream {
  secure: boolean;
  options: http.RequestOptions;
}

/** Forwards requests to a role in another process, rebuilt from what was understood of them, never as raw bytes. */
export function remoteEntrance(address: string, credential: Secret, ca?: string): Entrance {
  const { secure, options } = readAddress(address);
  const client = secure ? https : http;
  const agent = new client.Agent({
    keepAlive: true,
    maxFreeSockets: 64,
    scheduling: 'lifo',
    ...(ca === undefined ? {} : { ca }),
  });
  const call = (request: IncomingMessage, marks: RequestMarks, extra: string[] = []): http.ClientRequest =>
    client.request({
      ...options,
      agent,
      maxHeaderSize: MOST_HEADER_BYTES,
      method: request.method,
      path: request.url,
      setHost: false,
      headers: [...forwardedHeaders(request, marks, credential), ...extra],
    });
  return {
    handle: (request, response, marks) => forward(() => call(request, marks), request, response),
    upgrade: (request, socket, head, marks) =>
      forwardUpgrade(call(request, marks, ['connection', 'Upgrade', 'upgrade', 'websocket']), socket, head),
    trouble: () =>
      troubleOf(client, {
        ...options,
        agent,
        path: '/readyz',
        timeout: READY_TIMEOUT_MS,
        headers: { [MARK_HEADERS.credential]: credential.reveal() },
      }),
    close: () => agent.destroy(),
  };
}

function readAddress(address: string): Upstream {
  if (address.startsWith('unix:'))
    return { secure: false, options: { socketPath: address.slice(5), host: 'localhost' } };
  const url = new URL(address);
  if (url.protocol !== 'http:' && url.protocol !== 'https:')
    throw new TypeError(`${address} is not an address of a role`);
  const secure = url.protocol === 'https:';
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1');
  return { secure, options: { hostname, port: url.port === '' ? (secure ? 443 : 80) : Number(url.port) } };
}

/** The cleaned headers of the request, its body's length made plain, and our own marks. */
function forwardedHeaders(request: IncomingMessage, marks: RequestMarks, credential: Secret): string[] {
  const headers: string[] = [];
  for (let at = 0; at < request.rawHeaders.length; at += 2) {
    const name = request.rawHeaders[at]!.toLowerCase();
    headers.push(name, request.rawHeaders[at + 1]!);
  }
  if (
    !hasBody(request) &&
    !METHODS_WITHOUT_BODY.has(request.method ?? '') &&
    request.headers['content-length'] === undefined
  ) {
    headers.push('content-length', '0');
  }
  headers.push(MARK_HEADERS.credential, credential.reveal());
  headers.push(MARK_HEADERS.requestId, marks.requestId);
  headers.push(MARK_HEADERS.clientAddress, marks.clientAddress);
  return headers;
}

/** Sends the request on and its answer back, both as they come, each no faster than the other side takes it. */
function forward(call: () => http.ClientRequest, request: IncomingMessage, response: ServerResponse): void {
  const withBody = hasBody(request);
  let upstream: http.ClientRequest;
  const attempt = (mayRepeat: boolean): void => {
    upstream = call();
    upstream.once('response', (answer) => relayAnswer(answer, response));
    upstream.once('error', (cause: NodeJS.ErrnoException) => {
      // The role may close a kept socket at the moment it is used again: nothing of the request was taken then.
      if (mayRepeat && upstream.reusedSocket && cause.code === 'ECONNRESET' && !response.headersSent)
        attempt(false);
      else fail(request, response, outage(cause));
    });
    if (!withBody) upstream.end();
    else if (awaitsContinue(request)) sendBodyWhenAsked(request, upstream);
    else sendBody(request, upstream);
  };
  response.once('close', () => {
    // The client has gone, or all is sent; an unfinished call must not stay on a kept socket.
    if (!response.writableFinished || !upstream.writableFinished) upstream.destroy();
  });
  attempt(!withBody && (request.method === 'GET' || request.method === 'HEAD'));
}

/** The role decides whether it wants the body: until it says so the client keeps it. */
function sendBodyWhenAsked(request: IncomingMessage, upstream: http.ClientRequest): void {
  upstream.once('continue', () => {
    giveContinue(request);
    sendBody(request, upstream);
  });
  upstream.flushHeaders();
}

function sendBody(request: IncomingMessage, upstream: http.ClientRequest): void {
  request.once('error', () => upstream.destroy());
  request.once('close', () => {
    if (!request.complete) upstream.destroy();
  });
  request.pipe(upstream);
}

function relayAnswer(answer: IncomingMessage, response: ServerResponse): void {
  if (response.headersSent || response.destroyed) {
    answer.destroy();
    return;
  }
  response.writeHead(answer.statusCode ?? 502, endToEnd(answer.rawHeaders));
  pipeline(answer, response, (error) => {
    // Half an answer must look like one: the connection is cut, not ended.
    if (error != null) response.destroy();
  });
}

const DROPPED_FROM_ANSWERS = new Set([
  'connection',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

function endToEnd(rawHeaders: string[]): string[] {
  const kept: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (!DROPPED_FROM_ANSWERS.has(rawHeaders[at]!.toLowerCase()))
      kept.push(rawHeaders[at]!, rawHeaders[at + 1]!);
  }
  return kept;
}

function outage({ code = '' }: NodeJS.ErrnoException): ServiceError {
  const isUnreachable = ['ECONNREFUSED', 'ENOENT', 'EHOSTUNREACH', 'ETIMEDOUT', 'EAGAIN'].includes(code);
  return error(isUnreachable ? 'service_away' : 'answer_broken_off');
}

function fail(request: IncomingMessage, response: ServerResponse, refusal: ServiceError): void {
  if (!response.destroyed) sendRefusal(request, response, refusal);
}

/** Lets the role decide: its 101 joins the two connections, any other answer is passed on and ends this one. */
function forwardUpgrade(upstream: http.ClientRequest, socket: Duplex, head: Buffer): void {
  upstream.once('error', (cause: NodeJS.ErrnoException) => refuseUpgrade(socket, outage(cause)));
  upstream.once('response', (answer) => {
    socket.write(statusLines(answer, ['connection', 'close']));
    pipeline(answer, socket, () => socket.destroy());
  });
  upstream.once('upgrade', (answer, inner, innerHead) => {
    socket.write(statusLines(answer, ['connection', 'Upgrade', 'upgrade', 'websocket']));
    if (innerHead.length > 0) socket.write(innerHead);
    if (head.length > 0) inner.write(head);
    inner.once('error', () => socket.destroy());
    inner.once('close', () => socket.end());
    socket.once('close', () => inner.destroy());
    inner.pipe(socket).pipe(inner);
  });
  socket.once('close', () => upstream.destroy());
  upstream.end();
}

function statusLines(answer: IncomingMessage, extra: string[]): string {
  const headers = [...endToEnd(answer.rawHeaders), ...extra];
  let text = `HTTP/1.1 ${answer.statusCode ?? 502} ${answer.statusMessage ?? ''}\r\n`;
  for (let at = 0; at < headers.length; at += 2) text += `${headers[at]}: ${headers[at + 1]}\r\n`;
  return `${text}\r\n`;
}

/** Asks the role itself, at the address beside its application that only other parts of the cloud reach. */
async function troubleOf(
  client: typeof http | typeof https,
  options: http.RequestOptions,
): Promise<RoleTrouble | 'unreachable' | undefined> {
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const call = client.get(options, resolve);
      call.once('timeout', () => call.destroy(new Error('no answer in time')));
      call.once('error', reject);
    });
    const body = (await readBody(answer, READY_ANSWER_BYTES)).toString('utf8');
    if (answer.statusCode === 200) return undefined;
    const { trouble } = z
      .object({ trouble: z.enum(['database', 'disk', 'starting', 'broken']) })
      .parse(parseJson(body));
    return trouble;
  } catch {
    return 'unreachable';
  }
}
