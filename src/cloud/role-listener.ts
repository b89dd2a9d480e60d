import http from 'node:http';
import https from 'node:https';
import { isLoopback } from '#gateway/allowed-hosts';
import { listen, readKeyFile } from '#gateway/listen';
import { isForwarded } from '#platform/http/internal-hop';
import type { RoleOutline } from '#platform/service/service-definition';
import { StartError } from '#platform/service/start-error';
import { roleServer, type ServedRole } from './role-socket.ts';
import type { CloudSettings } from './settings.ts';

/** Where a role listens for processes of other machines, and with which certificate. */
export interface RoleListener {
  host: string;
  port: number;
  tls: { cert: Buffer; key: Buffer } | undefined;
}

/**
 * Where `ROLE_ADDRESSES` says that this role is found, when that is an address of the network; undefined for a socket. Throws
 * StartError where the address may not be served as it is written: readable for others (G19), or the door of machines (V3).
 */
export function listenerOf(
  { name, answers }: RoleOutline,
  settings: CloudSettings,
): RoleListener | undefined {
  const address = settings.ROLE_ADDRESSES[name];
  if (address === undefined || address.startsWith('unix:')) return undefined;
  const url = new URL(address);
  const host = settings.ROLE_LISTEN_HOST === '' ? bare(url.hostname) : bare(settings.ROLE_LISTEN_HOST);
  const port = Number(url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : url.port);
  if (url.protocol === 'https:') return { host, port, tls: certificateOf(name, settings) };
  if (answers === 'privately')
    throw new StartError(
      `ROLE_ADDRESSES: ${name} is reached by https:// or by a socket only, not at ${address}.`,
    );
  if (isLoopback(host) || settings.INSECURE_HTTP) return { host, port, tls: undefined };
  throw new StartError(
    `ROLE_ADDRESSES: tokens would travel readable to ${address}: write https:// and set ROLE_TLS_CERTIFICATE_FILE and ROLE_TLS_KEY_FILE, or INSECURE_HTTP=true where the network is yours alone.`,
  );
}

/** Serves the role there. Whoever does not know the cloud's internal secret is refused before anything is read. */
export async function listenForOthers(
  { host, port, tls }: RoleListener,
  served: ServedRole,
): Promise<http.Server> {
  const server = roleServer(
    served,
    (options, handle) =>
      tls === undefined
        ? http.createServer(options, handle)
        : https.createServer({ ...options, ...tls, minVersion: 'TLSv1.2' }, handle),
    (request) => isForwarded(request, served.secret),
  );
  await listen(server, host, port);
  return server;
}

function certificateOf(name: string, settings: CloudSettings): { cert: Buffer; key: Buffer } {
  const { ROLE_TLS_CERTIFICATE_FILE: certificate, ROLE_TLS_KEY_FILE: key } = settings;
  if (certificate === '' || key === '')
    throw new StartError(
      `ROLE_ADDRESSES names ${name} by https://: set ROLE_TLS_CERTIFICATE_FILE and ROLE_TLS_KEY_FILE of this machine.`,
    );
  return { cert: readKeyFile(certificate), key: readKeyFile(key) };
}

/** An IPv6 address without the brackets that it has in a URL. */
function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}
