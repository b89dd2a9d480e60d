import { isIP } from 'node:net';
import { networksOf } from './networks.ts';

/** What a trusted proxy may tell us about its client. */
export interface ClientOrigin {
  address: string;
  secure: boolean;
}

/** Tells who a request is from, and which neighbours are proxies of ours. */
export interface ClientFinder {
  isTrusted(address: string): boolean;
  find(peer: { address: string; secure: boolean }, rawHeaders: readonly string[]): ClientOrigin;
}

/** Finds who a request is from. The settings have checked how the proxies are written. */
export function clientFinder(trustedProxies: readonly string[]): ClientFinder {
  const trusted = networksOf(trustedProxies);
  const isTrusted = (address: string): boolean => {
    if (trustedProxies.length === 0) return false;
    const family = isIP(address);
    return family !== 0 && trusted.check(address, family === 6 ? 'ipv6' : 'ipv4');
  };
  return {
    isTrusted,
    find(peer, rawHeaders) {
      const address = plainAddress(peer.address);
      if (!isTrusted(address)) return { address, secure: peer.secure };
      const protocol = valuesOf(rawHeaders, 'x-forwarded-proto').at(-1);
      return {
        address: countFromTheRight(address, valuesOf(rawHeaders, 'x-forwarded-for'), isTrusted),
        secure: peer.secure || protocol?.toLowerCase() === 'https',
      };
    },
  };
}

/** The nearest address that is not one of our own proxies; a proxy's word ends where a value is not an address. */
function countFromTheRight(peer: string, chain: string[], isTrusted: (address: string) => boolean): string {
  let nearest = peer;
  for (const entry of chain.reverse()) {
    const address = plainAddress(entry);
    if (isIP(address) === 0) return nearest;
    nearest = address;
    if (!isTrusted(address)) return nearest;
  }
  return nearest;
}

function valuesOf(rawHeaders: readonly string[], wanted: string): string[] {
  const values: string[] = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    if (rawHeaders[at]?.toLowerCase() === wanted) values.push(...(rawHeaders[at + 1] ?? '').split(','));
  }
  return values.map((value) => value.trim());
}

/** IPv4 addresses arrive as `::ffff:1.2.3.4` on a listener for both families. */
function plainAddress(address: string): string {
  return address.toLowerCase().startsWith('::ffff:') && isIP(address.slice(7)) === 4
    ? address.slice(7)
    : address;
}
