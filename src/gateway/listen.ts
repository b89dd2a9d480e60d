import { readFileSync } from 'node:fs';
import type net from 'node:net';
import type { AddressInfo } from 'node:net';
import { StartError } from '#platform/service/start-error';
import { isLoopback } from './allowed-hosts.ts';
import type { GatewaySettings } from './settings.ts';

/** Certificate and key, when set. Throws StartError for plain HTTP where other machines could listen in. */
export function transportSecurity(settings: GatewaySettings): { cert: Buffer; key: Buffer } | undefined {
  const { TLS_CERTIFICATE_FILE: certificate, TLS_KEY_FILE: key, GATEWAY_HOST: host } = settings;
  if (certificate !== '' && key !== '') return { cert: readKeyFile(certificate), key: readKeyFile(key) };
  if (certificate !== '' || key !== '') {
    throw new StartError('TLS_CERTIFICATE_FILE and TLS_KEY_FILE belong together: set both or none.');
  }
  if (isLoopback(host) || settings.INSECURE_HTTP) return undefined;
  throw new StartError(
    `Passwords would travel readable to ${host}: set TLS_CERTIFICATE_FILE and TLS_KEY_FILE, or INSECURE_HTTP=true if a proxy in front speaks TLS.`,
  );
}

/** A file of a certificate or its key; throws StartError. */
export function readKeyFile(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new StartError(`${path} cannot be read: ${(cause as Error).message}`, { cause });
  }
}

/** Opens the address, or takes it over from `opened`; throws StartError in one sentence when it is taken or not ours. */
export function listen(
  server: net.Server,
  host: string,
  port: number,
  opened?: net.Server,
): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const fail = (cause: NodeJS.ErrnoException): void =>
      reject(new StartError(reasonOf(cause, host, port), { cause }));
    server.once('error', fail);
    const isOpen = (): void => {
      server.off('error', fail);
      resolve(server.address() as AddressInfo);
    };
    if (opened === undefined) server.listen({ host, port, backlog: 1024 }, isOpen);
    else server.listen(opened, isOpen).ref();
  });
}

function reasonOf(cause: NodeJS.ErrnoException, host: string, port: number): string {
  if (cause.code === 'EADDRINUSE') return `Port ${port} of ${host} is in use: choose another with --port.`;
  if (cause.code === 'EACCES')
    return `Port ${port} of ${host} may only be opened by root: choose one above 1023 with --port.`;
  if (cause.code === 'EADDRNOTAVAIL')
    return `${host} is not an address of this machine: choose another with --host.`;
  return `Port ${port} of ${host} cannot be opened: ${cause.message}`;
}
