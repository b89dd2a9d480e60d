import http from 'node:http';
import https from 'node:https';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Socket } from 'node:net';
import { deferContinue } from '#platform/http/expect-continue';
import { isBodyOpen } from '#platform/http/has-body';
import { isFinished } from './refusal.ts';

const HEADER_BYTES = 16 * 1024;
/** How often connections are looked at for headers that are late. */
const CHECK_MS = 1000;
const LINGER_MS = 1000;
/** Requests sent on one connection without waiting for an answer. No client of today does it; each costs us memory. */
const MAX_PIPELINED = 16;

export interface HttpServerOptions {
  tls: { cert: Buffer; key: Buffer } | undefined;
  headerSeconds: number;
  idleSeconds: number;
  handle(request: IncomingMessage, response: ServerResponse): void;
  /** Whether WebSockets are taken at a path. */
  takesUpgrades(path: string): boolean;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void;
  onBadRequest(code: string): void;
}

/** The listener of the gateway: the strict parser, bounded headers, and an answer to what cannot be parsed. */
export function createHttpServer(options: HttpServerOptions): http.Server {
  const settings: http.ServerOptions = {
    insecureHTTPParser: false,
    requireHostHeader: true,
    maxHeaderSize: HEADER_BYTES,
    headersTimeout: options.headerSeconds * 1000,
    // Bodies have the watchdog instead: a limit on the whole would end long uploads.
    requestTimeout: 0,
    keepAliveTimeout: options.idleSeconds * 1000,
    connectionsCheckingInterval: CHECK_MS,
    noDelay: true,
    // Anything else that asks to be upgraded is answered as the plain request that it also is.
    shouldUpgradeCallback: (request) => isWebSocket(request) && options.takesUpgrades(pathOf(request)),
  };
  const server =
    options.tls === undefined
      ? http.createServer(settings)
      : https.createServer({
          ...settings,
          ...options.tls,
          minVersion: 'TLSv1.2',
          handshakeTimeout: options.headerSeconds * 1000,
        });
  // Beyond this many, headers would be dropped silently: all are read, and counted by us.
  server.maxHeadersCount = 0;
  const answering = new WeakMap<Duplex, ServerResponse>();
  server.on(options.tls === undefined ? 'connection' : 'secureConnection', (socket: Socket) =>
    lingerAtClose(socket, () => answering.get(socket)),
  );
  const inWork = new WeakMap<Socket, number>();
  server.on('request', (request, response) => {
    const { socket } = request;
    if (isFinished(socket) || socket.destroyed) return;
    const before = inWork.get(socket) ?? 0;
    if (before >= MAX_PIPELINED) {
      options.onBadRequest('too many requests in a row');
      socket.destroy();
      return;
    }
    inWork.set(socket, before + 1);
    response.once('close', () => inWork.set(socket, (inWork.get(socket) ?? 1) - 1));
    answering.set(socket, response);
    options.handle(request, response);
  });
  deferContinue(server);
  server.on('upgrade', (request, socket, head) => options.upgrade(request, socket, head));
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    options.onBadRequest(error.code ?? 'unknown');
    answerUnreadable(error, socket, answering.get(socket));
  });
  server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy());
  return server;
}

/**
 * Closing a connection whose client is still sending makes the system throw away the answer just sent. So the sending
 * side closes first, and what still arrives is taken in and dropped for a moment, for the client to read its answer.
 */
function lingerAtClose(socket: Socket, current: () => ServerResponse | undefined): void {
  const closeSoon = socket.destroySoon.bind(socket);
  socket.destroySoon = () => {
    const request = current()?.req;
    if (request === undefined || !isBodyOpen(request)) return closeSoon();
    request.resume();
    socket.end();
    const timer = setTimeout(() => socket.destroy(), LINGER_MS);
    socket.once('close', () => clearTimeout(timer));
  };
}

function isWebSocket(request: IncomingMessage): boolean {
  return request.headers.upgrade?.toLowerCase() === 'websocket';
}

function pathOf(request: IncomingMessage): string {
  return request.url?.split('?', 1)[0] ?? '';
}

/** What cannot be read gets its reason while nothing else was said on the connection, which then ends. */
function answerUnreadable(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  response: ServerResponse | undefined,
): void {
  const isMidAnswer = response !== undefined && response.headersSent && !response.writableFinished;
  if (!socket.writable || isMidAnswer || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const status = statusOf(error.code);
  // Without a body: the method is not known, and after HEAD there must be none.
  socket.end(
    `HTTP/1.1 ${status} ${http.STATUS_CODES[status] ?? ''}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`,
    () => socket.destroy(),
  );
}

function statusOf(code: string | undefined): number {
  if (code === 'HPE_HEADER_OVERFLOW') return 431;
  return code === 'ERR_HTTP_REQUEST_TIMEOUT' ? 408 : 400;
}
