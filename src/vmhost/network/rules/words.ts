import { isIPv4, isIPv6 } from 'node:net';
import { z } from 'zod';

/**
 * The words that may stand in the text for nft: each has one spelling, the one that nft prints, so that what was loaded can
 * be compared with what was wanted; and none can hold anything that nft would read as more than a word (V1, V8).
 */

/** Name of a network device. */
export const DeviceName = z.string().regex(/^[a-z][a-z0-9]{0,14}$/);

/** A card's own address: one machine's, in small letters. */
export const Mac = z
  .string()
  .regex(/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/)
  .refine((mac) => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0 && mac !== '00:00:00:00:00:00', {
    error: 'is no address of one card',
  });

/** The first five hex digits that all cards of a network share. */
export const MacPrefix = z.string().regex(/^[0-9a-f]{2}:[0-9a-f]{2}:[0-9a-f]$/);

export const Ipv4 = z.string().refine(isIPv4, { error: 'is no IPv4 address' });

/** Spelt as nft prints it. Addresses that stand for IPv4 ones are nobody's. */
export const Ipv6 = z
  .string()
  .refine((text) => isIPv6(text) && !text.includes('.') && !text.includes('%'), {
    error: 'is no IPv6 address',
  })
  .transform((text) => new URL(`http://[${text}]`).hostname.slice(1, -1))
  .refine((text) => !text.startsWith('::'), { error: 'is no IPv6 address of a machine' });

/** `a.b.c.d/n` without bits behind the prefix. */
export const Prefix4 = z.string().refine(isPrefix4, { error: 'is no IPv4 network' });

/** `…/n`, in whole groups of 16 bits, without bits behind the prefix. */
export const Prefix6 = z
  .string()
  .regex(/^[0-9A-Fa-f:]+\/(?:16|32|48|64)$/)
  .transform((text, context) => {
    const [address = '', length = ''] = text.split('/');
    const parsed = Ipv6.safeParse(address);
    if (parsed.success && (ipv6Bits(parsed.data) << BigInt(length)) % (1n << 128n) === 0n)
      return `${parsed.data}/${length}`;
    context.addIssue({ code: 'custom', message: 'is no IPv6 network' });
    return z.NEVER;
  });

function isPrefix4(text: string): boolean {
  const [address = '', length = '', ...more] = text.split('/');
  if (!isIPv4(address) || !/^(?:[1-9]|[12]\d|3[0-2])$/.test(length) || more.length > 0) return false;
  return ipv4Bits(address) % 2 ** (32 - Number(length)) === 0;
}

/** An IPv4 address as a number. */
function ipv4Bits(address: string): number {
  return address.split('.').reduce((bits, part) => bits * 256 + Number(part), 0);
}

/** Whether an address is of a network, or is that very address. */
export function isWithin4(address: string, network: string): boolean {
  const [base = '', length = '32'] = network.split('/');
  const size = 2 ** (32 - Number(length));
  return Math.floor(ipv4Bits(address) / size) === Math.floor(ipv4Bits(base) / size);
}

/** An IPv6 address as a number. */
function ipv6Bits(address: string): bigint {
  const [head = '', tail] = address.split('::');
  const groups = (text: string | undefined): string[] => (text ? text.split(':') : []);
  const [before, after] = [groups(head), groups(tail)];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => '0');
  return [...before, ...zeros, ...after].reduce((bits, group) => (bits << 16n) | BigInt(`0x${group}`), 0n);
}

/** Whether an IPv6 address is of a network. */
export function isWithin6(address: string, network: string): boolean {
  const [base = '', length = '128'] = network.split('/');
  const shift = BigInt(128 - Number(length));
  return ipv6Bits(address) >> shift === ipv6Bits(base) >> shift;
}

/** An IPv6 address as the integer that nft compares with the target of a neighbour's message. */
export function ipv6Integer(address: string): string {
  return `0x${ipv6Bits(address).toString(16)}`;
}

/** The address that every card gives itself. */
export function linkLocal(mac: string): string {
  const [a = '', b = '', c = '', d = '', e = '', f = ''] = mac.split(':');
  const first = (Number.parseInt(a, 16) ^ 2).toString(16).padStart(2, '0');
  return Ipv6.parse(`fe80::${first}${b}:${c}ff:fe${d}:${e}${f}`);
}

/** The address that a card gives itself in a network of 64 bits. */
export function autoconfigured(mac: string, prefix: string): string {
  const host = ipv6Bits(linkLocal(mac)) & ((1n << 64n) - 1n);
  const bits = (ipv6Bits(prefix.split('/')[0] ?? '') | host).toString(16).padStart(32, '0');
  return Ipv6.parse(bits.replace(/(.{4})(?=.)/g, '$1:'));
}
