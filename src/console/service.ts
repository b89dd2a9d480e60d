import { componentOver, screensOver } from '#contract/program-clients';
import { fastify } from 'fastify';
import type { RoleContext, RoleDefinition, RunningRole } from '#platform/service/role';
import { ScreenDoor } from './screen-door.ts';
import { watchSessions } from './session-watch.ts';
import type { ConsoleSettings } from './settings.ts';
import { redeemAt } from './tickets.ts';
import { mountVncDoor } from './vnc/routes.ts';
import { VncDoor } from './vnc/vnc-door.ts';

/** The relay of screens: WebSockets of browsers on one side, VNC sockets of servers on the other. */
export const consoleRole: RoleDefinition = {
  name: 'console',
  start: startConsole,
};

async function startConsole(context: RoleContext): Promise<RunningRole> {
  const settings = context.settings as ConsoleSettings;
  const { clock, log, metrics } = context;
  const origins = new Set(
    [context.baseUrl, ...settings.SCREEN_ALLOWED_ORIGINS].map((url) => new URL(url).origin),
  );
  const open = metrics.gauge('synnefo_screens_open', 'Screens that this process relays.');
  const cyclades = context.secrets.component('cyclades');
  const door = new ScreenDoor({
    isOwnOrigin: (origin, host) => origins.has(origin) || isSameHost(origin, host),
    redeem: redeemAt(screensOver(context.transportTo('compute'), cyclades.reveal())),
    limits: { perUser: settings.SCREENS_PER_USER, inAll: settings.SCREENS_PER_PROCESS },
    onChange: (screens) => open.set(screens),
    relay: { pingMs: settings.SCREEN_PING_SECONDS * 1000, maxMs: settings.SCREEN_MAX_SECONDS * 1000 },
    log,
  });
  const { VNC_DOOR_ADDRESS: address } = settings;
  const vncDoor =
    address === ''
      ? undefined
      : new VncDoor({
          address,
          ports: { first: settings.VNC_DOOR_FIRST_PORT, last: settings.VNC_DOOR_LAST_PORT },
          redeem: redeemAt(screensOver(context.transportTo('compute'), cyclades.reveal())),
          limits: { perUser: settings.SCREENS_PER_USER, inAll: settings.SCREENS_PER_PROCESS },
          maxMs: settings.SCREEN_MAX_SECONDS * 1000,
          log,
        });
  const doors = [door, ...(vncDoor === undefined ? [] : [vncDoor])];
  const identity = componentOver(context.transportTo('identity'), cyclades.reveal());
  const watch = watchSessions({
    door: {
      credentials: () => [...new Set(doors.flatMap((each) => each.credentials()))],
      revoke: (credentials) => {
        for (const each of doors) each.revoke(credentials);
      },
    },
    endedOf: (credentials, signal) => identity.endedCredentials(credentials, { signal }),
    everyMs: settings.SCREEN_SESSION_SECONDS * 1000,
    clock,
    log,
  });
  const app = fastify({ logger: false });
  app.server.on('upgrade', (request, socket, head) => void door.accept(request, socket, head));
  mountVncDoor(app, vncDoor, cyclades);
  await app.ready();
  return {
    app,
    ready: () => Promise.resolve(),
    async stop() {
      await watch.stop();
      vncDoor?.close();
      await door.close();
      await app.close();
    },
  };
}

/** The page stands on the very host it asks; the gateway has checked that host against the list of ours. */
function isSameHost(origin: string, host: string | undefined): boolean {
  return host !== undefined && (origin === `http://${host}` || origin === `https://${host}`);
}
