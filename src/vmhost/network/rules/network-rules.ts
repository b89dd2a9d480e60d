import { z } from 'zod';
import { DeviceName, Ipv4, Ipv6, isWithin4, isWithin6, Mac, MacPrefix, Prefix4, Prefix6 } from './words.ts';

/** What may come to a machine: ENABLED answers and pings, PROTECTED also ports 22 and 3389, DISABLED everything. */
const profiles = ['ENABLED', 'PROTECTED', 'DISABLED'] as const;

/** How a network leads out: with the cloud's address, with its machines' own ones, or not at all. */
const exits = ['masquerade', 'own', 'none'] as const;

/** spec/compute-backend 4.2. */
const flavors = ['CUSTOM', 'IP_LESS_ROUTED', 'MAC_FILTERED', 'PHYSICAL_VLAN'] as const;

/** A card of a machine on the network. */
const PortRules = z.strictObject({
  /** Its tap in the network's namespace. */
  device: DeviceName,
  mac: Mac,
  ipv4: Ipv4.nullable(),
  /** Beside the address that it gives itself on the link. */
  ipv6: Ipv6.nullable(),
  profile: z.enum(profiles),
});
export type PortRules = z.output<typeof PortRules>;

/** One network, as its inner namespace is to keep it. */
const NetworkRules = z
  .strictObject({
    flavor: z.enum(flavors),
    /** Of MAC_FILTERED: what all cards of the network share. */
    macPrefix: MacPrefix.nullable().default(null),
    subnet4: Prefix4.nullable(),
    /** Address of the bridge, which machines have as their router. */
    gateway4: Ipv4.nullable(),
    subnet6: Prefix6.nullable(),
    /** A device of the bridge that leads to the host's interface; only what comes from there is not a machine of ours. */
    uplink: DeviceName.nullable().default(null),
    exit: z.enum(exits),
    /** What the network's addresses are turned into for the metadata service: equal ones of two networks differ there. */
    metadata: Prefix4.nullable().default(null),
    /** Addresses outside that lead to a machine inside. */
    floating: z.array(z.strictObject({ address: Ipv4, to: Ipv4 })).default([]),
    ports: z.array(PortRules),
    /** Flows that one machine may have open through the router at a time. */
    flowsAtMost: z.int().min(1).max(1_000_000).default(4096),
  })
  .superRefine((network, context) => {
    for (const problem of contradictions(network)) context.addIssue({ code: 'custom', message: problem });
  });
export type NetworkRules = z.output<typeof NetworkRules>;

/** Before it was checked: what may be left out is left out. */
export type NetworkRulesInput = z.input<typeof NetworkRules>;

/** Checks every word of a network's rules. Throws ZodError: nothing of it may come near nft then. */
export function networkRules(input: NetworkRulesInput): NetworkRules {
  return NetworkRules.parse(input);
}

/**
 * How machines of a network reach one another. `routed`: each only through the router, which knows flows, so profiles hold
 * between neighbours too. `bridged`: by frames, where addresses are not known to us or others of the link are not ours.
 */
export function pathOf(
  network: Pick<NetworkRules, 'flavor' | 'uplink' | 'subnet4' | 'subnet6'>,
): 'routed' | 'bridged' {
  if (network.flavor === 'IP_LESS_ROUTED') return 'routed';
  if (network.uplink !== null) return 'bridged';
  return network.subnet4 === null && network.subnet6 === null ? 'bridged' : 'routed';
}

function contradictions(network: {
  flavor: (typeof flavors)[number];
  macPrefix: string | null;
  subnet4: string | null;
  gateway4: string | null;
  subnet6: string | null;
  uplink: string | null;
  metadata: string | null;
  floating: { address: string; to: string }[];
  ports: PortRules[];
}): string[] {
  const { flavor, macPrefix, subnet4, gateway4, subnet6, uplink, metadata, floating, ports } = network;
  const problems: string[] = [];
  const unless = (holds: boolean, problem: string): unknown => holds || problems.push(problem);
  unless(flavor !== 'MAC_FILTERED' || macPrefix !== null, 'MAC_FILTERED needs a prefix');
  unless(flavor !== 'IP_LESS_ROUTED' || uplink === null, 'IP_LESS_ROUTED has no bridge to an interface');
  unless(
    metadata === null || lengthOf(metadata) === lengthOf(subnet4),
    'metadata is not as long as the network',
  );
  unless(gateway4 === null || (subnet4 !== null && isWithin4(gateway4, subnet4)), 'the gateway is outside');
  for (const { device, mac, ipv4, ipv6 } of ports) {
    unless(macPrefix === null || mac.startsWith(macPrefix), `${mac} has not the prefix of the network`);
    unless(ipv4 === null || (subnet4 !== null && isWithin4(ipv4, subnet4)), `${device}: ${ipv4} is outside`);
    unless(ipv4 === null || ipv4 !== gateway4, `${device} has the gateway's address`);
    unless(ipv6 === null || (subnet6 !== null && isWithin6(ipv6, subnet6)), `${device}: ${ipv6} is outside`);
    unless(device !== uplink, `${device} is the uplink`);
  }
  for (const key of ['device', 'mac', 'ipv4', 'ipv6'] as const) {
    const values = ports.map((port) => port[key]).filter((value) => value !== null);
    unless(new Set(values).size === values.length, `two ports have the same ${key}`);
  }
  unless(
    new Set(floating.map(({ address }) => address)).size === floating.length,
    'a floating IP leads twice',
  );
  for (const { address, to } of floating)
    unless(
      ports.some(({ ipv4 }) => ipv4 === to),
      `${address} leads to no machine`,
    );
  return problems;
}

function lengthOf(prefix: string | null): string | undefined {
  return prefix?.split('/')[1];
}
