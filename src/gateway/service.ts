import type http from 'node:http';
import net from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { Counter } from 'prom-client';
import type { RoleContext, RoleDefinition, RunningRole } from '#platform/service/role';
import { type ClientFinder, clientFinder } from './client-address.ts';
import { boundConnections } from './connections.ts';
import { Gateway } from './gateway.ts';
import { gatewayParts } from './gateway-parts.ts';
import { createHttpServer } from './http-server.ts';
import { listen, transportSecurity } from './listen.ts';
import { serveMetrics } from '#platform/telemetry/metrics-socket';
import type { GatewaySettings } from './settings.ts';

/** The gateway at work, and the port it got. */
export interface RunningGateway extends RunningRole {
  port: number;
}

/** The one HTTP entrance of the cloud. It starts last, so that every role of this process is already there. */
export const gatewayRole = {
  name: 'gateway',
  check: tryAddress,
  start: startGateway,
} as const satisfies RoleDefinition;

/** Opens the address and closes it again: one that is taken is said before the work of starting is done. */
async function tryAddress({ entrance, settings }: RoleContext): Promise<void> {
  if (entrance?.listener !== undefined) return;
  const { GATEWAY_HOST: host, GATEWAY_PORT: port } = settings as GatewaySettings;
  if (entrance === undefined) transportSecurity(settings as GatewaySettings);
  const server = net.createServer();
  await listen(server, host, port);
  await new Promise<void>((resolve) => void server.close(() => resolve()));
}

async function startGateway(context: RoleContext): Promise<RunningGateway> {
  const settings = context.settings as GatewaySettings;
  const tls = context.entrance === undefined ? transportSecurity(settings) : context.entrance.tls;
  const finder = clientFinder(settings.TRUSTED_PROXIES);
  const refused = context.metrics.counter(
    'synnefo_gateway_refused_total',
    'Requests that ended at the gateway.',
    ['status'],
  );
  const parts = gatewayParts(context, settings, { finder, refused, secure: tls !== undefined });
  const screens = new Set<Duplex>();
  const server = gatewayServer(new Gateway(parts), screens, { context, settings, tls, refused });
  boundConnections(server, connectionBounds(context, settings, { finder, refused }));
  const { port } = await listen(
    server,
    settings.GATEWAY_HOST,
    settings.GATEWAY_PORT,
    context.entrance?.listener,
  );
  const metricsServer = await serveMetrics(join(context.runDirectory, 'metrics.sock'), context.metrics);
  context.log.info({ host: settings.GATEWAY_HOST, port, tls: tls !== undefined }, 'the gateway listens');
  return {
    port,
    servesMetrics: true,
    ready: () => Promise.resolve(),
    stop: async () => {
      await drain(server, screens, settings.GATEWAY_DRAIN_SECONDS * 1000);
      parts.watchdog.stop();
      for (const entrance of parts.entrances.values()) entrance.close();
      await metricsServer.close();
    },
  };
}

interface ServerParts {
  context: RoleContext;
  settings: GatewaySettings;
  tls: { cert: Buffer; key: Buffer } | undefined;
  refused: Counter;
}

/** The listener, with every connection that becomes a screen noted in `screens` while it is open. */
function gatewayServer(
  gateway: Gateway,
  screens: Set<Duplex>,
  { context, settings, tls, refused }: ServerParts,
): http.Server {
  return createHttpServer({
    tls,
    headerSeconds: settings.GATEWAY_HEADER_SECONDS,
    idleSeconds: settings.GATEWAY_IDLE_SECONDS,
    handle: (request, response) => gateway.handle(request, response),
    takesUpgrades: (path) => context.doors.upgrades.has(path),
    upgrade: (request, socket, head) => {
      screens.add(socket);
      socket.once('close', () => screens.delete(socket));
      gateway.upgrade(request, socket, head);
    },
    onBadRequest: (code) => {
      refused.inc({ status: 400 });
      context.log.debug({ code }, 'a request could not be read');
    },
  });
}

function connectionBounds(
  { log, metrics }: RoleContext,
  settings: GatewaySettings,
  { finder, refused }: { finder: ClientFinder; refused: Counter },
): Parameters<typeof boundConnections>[1] {
  const connections = metrics.gauge('synnefo_gateway_connections', 'Connections of clients that are open.');
  return {
    perAddress: settings.GATEWAY_SOCKETS_PER_ADDRESS,
    isTrusted: finder.isTrusted,
    onChange: (open) => connections.set(open),
    onRefused: (address) => {
      refused.inc({ status: 0 });
      log.warn({ address }, 'too many connections from one address');
    },
  };
}

/** Takes nothing new, lets what is in work finish, tells open screens to go, and cuts the rest at the deadline. */
async function drain(server: http.Server, screens: Set<Duplex>, deadlineMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  for (const socket of screens) socket.end(GOING_AWAY);
  const cut = setTimeout(() => {
    server.closeAllConnections();
    for (const socket of screens) socket.destroy();
  }, deadlineMs);
  await closed;
  clearTimeout(cut);
  for (const socket of screens) socket.destroy();
}

/** A WebSocket close frame with code 1001, "going away": the browser then knows that it may come back. */
const GOING_AWAY = Buffer.from([0x88, 0x02, 0x03, 0xe9]);
