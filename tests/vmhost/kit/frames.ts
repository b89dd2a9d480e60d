import type { ChildProcess } from 'node:child_process';
import { until } from '../../kit/until.ts';
import type { Namespaces } from './namespaces.ts';

/** Every frame is padded to this, so that a stream of them can be cut again. Its last bytes are its mark. */
const FRAME_BYTES = 256;

/** Fields of a frame; each is bytes as hex, written as it is easiest to read. */
export interface Frame {
  to: string;
  from: string;
  type: string;
  /** What comes after the type, as hex, colons and blanks ignored. */
  body: string;
}

const hex = (text: string): string => text.replaceAll(/[\s:]/g, '');
const ip4 = (address: string): string =>
  address
    .split('.')
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .join('');

/** An IPv6 address whose `::` stands for as many zeros as it takes. */
export function ip6(address: string): string {
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string): string =>
    text
      .split(':')
      .filter(Boolean)
      .map((each) => each.padStart(4, '0'))
      .join('');
  const [before, after] = [groups(head), groups(tail)];
  return before + '0'.repeat(32 - before.length - after.length) + after;
}

export const BROADCAST = 'ff:ff:ff:ff:ff:ff';

export function arp(from: string, sender: { mac: string; ip: string }, target: string): Frame {
  const body = `0001 0800 06 04 0001 ${sender.mac} ${ip4(sender.ip)} 000000000000 ${ip4(target)}`;
  return { to: BROADCAST, from, type: '0806', body };
}

export function udp4(
  addresses: { from: string; to: string; source: string; target: string },
  ports: [number, number],
): Frame {
  const payload = `${ports.map((port) => port.toString(16).padStart(4, '0')).join('')} 0010 0000 0000000000000000`;
  const header = `45 00 0024 0000 0000 40 11 0000 ${ip4(addresses.source)} ${ip4(addresses.target)}`;
  return { to: addresses.to, from: addresses.from, type: '0800', body: withChecksum(hex(header)) + payload };
}

/** A message of IPv6's own protocol; behind further headers where they are given, the first by its number. */
export function icmp6(
  addresses: { from: string; to: string; source: string; target: string },
  message: string,
  behind?: { number: string; header: string },
): Frame {
  const rest = hex((behind?.header ?? '') + message);
  const length = (rest.length / 2).toString(16).padStart(4, '0');
  const header = `60000000 ${length} ${behind?.number ?? '3a'} ff ${ip6(addresses.source)} ${ip6(addresses.target)}`;
  return { to: addresses.to, from: addresses.from, type: '86dd', body: header + rest };
}

/** The checksum of an IPv4 header stands in its fifth word of 16 bits. */
function withChecksum(header: string): string {
  const words = header.match(/.{4}/g)!.map((word) => Number.parseInt(word, 16));
  const sum = words.reduce((total, word) => total + word, 0);
  const folded = (sum & 0xffff) + (sum >>> 16);
  return header.slice(0, 20) + (~folded & 0xffff).toString(16).padStart(4, '0') + header.slice(24);
}

function markOf(name: string): string {
  return Buffer.from(`<${name}>`).toString('hex');
}

function bytesOf(name: string, { to, from, type, body }: Frame): Buffer {
  const mark = markOf(name);
  const head = hex(to + from + type + body);
  return Buffer.from(head + '0'.repeat(2 * FRAME_BYTES - head.length - mark.length) + mark, 'hex');
}

/** Sends frames from one machine and tells which of them came to another, by their names. The last one must: it ends the waiting. */
export async function arrivals(
  namespaces: Namespaces,
  from: string,
  to: string,
  frames: Record<string, Frame>,
  last: Frame,
): Promise<string[]> {
  const listener = namespaces.spawn(to, [
    'socat',
    '-u',
    '-x',
    '-b',
    '2048',
    'INTERFACE:eth0',
    'OPEN:/dev/null',
  ]);
  let seen = '';
  listener.stderr!.on('data', (bytes: Buffer) => (seen += bytes.toString().replaceAll(/[\s]/g, '')));
  const all = { ...frames, last };
  const sender = namespaces.spawn(from, [
    'socat',
    '-u',
    '-b',
    String(FRAME_BYTES),
    'STDIN',
    'INTERFACE:eth0',
  ]);
  try {
    const first = bytesOf('first', last);
    // until both are there
    await until(() => {
      if (sender.exitCode === null) sender.stdin!.write(first);
      return seen.includes(markOf('first'));
    });
    sender.stdin!.write(Buffer.concat(Object.entries(all).map(([name, frame]) => bytesOf(name, frame))));
    await until(() => seen.includes(markOf('last')));
    return Object.keys(frames).filter((name) => seen.includes(markOf(name)));
  } finally {
    end(listener);
    end(sender);
  }
}

function end(child: ChildProcess): void {
  child.stdin?.destroy();
  child.kill('SIGKILL');
}
