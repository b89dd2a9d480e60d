/** The IPv6 address that a machine makes of its MAC in a network's /64 (RFC 4291, appendix A). */
export function eui64(cidr: string, mac: string): string | null {
  const bytes = mac.split(':').map((part) => Number.parseInt(part, 16));
  if (bytes.length !== 6 || bytes.some((byte) => Number.isNaN(byte))) return null;
  const [first = 0, second = 0, third = 0, ...rest] = bytes;
  const id = [first ^ 0x02, second, third, 0xff, 0xfe, ...rest];
  const groups = [0, 2, 4, 6].map((at) => ((id[at]! << 8) | id[at + 1]!).toString(16));
  const network = cidr.split('/')[0] ?? '';
  return shortened([...networkGroups(network), ...groups]);
}

/** The first four groups of a network's address. */
function networkGroups(network: string): string[] {
  const [head = '', tail] = network.split('::');
  const before = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length;
  return [...before, ...Array.from({ length: zeros }, () => '0'), ...after].slice(0, 4);
}

/** The longest run of zeros as `::`, as addresses are written (RFC 5952). */
function shortened(groups: string[]): string {
  const plain = groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':');
  const runs = [...plain.matchAll(/(?:^|(?<=:))0(?::0)+(?=:|$)/g)].sort((a, b) => b[0].length - a[0].length);
  const [longest] = runs;
  if (longest === undefined) return plain;
  const before = plain.slice(0, longest.index).replace(/:$/, '');
  const after = plain.slice(longest.index + longest[0].length).replace(/^:/, '');
  return `${before}::${after}`;
}
