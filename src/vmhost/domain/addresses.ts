import { ipNumber, ipText } from '../network/user-mode.ts';
import type { InstanceRecord, NetworkRecord } from '../store/records.ts';
import { refuse } from './failure.ts';

interface Range {
  base: number;
  size: number;
}

/** First address and count of addresses of `a.b.c.d/n`; at most a /16, as in Ganeti. */
export function cidrRange(cidr: string): Range {
  const match = /^(\d{1,3}(?:\.\d{1,3}){3})\/(\d{1,2})$/.exec(cidr);
  const length = Number(match?.[2] ?? '0');
  const parts = match?.[1]?.split('.').map(Number) ?? [256];
  if (length < 16 || length > 30 || parts.some((part) => part > 255))
    refuse(`'${cidr}' is not a usable IPv4 network`, 'wrong_input');
  const size = 2 ** (32 - length);
  const base = ipNumber(match?.[1] ?? '');
  return { base: base - (base % size), size };
}

/** One character an address, `X` taken, `.` free; and the addresses that are taken by nobody of ours. */
export function addressMap(
  network: NetworkRecord,
  users: InstanceRecord[],
): { map: string; external: string[] } {
  const { base, size } = cidrRange(network.network);
  const marks = Array.from({ length: size }, () => '.');
  const external = [
    ipText(base),
    ...(network.gateway === null ? [] : [network.gateway]),
    ...network.reserved,
    ipText(base + size - 1),
  ];
  const own = users.flatMap((instance) =>
    instance.nics.filter((nic) => nic.network === network.uuid).map((nic) => nic.ip),
  );
  for (const ip of [...external, ...own]) if (ip !== null) marks[ipNumber(ip) - base] = 'X';
  return {
    map: marks.slice(0, size).join(''),
    external: [...new Set(external)].sort((a, b) => ipNumber(a) - ipNumber(b)),
  };
}

/** The lowest free address, or the wanted one if it is free. Refuses as Ganeti does. */
export function takeAddress(network: NetworkRecord, users: InstanceRecord[], wanted: string): string {
  const { base } = cidrRange(network.network);
  const { map } = addressMap(network, users);
  if (wanted === 'pool') {
    const index = map.indexOf('.');
    if (index === -1) refuse(`Network ${network.name} has no free address`, 'insufficient_resources');
    return ipText(base + index);
  }
  const index = ipNumber(wanted) - base;
  if (map[index] !== '.') {
    refuse(
      `IP address ${wanted} already in use or does not belong to network ${network.name}`,
      'resource_not_unique',
    );
  }
  return wanted;
}
