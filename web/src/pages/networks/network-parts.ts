import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import {
  floatingIpsQuery,
  networksQuery,
  portsQuery,
  subnetsQuery,
  type FloatingIp,
  type Network,
  type Port,
  type Subnet,
} from '../../api/networks.ts';
import { useInProject } from '../../api/projects.ts';
import type { Server } from '../../api/servers.ts';
import { useMachines } from '../../live/machines.ts';

/** Everything about networks that the pages join by its numbers. */
export interface NetworkParts {
  networks: Network[];
  subnets: Subnet[];
  ports: Port[];
  addresses: FloatingIp[];
  machines: Server[];
}

/** All of it once it is there, as a query looks. */
export function useNetworkParts(): { data: NetworkParts | undefined; error: unknown; refetch: () => void } {
  const networks = useQuery(networksQuery);
  const subnets = useQuery(subnetsQuery);
  const ports = useQuery(portsQuery);
  const addresses = useQuery(floatingIpsQuery);
  const machines = useMachines(useQueryClient());
  const asked = [networks, subnets, ports, addresses, machines];
  const failed = asked.filter(({ data, error }) => data === undefined && error !== null);
  const data = useMemo(
    () =>
      networks.data && subnets.data && ports.data && addresses.data && machines.data
        ? {
            networks: networks.data,
            subnets: subnets.data,
            ports: ports.data,
            addresses: addresses.data,
            machines: machines.data.list,
          }
        : undefined,
    [networks.data, subnets.data, ports.data, addresses.data, machines.data],
  );
  return {
    data,
    error: failed[0]?.error ?? null,
    refetch: () => failed.forEach((query) => void query.refetch()),
  };
}

/** Those of the project that the page is about, and the operator's, which are everybody's. */
export function useOfProject(): (networks: readonly Network[]) => Network[] {
  const inProject = useInProject();
  return (networks) =>
    networks.filter((network) => network.public || inProject({ tenant_id: network.tenant_id ?? '' }));
}
