import { endedFlows, endFlows } from '#vmhost/network/rules/ended-flows';
import { LoadedRules } from '#vmhost/network/rules/loaded-rules';
import { networkRules, type NetworkRules, type NetworkRulesInput } from '#vmhost/network/rules/network-rules';
import { isIsolated, kernelSwitches, networkRuleset } from '#vmhost/network/rules/network-ruleset';
import { outerRuleset, type OuterRulesInput } from '#vmhost/network/rules/outer-rules';
import { linkLocal } from '#vmhost/network/rules/words';
import { Namespaces } from './namespaces.ts';

/** An address of the host, and a host of the world. */
export const HOST = '192.0.2.10';
export const FAR = '198.51.100.1';

/** A network that stands, whose rules can be changed. */
export class TestNetwork {
  readonly name: string;
  rules: NetworkRules;
  readonly loaded: LoadedRules;
  readonly #namespaces: Namespaces;

  constructor(namespaces: Namespaces, name: string, rules: NetworkRulesInput) {
    this.#namespaces = namespaces;
    this.name = name;
    this.rules = networkRules(rules);
    this.loaded = new LoadedRules(this.#run);
  }

  readonly #run = (program: string, args: string[], input?: string): Promise<string> =>
    this.#namespaces.run(this.name, program, args, input);

  load(): Promise<void> {
    return this.loaded.apply(networkRuleset(this.rules));
  }

  /** Makes these the rules, as it is done where they are kept: rules first, then flows. */
  async change(changes: Partial<NetworkRulesInput>): Promise<void> {
    const before = this.rules;
    this.rules = networkRules({ ...before, ...changes });
    await this.load();
    await endFlows(this.#run, endedFlows(before, this.rules));
  }

  /** How often each rule that has a name dropped something. */
  async drops(): Promise<Record<string, number>> {
    const listing = await this.#run('nft', ['list', 'ruleset']);
    const counts: Record<string, number> = {};
    for (const [, packets, name = ''] of listing.matchAll(/counter packets (\d+) .* comment "([^"]+)"/g))
      counts[name] = (counts[name] ?? 0) + Number(packets);
    return counts;
  }
}

/** The outer namespace with the world and its networks, whose machines are namespaces of the names of their ports. */
export class RulesWorld {
  readonly namespaces: Namespaces;
  readonly outer: LoadedRules;

  private constructor(namespaces: Namespaces) {
    this.namespaces = namespaces;
    this.outer = new LoadedRules((program, args, input) => namespaces.run(null, program, args, input));
  }

  static async open(): Promise<RulesWorld> {
    const namespaces = await Namespaces.open();
    await namespaces.sh(
      null,
      `ip netns add world
ip link add tap0 type veth peer name eth0 netns world
ip addr add 198.18.0.100/24 dev tap0; ip link set tap0 up
ip route add default via 198.18.0.2
ip addr add 169.254.169.254/32 dev lo
ip -n world -batch - <<B
link set lo up
addr add ${FAR}/32 dev lo
addr add ${HOST}/32 dev lo
addr add 198.18.0.2/24 dev eth0
link set eth0 up
route add 203.0.113.0/24 via 198.18.0.100
B`,
    );
    return new RulesWorld(namespaces);
  }

  /** Builds a network and its machines; `index` says which end of the ways out it has. Rules are not loaded. */
  async build(name: string, index: number, input: NetworkRulesInput): Promise<TestNetwork> {
    const network = new TestNetwork(this.namespaces, name, input);
    const { rules } = network;
    const switches = Object.entries(kernelSwitches(rules)).map(
      ([key, value]) => `echo ${value} > /proc/sys/net/${key}`,
    );
    await this.namespaces.sh(
      null,
      `ip netns add ${name}
ip -n ${name} -batch - <<B
link set lo up
link add br0 address 02:00:00:00:00:01 type bridge forward_delay 0 mcast_snooping 0
${rules.gateway4 === null ? '' : `addr add ${rules.gateway4}/24 dev br0`}
${rules.subnet6 === null ? '' : `addr add ${rules.subnet6.replace('/', '1/')} dev br0 nodad`}
link set br0 up
link add wan type veth peer name ${name} netns 1
addr add 100.64.${index}.1/31 dev wan
link set wan up
route add default via 100.64.${index}.0
B
ip link set ${name} up; ip addr add 100.64.${index}.0/31 dev ${name}
ip route add 100.65.${index}.0/24 via 100.64.${index}.1
${rules.floating.map(({ address }) => `ip route add ${address} via 100.64.${index}.1\n`).join('')}
${rules.ports.map((port) => machineScript(name, port, rules)).join('')}
${rules.uplink === null ? '' : uplinkScript(name, rules.uplink)}
nsenter --net=/run/netns/${name} sh -eu -c '${switches.join('; ')}'`,
    );
    return network;
  }

  loadOuter(rules: OuterRulesInput): Promise<void> {
    return this.outer.apply(outerRuleset(rules));
  }
}

function machineScript(network: string, port: NetworkRules['ports'][number], rules: NetworkRules): string {
  const { device, mac, ipv4, ipv6 } = port;
  const isolated = isIsolated(rules);
  return `ip netns add ${device}
ip -n ${network} link add ${device} type veth peer name eth0 netns ${device}
ip -n ${network} link set ${device} master br0 up
bridge -n ${network} link set dev ${device} isolated ${isolated ? 'on' : 'off'}
nsenter --net=/run/netns/${device} sh -c 'echo 0 > /proc/sys/net/ipv6/conf/eth0/accept_ra'
ip -n ${device} -batch - <<B
link set lo up
link set eth0 address ${mac}
${ipv4 === null ? '' : `addr add ${ipv4}/24 dev eth0`}
link set eth0 up
${ipv4 === null || rules.gateway4 === null ? '' : `route add default via ${rules.gateway4}`}
${ipv6 === null ? '' : `addr add ${ipv6}/128 dev eth0 nodad\nroute add default via ${linkLocal('02:00:00:00:00:01')} dev eth0`}
B
`;
}

function uplinkScript(network: string, uplink: string): string {
  return `ip netns add street
ip -n ${network} link add ${uplink} type veth peer name eth0 netns street
ip -n ${network} link set ${uplink} master br0 up
ip -n street link set lo up; ip -n street addr add 10.0.0.200/24 dev eth0; ip -n street link set eth0 up`;
}
