import type { BackendNetworkRow } from '../../store/networks/backend-networks.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import type { Compute } from '../compute.ts';

/** What Ganeti, which knows no network without IPv4, is told of one that has none: nobody gets an address of it. */
const NO_IPV4 = '10.0.0.0/29';

/** What makes a network in a back end (spec/compute-backend 1.2, 4.2). */
export async function networkBody(
  { store }: Compute,
  network: NetworkRow,
  { macPrefix }: BackendNetworkRow,
): Promise<{ body: Record<string, unknown>; conflictsCheck: boolean }> {
  const subnets = (await store.subnets.ofNetworks([network.id])).filter(({ deleted }) => !deleted);
  const v4 = subnets.find(({ ipVersion }) => ipVersion === 4);
  const v6 = subnets.find(({ ipVersion }) => ipVersion === 6);
  const conflictsCheck = network.public && v4 !== undefined;
  const tags = [
    ...network.tags,
    ...(subnets.some(({ dhcp }) => dhcp) ? ['nfdhcpd'] : []),
    network.public ? 'public' : 'private',
  ];
  return {
    conflictsCheck,
    body: {
      network: v4?.cidr ?? NO_IPV4,
      gateway: v4?.gateway ?? null,
      network6: v6?.cidr ?? null,
      gateway6: v6?.gateway ?? null,
      mac_prefix: macPrefix,
      add_reserved_ips: null,
      conflicts_check: conflictsCheck,
      tags,
    },
  };
}
