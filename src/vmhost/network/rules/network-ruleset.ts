import { guardTable } from './guard.ts';
import { type NetworkRules, pathOf } from './network-rules.ts';
import { routerTable } from './router.ts';
import type { Ruleset } from './ruleset.ts';

/** What the inner namespace of a network is to have loaded. */
export function networkRuleset(network: NetworkRules): Ruleset {
  return [guardTable(network), routerTable(network)];
}

/** Whether a port of this network is to be `isolated` on its bridge: neighbours then meet at the router, where profiles hold. */
export function isIsolated(network: NetworkRules): boolean {
  return pathOf(network) === 'routed';
}

/** Switches of the kernel that the rules of a network take for granted, below /proc/sys/net; of the bridge `br0` and the namespace. */
export function kernelSwitches(network: NetworkRules): Record<string, string> {
  const proxied = isIsolated(network) ? '1' : '0';
  return {
    'bridge/bridge-nf-call-arptables': '0',
    'bridge/bridge-nf-call-ip6tables': '0',
    'bridge/bridge-nf-call-iptables': '0',
    'ipv4/ip_forward': '1',
    'ipv6/conf/all/forwarding': '1',
    // the router answers for neighbours, at once, and does not tell machines of a shorter way
    'ipv4/conf/br0/proxy_arp_pvlan': proxied,
    'ipv4/conf/all/send_redirects': '0',
    'ipv4/conf/br0/send_redirects': '0',
    'ipv4/neigh/br0/proxy_delay': '0',
  };
}
