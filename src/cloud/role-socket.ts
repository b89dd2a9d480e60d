import { chmodSync, rmSync } from 'node:fs';
import http from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { Secret } from '#platform/secret';
import { deferContinue } from '#platform/expect-continue';
import { acceptInternal } from '#platform/internal-hop';

/**
 * Serves a role's application on a private socket, for the gateway and the roles of other processes. What the gateway
 * knows of a request is believed only beside the cloud's internal secret.
 */
export async function listenOnSocket(
  path: string,
  app: FastifyInstance,
  secret: Secret,
): Promise<http.Server> {
  await app.ready();
  rmSync(path, { force: true });
  const server = http.createServer({ requestTimeout: 0, headersTimeout: 10_000 }, (request, response) => {
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
