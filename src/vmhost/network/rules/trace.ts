import { type NetworkRules, pathOf, type PortRules } from './network-rules.ts';
import { ALWAYS_CLOSED, type OuterRules } from './outer-rules.ts';
import { METADATA } from './router.ts';
import { isWithin4, isWithin6 } from './words.ts';

/** A network as it stands: its rules, and which of its machines run. */
export interface TracedNetwork {
  name: string;
  rules: NetworkRules;
  /** Devices of machines that run. */
  running: ReadonlySet<string>;
}

/** The first packet of a flow. */
export interface TracedPacket {
  protocol: 'tcp' | 'udp' | 'icmp';
  /** Of the one that is asked; ignored for icmp. */
  port: number;
}

/** Who decides whether a packet arrives. `rule` is the comment of the rule in nft, which counts what it stops. */
export type TraceEnd =
  | { reaches: true; place: string; what: 'machine' | 'router' | 'metadata' | 'uplink' | 'world' }
  | { reaches: false; place: string; by: 'rule'; rule: string }
  | { reaches: false; place: string; by: 'stopped' | 'no address' | 'no route'; what: string };

/** All networks of a host, and what lies between them. */
export interface TracedHost {
  networks: readonly TracedNetwork[];
  outer: OuterRules;
}

interface Flow {
  from: PortRules;
  to: string;
  packet: TracedPacket;
}

const ADMITTED = new Set([22, 3389]);

/**
 * Why a machine reaches an address, or does not: the first that decides, in the order in which the packet meets them. Reads the
 * same rules as nft was given, so it needs neither the machine nor its leave. What a machine does with a packet that reached it, it
 * does not know.
 */
export function trace(
  host: TracedHost,
  from: { network: string; device: string },
  to: string,
  packet: TracedPacket,
): TraceEnd {
  const network = host.networks.find(({ name }) => name === from.network);
  const port = network?.rules.ports.find(({ device }) => device === from.device);
  if (network === undefined || port === undefined)
    return { reaches: false, place: from.network, by: 'no address', what: from.device };
  if (!network.running.has(port.device)) return stopped(network, port);
  const own = to.includes(':') ? port.ipv6 : port.ipv4;
  if (own === null) return { reaches: false, place: network.name, by: 'no address', what: port.device };
  const flow = { from: port, to, packet };
  return pathOf(network.rules) === 'bridged' && isOnLink(network.rules, to)
    ? acrossBridge(network, flow)
    : throughRouter(host, network, flow);
}

/** Frames of a bridged network: the profile as far as one packet tells. */
function acrossBridge(network: TracedNetwork, { to, packet }: Flow): TraceEnd {
  if (to === network.rules.gateway4) return atRouter(network, packet);
  const target = portOf(network.rules, to);
  if (target !== undefined) return atMachine(network, target, packet);
  if (network.rules.uplink === null)
    return { reaches: false, place: network.name, by: 'no address', what: to };
  return { reaches: true, place: network.name, what: 'uplink' };
}

function throughRouter(host: TracedHost, network: TracedNetwork, flow: Flow): TraceEnd {
  const { rules, name } = network;
  const { to, packet } = flow;
  const inside = rules.floating.find(({ address }) => address === to)?.to ?? to;
  if (inside === rules.gateway4) return atRouter(network, packet);
  if (isOnLink(rules, inside)) {
    const target = portOf(rules, inside);
    return target === undefined ? stops(name, 'nobody') : atMachine(network, target, packet);
  }
  if (to.includes(':')) return { reaches: false, place: name, by: 'no route', what: to };
  const isMetadata = to === METADATA && packet.protocol === 'tcp' && packet.port === 80;
  if (rules.exit === 'none' && !(isMetadata && rules.metadata !== null)) return stops(name, 'closed');
  return betweenNetworks(host, flow, isMetadata);
}

function betweenNetworks(
  { outer, networks }: TracedHost,
  { to, packet }: Flow,
  isMetadata: boolean,
): TraceEnd {
  if (isMetadata) return { reaches: true, place: OUTER, what: 'metadata' };
  if (to === METADATA) return stops(OUTER, 'host');
  const link = outer.links.find(({ reachable }) => reachable.some((each) => isWithin4(to, each)));
  const network = networks.find(({ name }) => name === link?.device);
  if (network !== undefined) return fromOutside(network, to, packet);
  if ([...ALWAYS_CLOSED, ...outer.closed].some((each) => isWithin4(to, each))) return stops(OUTER, 'closed');
  if (outer.exit === null) return stops(OUTER, 'network');
  return { reaches: true, place: 'world', what: 'world' };
}

/** What comes to a network by its way out: by a floating IP, or straight where addresses are the machines' own. */
function fromOutside(network: TracedNetwork, to: string, packet: TracedPacket): TraceEnd {
  const { rules, name } = network;
  const inside = rules.floating.find(({ address }) => address === to)?.to;
  if (inside === undefined && rules.exit !== 'own') return stops(name, 'closed');
  const target = portOf(rules, inside ?? to);
  return target === undefined ? stops(name, 'nobody') : atMachine(network, target, packet);
}

const OUTER = 'outer';

function atMachine(network: TracedNetwork, target: PortRules, packet: TracedPacket): TraceEnd {
  const { profile } = target;
  const isAdmitted =
    packet.protocol === 'icmp' ||
    profile === 'DISABLED' ||
    (profile === 'PROTECTED' && packet.protocol === 'tcp' && ADMITTED.has(packet.port));
  if (!isAdmitted) return stops(network.name, `profile ${profile}`);
  if (!network.running.has(target.device)) return stopped(network, target);
  return { reaches: true, place: network.name, what: 'machine' };
}

function atRouter({ name }: TracedNetwork, { protocol, port }: TracedPacket): TraceEnd {
  const answers = protocol === 'icmp' || port === 53 || (protocol === 'udp' && port === 67);
  return answers ? { reaches: true, place: name, what: 'router' } : stops(name, 'router');
}

function portOf({ ports }: NetworkRules, address: string): PortRules | undefined {
  return ports.find(({ ipv4, ipv6 }) => ipv4 === address || ipv6 === address);
}

function isOnLink({ subnet4, subnet6 }: NetworkRules, address: string): boolean {
  return address.includes(':')
    ? subnet6 !== null && isWithin6(address, subnet6)
    : subnet4 !== null && isWithin4(address, subnet4);
}

function stops(place: string, rule: string): TraceEnd {
  return { reaches: false, place, by: 'rule', rule };
}

function stopped({ name }: TracedNetwork, { device }: PortRules): TraceEnd {
  return { reaches: false, place: name, by: 'stopped', what: device };
}
