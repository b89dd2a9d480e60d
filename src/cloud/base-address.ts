import type { GatewaySettings } from '#gateway/settings';
import { StartError } from '#platform/service/start-error';
import type { CloudSettings } from './settings.ts';
import type { RoleOutline } from '#platform/service/service-definition';

/** The address that links are made from: what `BASE_URL` says, else where the gateway listens. No final slash. */
export function baseAddress(settings: CloudSettings & GatewaySettings): string {
  if (settings.BASE_URL !== undefined) return settings.BASE_URL;
  const { GATEWAY_HOST: host, GATEWAY_PORT: port, TLS_CERTIFICATE_FILE: certificate } = settings;
  return `${certificate === '' ? 'http' : 'https'}://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

/** Throws StartError where users' address of the cloud cannot be known: links would lead nowhere. */
export function requireBaseAddress(values: Record<string, unknown>, roles: readonly RoleOutline[]): void {
  const settings = values as CloudSettings & GatewaySettings;
  if (settings.BASE_URL !== undefined) return;
  if (!roles.some(({ name }) => name === 'gateway')) {
    // who answers users makes links
    const linking = roles.find(({ answers }) => answers === 'anywhere')?.name;
    if (linking === undefined) return;
    throw new StartError(
      `${linking} makes links to the cloud, and no gateway runs in this process that would know its address: set BASE_URL for all processes, such as BASE_URL = "https://cloud.example.org".`,
    );
  }
  if (settings.GATEWAY_HOST === '0.0.0.0' || settings.GATEWAY_HOST === '::')
    throw new StartError(
      `${settings.GATEWAY_HOST} is every address of this machine, and links need the one that users write: set BASE_URL, such as BASE_URL = "https://cloud.example.org".`,
    );
}
