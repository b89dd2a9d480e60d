import { chmodSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Secret } from '#platform/secret';
import { deferContinue } from '#platform/expect-continue';
import { acceptInternal } from '#platform/internal-hop';

/** What is served of a role to the other processes of its cloud. */
export interface ServedRole {
  app: FastifyInstance;
  /** The cloud's internal secret: what the gateway knows of a request is believed only beside it. */
  secret: Secret;
  /** Answers `/readyz`, which no role has as a route of its own. */
  isReady(): Promise<boolean>;
}

/** Serves a role's application on a private socket, for the gateway and the roles of other processes. */
export async function listenOnSocket(
  path: string,
  { app, secret, isReady }: ServedRole,
): Promise<http.Server> {
  await app.ready();
  rmSync(path, { force: true });
  const server = http.createServer({ requestTimeout: 0, headersTimeout: 10_000 }, (request, response) => {
    if (request.url === '/readyz') {
      void isReady().then((ready) => response.writeHead(ready ? 200 : 503).end());
      return;
    }
    acceptInternal(request, secret);
    app.routing(request, response);
  });
  deferContinue(server);
  server.on('upgrade', (request, socket, head) => {
    acceptInternal(request, secret);
    if (!app.server.emit('upgrade', request, socket, head)) socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  chmodSync(path, 0o600);
  return server;
}
