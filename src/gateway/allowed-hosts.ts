import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/** Tells whether the cloud answers under the name in a Host header. Ports are not compared: tunnels change them. */
export function allowedHosts(options: {
  baseUrl: string;
  listenHost: string;
  extra: readonly string[];
}): (host: string) => boolean {
  const names = new Set(['localhost', '127.0.0.1', '::1']);
  names.add(bareName(new URL(options.baseUrl).host));
  names.add(bareName(options.listenHost));
  for (const name of options.extra) names.add(bareName(name));
  if (isWildcard(options.listenHost)) for (const address of ownAddresses()) names.add(address);
  return (host) => /^[A-Za-z0-9.:[\]_-]{1,255}$/.test(host) && names.has(bareName(host));
}

/** The name without port, brackets, final dot and capitals. */
function bareName(host: string): string {
  const lower = host.toLowerCase();
  if (isIP(lower) === 6) return lower;
  const bracketed = /^\[([0-9a-f:.]+)\](?::\d{0,5})?$/.exec(lower);
  if (bracketed !== null) return bracketed[1]!;
  return lower.replace(/:\d{0,5}$/, '').replace(/\.$/, '');
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::';
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).map(({ address }) => address.toLowerCase()),
  );
}

/** True for addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d{1,3}\.\d{1,3}\.\d{1,3}$/.test(host);
}
