import { createHash } from 'node:crypto';
import { type NetworkRules, networkRules } from './rules/network-rules.ts';
import { isIsolated, kernelSwitches, networkRuleset } from './rules/network-ruleset.ts';
import { outerRuleset } from './rules/outer-rules.ts';
import { wholeTransactions } from './rules/ruleset.ts';
import { type NetworkPlan, ownAddress6 } from './plan.ts';

/** What is loaded into a namespace, and a name for all of it. */
export interface WantedRules {
  texts: string[];
  switches: Record<string, string>;
  digest: string;
}

/** Device to the world in the outer namespace. */
export const WAY_OUT = 'tap0';

/** The rules of a network. Throws ZodError where its addresses contradict each other. */
export function rulesOf(plan: NetworkPlan): WantedRules & { isolated: boolean } {
  const rules = networkRules({
    // Each network has a bridge of its own here, whatever it would share on other back ends (V7).
    flavor: 'CUSTOM',
    subnet4: plan.subnet4,
    gateway4: plan.bridge4,
    subnet6: plan.subnet6,
    exit: leadsOut(plan) ? 'masquerade' : 'none',
    ports: plan.ports.map(({ device, mac, ipv4, profile }) => ({
      device,
      mac,
      ipv4,
      ipv6: plan.subnet6 === null ? null : ownAddress6(mac, plan.subnet6),
      profile,
    })),
  });
  return { ...wanted(rules), isolated: isIsolated(rules) };
}

/** A network has a way out where the router that its machines know is ours. */
function leadsOut({ router4, bridge4 }: NetworkPlan): boolean {
  return router4 !== null && router4 === bridge4;
}

function wanted(rules: NetworkRules): WantedRules {
  return named(wholeTransactions(networkRuleset(rules)), kernelSwitches(rules));
}

/** The rules between networks, the host and the world. */
export function outerRulesOf(plans: readonly NetworkPlan[], closed: readonly string[]): WantedRules {
  const links = plans.map(({ name, wire }) => ({ device: name, sources: [wire.inner], reachable: [] }));
  const texts = wholeTransactions(outerRuleset({ exit: WAY_OUT, links, closed: [...closed] }));
  return named(texts, { 'ipv4/ip_forward': '1', 'ipv4/conf/all/send_redirects': '0' });
}

function named(texts: string[], switches: Record<string, string>): WantedRules {
  const digest = createHash('sha256')
    .update(JSON.stringify([texts, switches]))
    .digest('hex')
    .slice(0, 32);
  return { texts, switches, digest };
}
