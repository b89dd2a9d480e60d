import { COMPUTE_PREFIX } from '#contract/compute';
import { type FloatingIp, type Network, NETWORK_PREFIX, type Port } from '#contract/network';
import { createPool } from '#compute/domain/networks/cloud-pools';
import { recordNetwork } from '#compute/domain/networks/create';
import { insertSubnet } from '#compute/domain/networks/subnets';
import type { TestUser } from '../../kit/people.ts';
import { until } from '../../kit/until.ts';
import type { ComputeCloud } from './compute-cloud.ts';

export const PORTS = `${NETWORK_PREFIX}/ports`;

/** Values for MAC_FILTERED networks, where there are none yet. */
export async function ensureMacPool({ compute, db }: ComputeCloud): Promise<void> {
  const found = await db.selectFrom('pools').select('id').where('kind', '=', 'mac-prefix').execute();
  if (found.length === 0) await createPool(compute, { kind: 'mac-prefix', base: 'aa:00:0', size: 65_536 });
}

/** A private network of a user with an IPv4 subnet. */
export async function privateNetwork(user: TestUser, cidr = '10.0.0.0/28'): Promise<Network> {
  const made = await user.post(`${NETWORK_PREFIX}/networks`, {
    network: { name: 'lan', type: 'MAC_FILTERED' },
  });
  if (made.status !== 201) throw new Error(`a network answers ${made.status}: ${made.text}`);
  const { network } = made.json as { network: Network };
  const subnet = await user.post(`${NETWORK_PREFIX}/subnets`, { subnet: { network_id: network.id, cidr } });
  if (subnet.status !== 201) throw new Error(`a subnet answers ${subnet.status}: ${subnet.text}`);
  return network;
}

/** A public network that floating IPs are had of. */
export async function publicNetwork({ compute }: ComputeCloud, cidr: string): Promise<number> {
  const network = await compute.store.transaction(async (tx) => {
    const row = await recordNetwork(compute, tx, {
      name: 'public',
      type: 'CUSTOM',
      public: true,
      floatingIpPool: true,
    });
    await insertSubnet(compute, tx, row, { cidr, version: 4 });
    return row;
  });
  return network.id;
}

export async function floatingIp(user: TestUser, network: number): Promise<FloatingIp> {
  const made = await user.post(`${NETWORK_PREFIX}/floatingips`, {
    floatingip: { floating_network_id: String(network) },
  });
  if (made.status !== 200) throw new Error(`a floating IP answers ${made.status}: ${made.text}`);
  return (made.json as { floatingip: FloatingIp }).floatingip;
}

export function connect(
  user: TestUser,
  server: number,
  network: string | number,
  address?: string,
): Promise<{ status: number; text: string; json: unknown }> {
  const fixed = address === undefined ? {} : { fixed_ips: [{ ip_address: address }] };
  return user.post(PORTS, { port: { network_id: String(network), device_id: String(server), ...fixed } });
}

export async function portsOf(user: TestUser, server: number): Promise<Port[]> {
  const { json } = await user.get(PORTS);
  return (json as { ports: Port[] }).ports.filter(({ device_id }) => device_id === String(server));
}

/** Waits until nothing is being done to a server. */
export async function idle(user: TestUser, server: number): Promise<void> {
  await until(async () => {
    const { json } = await user.get(`${COMPUTE_PREFIX}/servers/${server}`);
    return (json as { server: { 'SNF:task_state': string } }).server['SNF:task_state'] === '';
  }, 15_000);
}
