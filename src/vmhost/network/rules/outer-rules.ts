import { z } from 'zod';
import { METADATA } from './router.ts';
import { key, nftMap, nftSet, type NftTable, quoted, type Ruleset } from './ruleset.ts';
import { DeviceName, Ipv4, isWithin4, Prefix4 } from './words.ts';

const Network4 = z.union([Ipv4, Prefix4]);
const Port = z.int().min(1).max(65_535);

/** What the namespace between all networks and the world is to keep. */
const OuterRules = z.strictObject({
  /** Device to the world; null where there is none. */
  exit: DeviceName.nullable(),
  links: z.array(
    z.strictObject({
      /** This end of a network's way out. */
      device: DeviceName,
      /** What may come from it. */
      sources: z.array(Network4),
      /** What everybody may reach by it: floating IPs, and networks with addresses of their own. */
      reachable: z.array(Network4),
    }),
  ),
  /** Where no machine may go: addresses of the host, networks of the operator. */
  closed: z.array(Network4),
  /** Ports of the way in that lead to an address of ours. */
  forwards: z.array(z.strictObject({ port: Port, to: Ipv4, toPort: Port })).default([]),
});
export type OuterRules = z.output<typeof OuterRules>;
export type OuterRulesInput = z.input<typeof OuterRules>;

/** Networks that are of this host alone wherever it stands: between our namespaces, and links. */
export const ALWAYS_CLOSED = ['100.64.0.0/10', '169.254.0.0/16', '127.0.0.0/8', '0.0.0.0/8', '224.0.0.0/3'];

/** Checks every word. Throws ZodError: nothing of it may come near nft then. */
export function outerRules(input: OuterRulesInput): OuterRules {
  return OuterRules.parse(input);
}

/**
 * The rules between networks, the host and the world. Networks meet by what is reachable and by nothing else, each comes with
 * its own addresses, and neither the host nor the operator's networks are to be had (V4, V9). Throws ZodError.
 */
export function outerRuleset(input: OuterRulesInput): Ruleset {
  return [outerTable(outerRules(input))];
}

function outerTable({ exit, links, closed, forwards }: OuterRules): NftTable {
  const fromLink = 'iifname != { "lo" } ' + (exit === null ? '' : `iifname != ${quoted(exit)} `);
  const out = exit === null ? null : quoted(exit);
  return {
    family: 'inet',
    name: 'outer',
    sets: [
      nftSet('closed', 'type ipv4_addr; flags interval;', widest([...ALWAYS_CLOSED, ...closed])),
      nftSet(
        'source',
        'type ifname . ipv4_addr; flags interval;',
        links.flatMap(({ device, sources }) => widest(sources).map((source) => key(quoted(device), source))),
      ),
      nftSet(
        'reachable',
        'type ifname . ipv4_addr; flags interval;',
        links.flatMap(({ device, reachable }) =>
          widest(reachable).map((address) => key(quoted(device), address)),
        ),
      ),
      nftMap(
        'forwards',
        'type inet_service : ipv4_addr . inet_service',
        forwards.map(({ port, to, toPort }) => [String(port), key(to, String(toPort))]),
      ),
    ],
    chains: [
      {
        name: 'pre',
        hook: 'type filter hook prerouting priority raw; policy accept;',
        rules: [
          `${fromLink}meta nfproto ipv6 counter drop comment "ipv6"`,
          `${fromLink}iifname . ip saddr != @source counter drop comment "source"`,
        ],
      },
      {
        name: 'input',
        hook: 'type filter hook input priority filter; policy drop;',
        rules: [
          'ct state established,related accept',
          'iifname "lo" accept',
          `${fromLink}ip daddr ${METADATA} tcp dport 80 accept`,
          `${fromLink}counter reject with icmpx admin-prohibited comment "host"`,
          'counter drop comment "world"',
        ],
      },
      {
        name: 'forward',
        hook: 'type filter hook forward priority filter; policy drop;',
        rules: [
          'ct state established,related accept',
          'ct state invalid counter drop comment "invalid"',
          'oifname . ip daddr @reachable accept',
          'ip daddr @closed counter reject with icmpx admin-prohibited comment "closed"',
          ...(out === null ? [] : [`oifname ${out} accept`, `iifname ${out} ct status dnat accept`]),
          'counter reject with icmpx admin-prohibited comment "network"',
        ],
      },
      {
        name: 'arriving',
        hook: 'type nat hook prerouting priority dstnat; policy accept;',
        rules: out === null ? [] : [`iifname ${out} dnat ip to tcp dport map @forwards`],
      },
      {
        name: 'leaves',
        hook: 'type nat hook postrouting priority srcnat; policy accept;',
        rules: out === null ? [] : [`oifname ${out} masquerade`],
      },
    ],
  };
}

/** Without what lies inside of another: nft takes no intervals that overlap. */
function widest(networks: readonly string[]): string[] {
  const spelt = [...new Set(networks.map((network) => network.replace(/\/32$/, '')))];
  const length = (network: string): number => Number(network.split('/')[1] ?? 32);
  return spelt.filter(
    (one) =>
      !spelt.some(
        (other) => other !== one && length(other) <= length(one) && isWithin4(one.split('/')[0] ?? '', other),
      ),
  );
}
