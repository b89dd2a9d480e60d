import { verdictOf } from './guard.ts';
import type { NetworkRules, PortRules } from './network-rules.ts';
import { nftMap, nftMeter, type NftChain, type NftTable } from './ruleset.ts';

/** Where every cloud has its metadata service; one listener of the outer namespace answers for all networks. */
export const METADATA = '169.254.169.254';

/** Packets of TCP that begin no flow: of a flow that was ended they are answered so that both sides learn it. */
const NO_FLOW = 'tcp flags & (fin|syn|rst|ack) != syn counter reject with tcp reset comment "no flow"';

/** What the router of one network lets through: between its machines, out, and in to them, by flows. */
export function routerTable(network: NetworkRules): NftTable {
  const { ports, floating } = network;
  // a machine that has several leaves with the first
  const leaving = new Map(floating.toReversed().map(({ address, to }) => [to, address]));
  return {
    family: 'inet',
    name: 'router',
    sets: [
      nftMap(
        'profile4',
        'type ipv4_addr : verdict',
        ports.flatMap((port) => profileOf(port.ipv4, port)),
      ),
      nftMap(
        'profile6',
        'type ipv6_addr : verdict',
        ports.flatMap((port) => profileOf(port.ipv6, port)),
      ),
      nftMap(
        'floating',
        'type ipv4_addr : ipv4_addr',
        floating.map(({ address, to }) => [address, to]),
      ),
      nftMap('leaving', 'type ipv4_addr : ipv4_addr', leaving),
      nftMeter('flows4', 'type ipv4_addr; size 4096; flags dynamic;'),
      nftMeter('flows6', 'type ipv6_addr; size 4096; flags dynamic;'),
    ],
    chains: [
      ...profileChains,
      limit(network),
      input,
      forward(network),
      {
        name: 'output',
        hook: 'type filter hook output priority filter; policy accept;',
        // Neighbours that learn of one another would go past the router, where nothing is forwarded.
        rules: ['icmp type redirect drop', 'icmpv6 type nd-redirect drop'],
      },
      {
        name: 'arriving',
        hook: 'type nat hook prerouting priority dstnat; policy accept;',
        rules: ['dnat ip to ip daddr map @floating'],
      },
      {
        name: 'leaves',
        hook: 'type nat hook postrouting priority srcnat; policy accept;',
        rules: exit(network),
      },
    ],
  };
}

const profileChains: NftChain[] = [
  {
    name: 'enabled',
    hook: null,
    rules: [
      'icmp type echo-request accept',
      'icmpv6 type echo-request accept',
      'counter drop comment "profile ENABLED"',
    ],
  },
  {
    name: 'protected',
    hook: null,
    rules: [
      'icmp type echo-request accept',
      'icmpv6 type echo-request accept',
      'tcp dport { 22, 3389 } accept',
      'counter drop comment "profile PROTECTED"',
    ],
  },
  {
    name: 'to_machine',
    hook: null,
    rules: [
      'ip daddr vmap @profile4',
      'ip6 daddr vmap @profile6',
      'counter reject with icmpx host-unreachable comment "nobody"',
    ],
  },
];

/** Flows that a machine may have open: the table of them is one for the whole network. */
function limit({ flowsAtMost }: NetworkRules): NftChain {
  const over = `ct count over ${flowsAtMost} } counter drop comment "flows"`;
  return {
    name: 'limited',
    hook: null,
    rules: [`add @flows4 { ip saddr ${over}`, `add @flows6 { ip6 saddr ${over}`],
  };
}

/** What the namespace itself answers: addresses, names, and discovery of neighbours. */
const input: NftChain = {
  name: 'input',
  hook: 'type filter hook input priority filter; policy drop;',
  rules: [
    'ct state established,related accept',
    'iifname "lo" accept',
    'icmpv6 type { nd-neighbor-solicit, nd-neighbor-advert, nd-router-solicit, mld-listener-report, mld2-listener-report } accept',
    'iifname "br0" jump limited',
    'icmp type echo-request accept',
    'icmpv6 type echo-request accept',
    'iifname "br0" udp dport { 53, 67 } accept',
    'iifname "br0" tcp dport 53 accept',
    'counter drop comment "router"',
  ],
};

function forward(network: NetworkRules): NftChain {
  const { exit: out, metadata, subnet4 } = network;
  const metadataOnly = `iifname "br0" oifname "wan" ip daddr ${METADATA} tcp dport 80 accept`;
  return {
    name: 'forward',
    hook: 'type filter hook forward priority filter; policy drop;',
    rules: [
      'ct state established,related accept',
      'ct state invalid counter drop comment "invalid"',
      NO_FLOW,
      'iifname "br0" jump limited',
      'iifname "br0" oifname "br0" goto to_machine',
      ...(subnet4 === null ? [] : [`iifname "wan" ip saddr ${subnet4} counter drop comment "source"`]),
      `iifname "wan" oifname "br0" meta nfproto ipv4 ${out === 'own' ? '' : 'ct status dnat '}goto to_machine`,
      ...(out === 'none' && metadata !== null ? [metadataOnly] : []),
      ...(out === 'none' ? [] : ['iifname "br0" oifname "wan" meta nfproto ipv4 accept']),
      'counter reject with icmpx admin-prohibited comment "closed"',
    ],
  };
}

/** With which address a machine's packets leave. */
function exit({ subnet4, metadata, exit: out }: NetworkRules): string[] {
  const mapped =
    metadata === null || subnet4 === null
      ? []
      : [`oifname "wan" ip daddr ${METADATA} snat ip prefix to ip saddr map { ${subnet4} : ${metadata} }`];
  return [
    // A machine's own floating IP, seen from itself: with its own address as sender it would not listen.
    'iifname "br0" oifname "br0" ct status dnat masquerade',
    ...mapped,
    'oifname "wan" snat ip to ip saddr map @leaving',
    ...(out === 'own' ? [] : ['oifname "wan" masquerade']),
  ];
}

function profileOf(address: string | null, { profile }: PortRules): [string, string][] {
  return address === null ? [] : [[address, verdictOf(profile)]];
}
