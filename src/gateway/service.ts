import { readFileSync } from 'node:fs';
import type http from 'node:http';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import type { RoleContext, RoleDefinition, RunningRole } from '#platform/role';
import { allowedHosts } from './allowed-hosts.ts';
import { clientFinder } from './client-address.ts';
import { cloudDocument } from './cloud-document.ts';
import { boundConnections } from './connections.ts';
import { crossOrigin } from './cross-origin.ts';
import type { Entrance } from './entrance.ts';
import { Gateway } from './gateway.ts';
import { createHttpServer } from './http-server.ts';
import { listen, transportSecurity } from './listen.ts';
import { localEntrance } from './local-entrance.ts';
import { serveMetrics } from './metrics-socket.ts';
import { readPageFiles } from './page-files.ts';
import { refusals, sendRefusal } from './refusal.ts';
import { remoteEntrance } from './remote-entrance.ts';
import type { BackRole } from './route-table.ts';
import { type GatewaySettings, gatewaySettings } from './settings.ts';
import { Slots } from './slots.ts';
import { TransferWatchdog } from './transfer-watchdog.ts';

const BACK_ROLES: readonly BackRole[] = ['identity', 'object', 'compute', 'console'];
const PACKAGE = join(import.meta.dirname, '../..');

/** The gateway at work, and the port it got. */
export interface RunningGateway extends RunningRole {
  port: number;
}

/** The one HTTP entrance of the cloud. It starts last, so that every role of this process is already there. */
export const gatewayRole: RoleDefinition & { start(context: RoleContext): Promise<RunningGateway> } = {
  name: 'gateway',
  settings: gatewaySettings,
  start: startGateway,
};

async function startGateway(context: RoleContext): Promise<RunningGateway> {
  const settings = context.settings as GatewaySettings;
  const { log, metrics } = context;
  const tls = transportSecurity(settings);
  const finder = clientFinder(settings.TRUSTED_PROXIES);
  const entrances = openEntrances(context, settings);
  const watchdog = watchdogOf(context, settings);
  const refused = metrics.counter('synnefo_gateway_refused_total', 'Requests that ended at the gateway.', ['status']);
  const gateway = new Gateway({
    entrances,
    pages: readPageFiles(settings.CONSOLE_DIRECTORY === '' ? join(PACKAGE, 'web/dist') : settings.CONSOLE_DIRECTORY),
    cloudDocument: cloudDocument({
      name: settings.CLOUD_NAME,
      version: packageVersion(),
      vmhost: context.transportTo('vmhost'),
      account: context.secrets.rapi,
      clock: context.clock,
    }),
    isAllowedHost: allowedHosts({
      baseUrl: context.baseUrl,
      listenHost: settings.GATEWAY_HOST,
      extra: settings.ALLOWED_HOSTS,
    }),
    ownOrigins: new Set([new URL(context.baseUrl).origin]),
    clientOf: finder.find,
    crossOrigin: crossOrigin(settings.CORS_ALLOWED_ORIGINS),
    slots: new Slots({
      perKey: settings.GATEWAY_REQUESTS_PER_CREDENTIAL,
      waitMs: settings.GATEWAY_SLOTS_WAIT_SECONDS * 1000,
    }),
    watchdog,
    ids: context.ids,
    log,
    refused,
    secure: tls !== undefined,
  });
  const upgraded = new Set<Duplex>();
  const server = createHttpServer({
    tls,
    headerSeconds: settings.GATEWAY_HEADER_SECONDS,
    idleSeconds: settings.GATEWAY_IDLE_SECONDS,
    handle: (request, response) => gateway.handle(request, response),
    upgrade: (request, socket, head) => {
      upgraded.add(socket);
      socket.once('close', () => upgraded.delete(socket));
      gateway.upgrade(request, socket, head);
    },
    onBadRequest: (code) => {
      refused.inc({ status: 400 });
      log.debug({ code }, 'a request could not be read');
    },
  });
  boundConnections(server, {
    perAddress: settings.GATEWAY_SOCKETS_PER_ADDRESS,
    isTrusted: finder.isTrusted,
    onRefused: (address) => {
      refused.inc({ status: 0 });
      log.warn({ address }, 'too many connections from one address');
    },
  });
  const { port } = await listen(server, settings.GATEWAY_HOST, settings.GATEWAY_PORT);
  const metricsServer = await serveMetrics(join(context.runDirectory, 'metrics.sock'), metrics);
  log.info({ host: settings.GATEWAY_HOST, port, tls: tls !== undefined }, 'the gateway listens');
  return {
    port,
    ready: () => Promise.resolve(),
    stop: async () => {
      await drain(server, upgraded, settings.GATEWAY_DRAIN_SECONDS * 1000);
      watchdog.stop();
      for (const entrance of entrances.values()) entrance.close();
      await metricsServer.close();
    },
  };
}

function openEntrances(context: RoleContext, settings: GatewaySettings): ReadonlyMap<BackRole, Entrance> {
  return new Map(
    BACK_ROLES.map((role) => {
      const app = context.localApp(role);
      if (app !== undefined) return [role, localEntrance(app)];
      const address = settings.ROLE_ADDRESSES[role] ?? `unix:${context.runDirectory}/${role}.sock`;
      return [role, remoteEntrance(address, context.secrets.internal)];
    }),
  );
}

function watchdogOf({ log }: RoleContext, settings: GatewaySettings): TransferWatchdog {
  return new TransferWatchdog({
    bytesPerSecond: settings.GATEWAY_MIN_BYTES_PER_SECOND,
    windowSeconds: settings.GATEWAY_RATE_WINDOW_SECONDS,
    onSlow(request, response) {
      log.info({ method: request.method }, 'a client was too slow and is cut off');
      if (!response.headersSent) sendRefusal(request, response, refusals.slow());
      // An answer that is not taken cannot be ended, only cut.
      else request.socket.destroy();
    },
  });
}

/** Takes nothing new, lets what is in work finish, tells open screens to go, and cuts the rest at the deadline. */
async function drain(server: http.Server, upgraded: Set<Duplex>, deadlineMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  for (const socket of upgraded) socket.end(GOING_AWAY);
  const cut = setTimeout(() => {
    server.closeAllConnections();
    for (const socket of upgraded) socket.destroy();
  }, deadlineMs);
  await closed;
  clearTimeout(cut);
  for (const socket of upgraded) socket.destroy();
}

/** A WebSocket close frame with code 1001, "going away": the browser then knows that it may come back. */
const GOING_AWAY = Buffer.from([0x88, 0x02, 0x03, 0xe9]);

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };
  return version;
}
