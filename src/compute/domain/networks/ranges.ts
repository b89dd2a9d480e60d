import { fail } from '../../errors.ts';
import { ipv4Number, ipv4Text } from './ipv4.ts';
import { ipv6Number, ipv6Text } from './ipv6.ts';

/** What a subnet is asked for with. */
export interface WantedRanges {
  version: 4 | 6;
  cidr: string;
  /** Null is no gateway, undefined the first address. */
  gateway?: string | null | undefined;
  /** Undefined is all there is, an empty list nothing. */
  pools?: readonly { start: string; end: string }[] | undefined;
}

/** What comes of it: each pool begins so many addresses after the base. */
export interface Ranges {
  cidr: string;
  gateway: string | null;
  base: string;
  pools: { offset: number; size: number }[];
}

const SMALLEST_PREFIX = 29;
const shown = (text: string): string => text.slice(0, 64);

/** Checks the addresses of a new subnet, and says which of them are given out (spec/compute-api 3.4, compute-backend 4.3). */
export function rangesOf(wanted: WantedRanges, { largest }: { largest: number }): Ranges {
  return wanted.version === 4 ? ipv4Ranges(wanted, largest) : ipv6Ranges(wanted);
}

function ipv4Ranges({ cidr, gateway, pools }: WantedRanges, largest: number): Ranges {
  const [, address = '', bits = ''] = /^([\d.]+)\/(\d{1,2})$/.exec(cidr) ?? [];
  const base = ipv4Number(address);
  const prefix = Number(bits);
  if (base === undefined || prefix > 32) fail('bad_cidr', { cidr: shown(cidr) });
  if (prefix < largest || prefix > SMALLEST_PREFIX)
    fail('cidr_size', { prefix, largest, smallest: SMALLEST_PREFIX });
  const size = 2 ** (32 - prefix);
  if (base % size !== 0) fail('cidr_host_bits', { cidr });
  if (!isForHosts(base)) fail('cidr_special', { cidr });
  const way = gateway === undefined ? ipv4Text(base + 1) : gateway;
  const offset = way === null ? undefined : gatewayOffset(way, base, size);
  return {
    cidr,
    gateway: way,
    base: ipv4Text(base),
    pools: pools === undefined ? wholeRange(size, offset) : givenRanges(pools, { base, size, offset }),
  };
}

/** Not "this network", loopback, link-local, multicast or reserved: no machine can have one of those. */
function isForHosts(base: number): boolean {
  const first = Math.floor(base / 2 ** 24);
  return first !== 0 && first !== 127 && first < 224 && Math.floor(base / 2 ** 16) !== 169 * 256 + 254;
}

function gatewayOffset(gateway: string, base: number, size: number): number {
  const number = ipv4Number(gateway) ?? fail('bad_gateway', { gateway: shown(gateway) });
  const offset = number - base;
  return offset > 0 && offset < size - 1 ? offset : fail('gateway_outside', { gateway });
}

/** Everything between the network's and the broadcast address, but the gateway. */
function wholeRange(size: number, gateway: number | undefined): Ranges['pools'] {
  const last = size - 2;
  if (gateway === undefined) return [{ offset: 1, size: last }];
  return [
    { offset: 1, size: gateway - 1 },
    { offset: gateway + 1, size: last - gateway },
  ].filter((pool) => pool.size > 0);
}

function givenRanges(
  pools: readonly { start: string; end: string }[],
  { base, size, offset }: { base: number; size: number; offset: number | undefined },
): Ranges['pools'] {
  const ranges = pools
    .map(({ start, end }) => {
      const first = ipv4Number(start) ?? fail('bad_address', { address: shown(start) });
      const last = ipv4Number(end) ?? fail('bad_address', { address: shown(end) });
      if (last < first) fail('pool_inverted', { start, end });
      if (first <= base || last >= base + size - 1) fail('pool_outside', { start, end });
      return { offset: first - base, size: last - first + 1 };
    })
    .sort((a, b) => a.offset - b.offset);
  for (const [index, pool] of ranges.entries()) {
    const before = ranges[index - 1];
    if (before !== undefined && before.offset + before.size > pool.offset) fail('pools_overlap');
    if (offset !== undefined && offset >= pool.offset && offset < pool.offset + pool.size)
      fail('pool_holds_gateway');
  }
  return ranges;
}

const HALF = 64n;

function ipv6Ranges({ cidr, gateway, pools }: WantedRanges): Ranges {
  if (pools !== undefined && pools.length > 0) fail('pool_of_ipv6');
  const [, address = '', bits = ''] = /^([\da-fA-F:.]+)\/(\d{1,3})$/.exec(cidr) ?? [];
  const base = ipv6Number(address) ?? fail('bad_cidr', { cidr: shown(cidr) });
  if (bits !== '64') fail('ipv6_size', { cidr: shown(cidr) });
  if ((base & ((1n << HALF) - 1n)) !== 0n) fail('cidr_host_bits', { cidr });
  // Multicast, link-local, and what begins with zeros: loopback, mapped IPv4.
  const first = base >> 112n;
  if (first >= 0xff00n || (first & 0xffc0n) === 0xfe80n || first === 0n) fail('cidr_special', { cidr });
  const way = gateway === undefined ? ipv6Text(base + 1n) : gateway;
  const number = way === null ? undefined : ipv6Number(way);
  if (way !== null && number === undefined) fail('bad_gateway', { gateway: shown(way) });
  if (number !== undefined && number >> HALF !== base >> HALF) fail('gateway_outside', { gateway: way! });
  const text = ipv6Text(base);
  return {
    cidr: `${text}/64`,
    gateway: number === undefined ? null : ipv6Text(number),
    base: text,
    pools: [],
  };
}
