import { chmodSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { Socket } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { RoleTrouble } from '#platform/service/role';
import type { Secret } from '#platform/secret';
import { deferContinue } from '#platform/http/expect-continue';
import { acceptInternal } from '#platform/http/internal-hop';

/** What is served of a role to the other processes of its cloud. */
export interface ServedRole {
  app: FastifyInstance;
  /** The cloud's internal secret: what the gateway knows of a request is believed only beside it. */
  secret: Secret;
  /** What `/readyz` answers, which no role has as a route of its own. */
  trouble(): Promise<RoleTrouble | undefined>;
}

type MakeServer = (options: http.ServerOptions, handle: http.RequestListener) => http.Server;

/** A stop has ten seconds in all. */
const CLOSE_GRACE_MS = 4_000;
const connectionsOf = new WeakMap<http.Server, Set<Socket>>();

const REFUSAL = 'This address is for the other processes of this cloud.';

/** A server of the role's application and of `/readyz`, not listening yet. Requests that are not admitted end with 401. */
export function roleServer(
  { app, secret, trouble }: ServedRole,
  make: MakeServer,
  admits: (request: http.IncomingMessage) => boolean,
): http.Server {
  const server = make({ requestTimeout: 0, headersTimeout: 10_000 }, (request, response) => {
    if (!admits(request)) {
      response.writeHead(401, { connection: 'close', 'content-type': 'text/plain' }).end(REFUSAL);
      return;
    }
    if (request.url === '/readyz') {
      void answerReadiness(response, trouble);
      return;
    }
    acceptInternal(request, secret);
    app.routing(request, response);
  });
  deferContinue(server);
  const sockets = new Set<Socket>();
  connectionsOf.set(server, sockets);
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    // from here on the server no longer hears the socket's errors
    socket.on('error', () => socket.destroy());
    if (!admits(request)) {
      socket.end('HTTP/1.1 401 Unauthorized\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
      return;
    }
    acceptInternal(request, secret);
    if (!app.server.emit('upgrade', request, socket, head)) socket.destroy();
  });
  return server;
}

/**
 * Takes nothing new, lets what is in work finish, and cuts the rest after the grace: connections that never said anything and
 * those of screens would hold a stop for ever.
 */
export async function closeRoleServer(server: http.Server): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  const sockets = connectionsOf.get(server) ?? new Set();
  for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  const cut = setTimeout(() => {
    for (const socket of sockets) socket.destroy();
  }, CLOSE_GRACE_MS);
  await closed;
  clearTimeout(cut);
}

/** Serves a role's application on a private socket, for the gateway and the roles of other processes. */
export async function listenOnSocket(path: string, served: ServedRole): Promise<http.Server> {
  await served.app.ready();
  rmSync(path, { force: true });
  // The mode of the socket says who may connect.
  const server = roleServer(served, http.createServer, () => true);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return server;
}

/** What the gateway of another process is told: 200, or 503 with what keeps the role from its work. */
async function answerReadiness(response: http.ServerResponse, trouble: ServedRole['trouble']): Promise<void> {
  const found = await trouble();
  response.writeHead(found === undefined ? 200 : 503, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ trouble: found ?? null }));
}
