import { ipNumber, ipText } from './user-mode.ts';

/** Size of packets everywhere between machines: in DHCP, in router advertisements, of bridges and taps. */
export const MTU = 1500;

/** What may come to a card: everything (DISABLED), or answers and pings, with PROTECTED also ports 22 and 3389. */
export type Profile = 'ENABLED' | 'PROTECTED' | 'DISABLED';

/** A machine's card on a network. */
export interface PortPlan {
  /** Its tap, by the same name as long as there is the card. */
  device: string;
  mac: string;
  ipv4: string | null;
  /** Host name of its machine. */
  name: string;
  profile: Profile;
}

/** A network as it is to stand in its namespace. */
export interface NetworkPlan {
  /** Of its namespace, and of the wire to it in the outer one. */
  name: string;
  /** Ends of that wire. */
  wire: { outer: string; inner: string };
  subnet4: string | null;
  /** Address of the bridge: of the router, where that is ours, or one that nobody else has. Null where there is none left. */
  bridge4: string | null;
  /** Router that machines are told of. */
  router4: string | null;
  subnet6: string | null;
  bridge6: string | null;
  /** Whether machines are told their addresses. */
  dhcp: boolean;
  ports: PortPlan[];
}

/** What a plan is made of. */
export interface NetworkFacts {
  /** Number of the network among those of this host: no other has it as long as it stands. */
  index: number;
  network: string;
  gateway: string | null;
  network6: string | null;
  gateway6: string | null;
  reserved: readonly string[];
  tags: readonly string[];
  ports: PortPlan[];
}

/** First of the addresses between networks and the outer namespace, two a network (RFC 6598). */
const WIRES = ipNumber('100.64.0.0');
/** As many networks as there are such pairs. */
export const MAX_NETWORKS = 2 ** 21;

/** Put on every network with DHCP by those who make it (spec/compute-backend 4.2). */
const DHCP_TAG = 'nfdhcpd';

/** What a network comes to. */
export function networkPlan(facts: NetworkFacts): NetworkPlan {
  const { index, network, gateway, network6, gateway6, tags, ports } = facts;
  const used = new Set(ports.map(({ ipv4 }) => ipv4));
  const isOurs = gateway !== null && !used.has(gateway);
  const wire = WIRES + 2 * index;
  return {
    name: `n${index}`,
    wire: { outer: ipText(wire), inner: ipText(wire + 1) },
    subnet4: network,
    bridge4: isOurs ? gateway : freeAddress(network, new Set([...used, ...facts.reserved, gateway])),
    router4: gateway,
    subnet6: network6,
    bridge6: network6 === null ? null : (gateway6 ?? `${network6.split('/')[0]}1`),
    dhcp: tags.includes(DHCP_TAG),
    ports,
  };
}

/** The highest address of a network that nobody has. */
function freeAddress(cidr: string, taken: ReadonlySet<string | null>): string | null {
  const [base = '', length = ''] = cidr.split('/');
  const first = ipNumber(base);
  for (let address = first + 2 ** (32 - Number(length)) - 2; address > first; address -= 1) {
    if (!taken.has(ipText(address))) return ipText(address);
  }
  return null;
}

/** The address that a card gives itself in an IPv6 network. */
export function ownAddress6(mac: string, network6: string): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac.split(':').map((byte) => Number.parseInt(byte, 16));
  const groups = [((a ^ 2) << 8) | b, (c << 8) | 0xff, 0xfe00 | d, (e << 8) | f];
  const prefix = prefixGroups(network6);
  return [...prefix, ...groups].map((group) => group.toString(16)).join(':');
}

/** The first 64 bits of a network. */
function prefixGroups(network6: string): number[] {
  const [address = ''] = network6.split('/');
  const [head = '', tail = ''] = address.split('::');
  const groups = (text: string): number[] =>
    text === '' ? [] : text.split(':').map((group) => Number.parseInt(group, 16));
  const [before, after] = [groups(head), groups(tail)];
  const zeros = Array.from({ length: 8 - before.length - after.length }, () => 0);
  return [...before, ...zeros, ...after].slice(0, 4);
}
