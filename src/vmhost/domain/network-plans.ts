import { firewallOf } from '#contract/firewall-tag';
import { MAX_NETWORKS, networkPlan, type NetworkPlan, type PortPlan, type Profile } from '../network/plan.ts';
import type { InstanceRecord, NetworkRecord, NicRecord } from '../store/records.ts';
import type { Vmhost } from './vmhost.ts';

/** Ganeti's words for what may come to a card (spec/compute-backend 0); without a tag it is everything. */
const PROFILES = new Map<string, Profile>([
  ['protected', 'ENABLED'],
  ['limited', 'PROTECTED'],
]);

/** Tap of a card: the same name wherever and whenever it is made. */
export function tapOf({ uuid }: NicRecord): string {
  return `t${uuid.slice(0, 8)}`;
}

/** Networks that have cards, as they are to stand on this host; none where it cannot have any. */
export async function networkPlans(vmhost: Vmhost): Promise<NetworkPlan[]> {
  const ports = new Map<string, PortPlan[]>();
  for (const instance of vmhost.instances.values())
    for (const nic of instance.nics.filter(isOnNetwork)) {
      const found = ports.get(nic.network) ?? [];
      ports.set(nic.network, [...found, portOf(instance, nic)]);
    }
  if (ports.size === 0 || !(await vmhost.hypervisor.state()).networks) return [];
  const plans: NetworkPlan[] = [];
  for (const network of vmhost.networks.values()) {
    const some = ports.get(network.uuid);
    if (some === undefined) continue;
    plans.push(networkPlan({ ...network, index: await indexOf(vmhost, network), ports: some }));
  }
  return plans;
}

/** Whether a card is on a network of this host, and not on user-mode networking or a link that is not ours. */
export function isOnNetwork(nic: NicRecord): nic is NicRecord & { network: string; slot: number } {
  return nic.slot !== undefined && nic.network !== null;
}

function portOf(instance: InstanceRecord, nic: NicRecord): PortPlan {
  const { firewall = '' } = firewallOf(instance.tags, nic.name);
  return {
    device: tapOf(nic),
    mac: nic.mac.toLowerCase(),
    ipv4: nic.ip,
    name: instance.hostname,
    profile: PROFILES.get(firewall) ?? 'DISABLED',
  };
}

/** The lowest number that no other network has, kept in the record. */
async function indexOf(vmhost: Vmhost, network: NetworkRecord): Promise<number> {
  if (network.index !== undefined) return network.index;
  const taken = new Set([...vmhost.networks.values()].map(({ index }) => index));
  let index = 0;
  while (taken.has(index) && index < MAX_NETWORKS) index += 1;
  network.index = index;
  await vmhost.networks.update(network);
  return index;
}
