import { queryOptions } from '@tanstack/react-query';
import type { FloatingIp, Network, Port, Subnet } from '#contract/network';
import { pollInterval } from '../live/activity.ts';
import { keys } from './keys.ts';
import { networks } from './services.ts';

export type { FloatingIp, Network, Port, Subnet };

/** The networks that this person may see: own ones, and those of the operator. */
export const networksQuery = queryOptions({
  queryKey: keys.networkList,
  staleTime: 60_000,
  queryFn: async (): Promise<Network[]> => (await networks.networks()).filter(({ deleted }) => !deleted),
});

/** Whether a new machine can be put on it as it is: where addresses are held by people, one is chosen when the machine is there. */
export const canBeChosen = (network: Network): boolean =>
  network.status === 'ACTIVE' && !(network.public && network['SNF:floating_ip_pool']);

export const subnetsQuery = queryOptions({
  queryKey: keys.subnets,
  staleTime: 60_000,
  queryFn: async (): Promise<Subnet[]> => (await networks.subnets()).filter(({ deleted }) => !deleted),
});

/** Whether a port comes or goes by itself. */
const isMoving = ({ status }: Port): boolean => status === 'BUILD';

export const portsQuery = queryOptions({
  queryKey: keys.ports,
  staleTime: 4_000,
  queryFn: () => networks.ports(),
  refetchInterval: ({ state }) => pollInterval(state.data?.some(isMoving) ?? false),
});

export const floatingIpsQuery = queryOptions({
  queryKey: keys.floatingIps,
  staleTime: 4_000,
  queryFn: async (): Promise<FloatingIp[]> =>
    (await networks.floatingIps()).filter(({ deleted }) => !deleted),
});
