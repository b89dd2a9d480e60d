import { useQueryClient } from '@tanstack/react-query';
import { keys, readAgain } from '../api/keys.ts';
import { compute, networks } from '../api/services.ts';

/** What a new network has; without a range its machines set their own addresses. */
export interface WantedNetwork {
  name: string;
  cidr: string;
  withGateway: boolean;
  project: string;
}

export type FirewallProfile = 'ENABLED' | 'PROTECTED' | 'DISABLED';

/** What can be done with networks and addresses. Each shows what it changed, and throws what the service refused. */
export function useNetworkActions() {
  const client = useQueryClient();
  const changed = () => readAgain(client, keys.networks, keys.quotas());
  const moved = () => readAgain(client, keys.networks, keys.machines(), keys.machine());
  return {
    /** A network whose range is refused is not kept without one. */
    async create({ name, cidr, withGateway, project }: WantedNetwork): Promise<string> {
      const { id } = await networks.createNetwork({ type: 'MAC_FILTERED', name, project });
      try {
        const gateway = withGateway ? {} : { gateway_ip: null };
        if (cidr !== '') await networks.createSubnet({ network_id: id, cidr, ip_version: 4, ...gateway });
      } catch (error) {
        await networks.deleteNetwork(id).catch(() => undefined);
        throw error;
      } finally {
        await changed();
      }
      return id;
    },
    async rename(id: string, name: string): Promise<void> {
      await networks.renameNetwork(id, name);
      await changed();
    },
    async remove(id: string): Promise<void> {
      await networks.deleteNetwork(id);
      await changed();
    },
    /** Answers the address. */
    async takeAddress(project: string): Promise<string> {
      const { floating_ip_address: address } = await networks.createFloatingIp({ project });
      await changed();
      return address;
    },
    async release(id: string): Promise<void> {
      await networks.deleteFloatingIp(id);
      await changed();
    },
    /** A public network needs the address that the machine gets there. */
    async connect(machine: string | number, network: string, address?: string): Promise<void> {
      const fixed = address === undefined ? {} : { fixed_ips: [{ ip_address: address }] };
      await networks.createPort({ network_id: network, device_id: String(machine), ...fixed });
      await moved();
    },
    async renamePort(id: string, name: string): Promise<void> {
      await networks.renamePort(id, name);
      await readAgain(client, keys.ports);
    },
    async disconnect(port: string): Promise<void> {
      await networks.deletePort(port);
      await moved();
    },
    async setFirewall(machine: number, port: string, profile: FirewallProfile): Promise<void> {
      await compute.act(machine, 'firewallProfile', { profile, nic: port });
      await moved();
    },
  };
}
