import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { roleAddress } from '#platform/service/role-address';
import type { Counter } from 'prom-client';
import { RAPI_USER } from '#contract/ganeti';
import type { Doors, RoleContext } from '#platform/service/role';
import { openBrand } from './brand.ts';
import { allowedHosts } from './allowed-hosts.ts';
import type { ClientFinder } from './client-address.ts';
import { cloudDocument } from './cloud-document.ts';
import { crossOrigin } from './cross-origin.ts';
import type { Entrance } from './entrance.ts';
import type { GatewayParts } from './gateway.ts';
import { localEntrance } from './local-entrance.ts';
import { readPageFiles } from './page-files.ts';
import { error } from './errors.ts';
import { sendRefusal } from './refusal.ts';
import { remoteEntrance } from './remote-entrance.ts';
import type { GatewaySettings } from './settings.ts';
import { staticFiles } from './static-files.ts';
import { requestSlots } from './slots.ts';
import { TransferWatchdog } from './transfer-watchdog.ts';

const PACKAGE = join(import.meta.dirname, '../..');

/** Builds what the gateway decides by, from the settings and from where the roles are. */
export function gatewayParts(
  context: RoleContext,
  settings: GatewaySettings,
  { finder, refused, secure }: { finder: ClientFinder; refused: Counter; secure: boolean },
): GatewayParts {
  const files = staticFiles(settings.STATIC_DIRECTORY);
  return {
    doors: context.doors,
    entrances: openEntrances(context, settings),
    localTroubles: context.localTroubles,
    disk: context.disk,
    pages: readPageFiles(
      settings.CONSOLE_DIRECTORY === '' ? join(PACKAGE, 'web/dist') : settings.CONSOLE_DIRECTORY,
    ),
    staticFiles: files,
    brand: openBrand(settings, files, context.clock),
    cloudDocument: cloudDocument({
      name: settings.BRANDING_SERVICE_NAME,
      version: packageVersion(),
      vmhost: context.transportTo('vmhost'),
      account: { user: RAPI_USER, password: context.secrets.at('rapi.password') },
      clock: context.clock,
      disk: context.disk,
    }),
    isAllowedHost: allowedHosts({
      baseUrl: context.baseUrl,
      listenHost: settings.GATEWAY_HOST,
      extra: settings.ALLOWED_HOSTS,
    }),
    ownOrigins: new Set([new URL(context.baseUrl).origin]),
    clientOf: finder.find,
    crossOrigin: crossOrigin(settings.CORS_ALLOWED_ORIGINS),
    slots: requestSlots({
      perCredential: settings.GATEWAY_REQUESTS_PER_CREDENTIAL,
      // Many people may stand behind one address; their connections are counted already.
      perAddress: settings.GATEWAY_SOCKETS_PER_ADDRESS,
    }),
    slotWaitMs: settings.GATEWAY_SLOTS_WAIT_SECONDS * 1000,
    watchdog: watchdogOf(context, settings),
    ids: context.ids,
    log: context.log,
    refused,
    secure,
  };
}

/** The roles that answer behind the gateway. */
function behind({ segments, upgrades }: Doors): Set<string> {
  return new Set([...segments.values(), ...upgrades.values()]);
}

function openEntrances(context: RoleContext, settings: GatewaySettings): ReadonlyMap<string, Entrance> {
  return new Map(
    [...behind(context.doors)].map((role) => {
      const app = context.localApp(role);
      if (app !== undefined) return [role, localEntrance(app)];
      const address = roleAddress(role, settings.ROLE_ADDRESSES, context.runDirectory);
      return [role, remoteEntrance(address, context.secrets.internal, context.roleAuthority)];
    }),
  );
}

function watchdogOf({ log }: RoleContext, settings: GatewaySettings): TransferWatchdog {
  return new TransferWatchdog({
    bytesPerSecond: settings.GATEWAY_MIN_BYTES_PER_SECOND,
    windowSeconds: settings.GATEWAY_RATE_WINDOW_SECONDS,
    onSlow(request, response) {
      log.info({ method: request.method }, 'a client was too slow and is cut off');
      if (!response.headersSent) sendRefusal(request, response, error('request_too_slow'));
      // An answer that is not taken cannot be ended, only cut.
      else request.socket.destroy();
    },
  });
}

function packageVersion(): string {
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };
  return version;
}
