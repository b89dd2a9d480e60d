import { type NetworkRules, pathOf, type PortRules } from './network-rules.ts';
import { key, nftMap, nftMeter, nftSet, type NftChain, type NftTable, quoted } from './ruleset.ts';
import { ipv6Integer, linkLocal } from './words.ts';

const SYN = 'tcp flags & (fin|syn|rst|ack)';

/** Broadcasts and multicasts of one machine: what a storm of them would cost falls on everybody. */
const FLOOD = 'limit rate over 1000/second burst 2000 packets';

/**
 * What a machine may send at all: with its own MAC, from its own addresses, as a client of DHCP and no router. A port
 * without its elements is closed. At `prerouting`, so that it also guards the namespace itself, before the bridge learns
 * from a frame. The comment of a rule is its name in traces.
 */
export function guardTable(network: NetworkRules): NftTable {
  const { ports, uplink } = network;
  const free = isFree(network);
  return {
    family: 'bridge',
    name: 'guard',
    sets: [
      nftSet('port_mac', 'typeof iifname . ether saddr', ports.map(portMac)),
      nftSet('pair4', 'typeof iifname . ether saddr . ip saddr', ports.flatMap(pairs4)),
      nftSet('pair6', 'typeof iifname . ether saddr . ip6 saddr', ports.flatMap(pairs6)),
      nftSet('target6', 'typeof iifname . @th,64,128', ports.flatMap(targets6)),
      ...(pathOf(network) === 'routed'
        ? []
        : [nftMap('profile', 'type ifname : verdict', ports.map(profileOf))]),
      ...(uplink === null
        ? []
        : [
            nftSet(
              'own_mac',
              'type ether_addr',
              ports.map(({ mac }) => mac),
            ),
          ]),
      nftMeter('floods', 'type ifname; size 4096; flags dynamic;'),
    ],
    chains: [
      {
        name: 'pre',
        hook: 'type filter hook prerouting priority -200; policy accept;',
        rules: [
          ...(uplink === null ? [] : [`iifname ${quoted(uplink)} jump from_uplink`]),
          'iifname . ether saddr != @port_mac counter drop comment "mac"',
          `ether daddr & 01:00:00:00:00:00 == 01:00:00:00:00:00 add @floods { iifname ${FLOOD} } counter drop comment "flood"`,
          'ether type arp jump from_arp',
          'ether type ip jump from_ip',
          'ether type ip6 jump from_ip6',
          'ether type != { arp, ip, ip6 } counter drop comment "ethertype"',
        ],
      },
      ...(uplink === null ? [] : [fromUplink(network)]),
      { name: 'from_arp', hook: null, rules: free ? [] : arpRules },
      { name: 'from_ip', hook: null, rules: [...dhcpRules, ...(free ? [] : ipRules)] },
      { name: 'from_ip6', hook: null, rules: [...routerRules, ...(free ? [] : ip6Rules)] },
      ...between(network),
    ],
  };
}

/** Where the network has no addresses of ours, machines choose their own, of either family. */
function isFree(network: NetworkRules): boolean {
  return pathOf(network) === 'bridged' && network.subnet4 === null && network.subnet6 === null;
}

const arpRules = [
  'arp saddr ip 0.0.0.0 iifname . arp saddr ether @port_mac accept',
  'iifname . arp saddr ether . arp saddr ip != @pair4 counter drop comment "arp"',
  'accept',
];

const dhcpRules = [
  'udp sport 68 udp dport 67 ip saddr 0.0.0.0 ip daddr 255.255.255.255 accept',
  'udp sport 67 counter drop comment "dhcp"',
];

const ipRules = ['iifname . ether saddr . ip saddr != @pair4 counter drop comment "ip"'];

const routerRules = [
  'icmpv6 type { nd-router-advert, nd-redirect } counter drop comment "ra"',
  'udp sport 547 counter drop comment "dhcp6"',
];

const ip6Rules = [
  'ip6 saddr :: icmpv6 type nd-neighbor-solicit iifname . @th,64,128 != @target6 counter drop comment "dad"',
  'ip6 saddr :: icmpv6 type { nd-neighbor-solicit, mld2-listener-report, nd-router-solicit } accept',
  'iifname . ether saddr . ip6 saddr != @pair6 counter drop comment "ip6"',
  'icmpv6 type nd-neighbor-advert iifname . @th,64,128 != @target6 counter drop comment "na"',
];

/** From the host's interface may come whatever does not pretend to be a machine of ours, in MAC_FILTERED of the same network only. */
function fromUplink({ macPrefix, flavor }: NetworkRules): NftChain {
  const mask =
    flavor === 'MAC_FILTERED' && macPrefix !== null
      ? [`ether saddr & ff:ff:f0:00:00:00 != ${macPrefix}0:00:00:00 counter drop comment "mac-filtered"`]
      : [];
  const own = 'ether saddr @own_mac counter drop comment "own mac"';
  return { name: 'from_uplink', hook: null, rules: [own, ...mask, 'accept'] };
}

/**
 * What goes from port to port by the bridge alone. On a routed network nothing does. Elsewhere the profiles hold as far as a single
 * packet tells: the kernel has no connection tracking in bridges.
 */
function between(network: NetworkRules): NftChain[] {
  const hook = 'type filter hook forward priority 0; policy drop;';
  if (pathOf(network) === 'routed')
    return [{ name: 'between', hook, rules: ['counter drop comment "isolated"'] }];
  const answers = [
    'ether type arp accept',
    `${SYN} != syn accept`,
    'udp sport 53 accept',
    'udp sport 67 udp dport 68 accept',
    'meta l4proto { icmp, ipv6-icmp } accept',
  ];
  return [
    { name: 'enabled', hook: null, rules: [...answers, 'counter drop comment "profile ENABLED"'] },
    {
      name: 'protected',
      hook: null,
      rules: [...answers, 'tcp dport { 22, 3389 } accept', 'counter drop comment "profile PROTECTED"'],
    },
    {
      name: 'between',
      hook,
      rules: [
        ...(network.uplink === null ? [] : [`oifname ${quoted(network.uplink)} accept`]),
        'oifname vmap @profile',
        'counter drop comment "port"',
      ],
    },
  ];
}

function portMac({ device, mac }: PortRules): string {
  return key(quoted(device), mac);
}

function pairs4({ device, mac, ipv4 }: PortRules): string[] {
  return ipv4 === null ? [] : [key(quoted(device), mac, ipv4)];
}

function pairs6(port: PortRules): string[] {
  return addresses6(port).map((address) => key(quoted(port.device), port.mac, address));
}

function targets6(port: PortRules): string[] {
  return addresses6(port).map((address) => key(quoted(port.device), ipv6Integer(address)));
}

/** The addresses of IPv6 that are a machine's own. */
function addresses6({ mac, ipv6 }: PortRules): string[] {
  return [linkLocal(mac), ...(ipv6 === null ? [] : [ipv6])];
}

/** Profiles of what is bridged, by the port that a frame leaves through. */
function profileOf({ device, profile }: PortRules): [string, string] {
  return [quoted(device), verdictOf(profile)];
}

/** Where a profile leads. */
export function verdictOf(profile: PortRules['profile']): string {
  return { ENABLED: 'jump enabled', PROTECTED: 'jump protected', DISABLED: 'accept' }[profile];
}
