import { IconAffiliate, IconPlugConnected, IconPlus, IconWorld } from '@tabler/icons-react';
import { say } from '#text/palette';
import { floatingIpsQuery, networksQuery, portsQuery, subnetsQuery } from '../../api/networks.ts';
import { plainName } from '../../text/plain-name.ts';
import type { AreaPalette } from '../area.ts';

export const palette: AreaPalette = {
  title: say.networks,
  all: async ({ client, navigate }) => {
    const [networks, subnets, addresses, ports] = await Promise.all([
      client.ensureQueryData(networksQuery),
      client.ensureQueryData(subnetsQuery),
      client.ensureQueryData(floatingIpsQuery),
      client.ensureQueryData(portsQuery),
    ]);
    return [
      ...networks.map(({ id, name }) => ({
        key: `network-${id}`,
        whenTyped: true as const,
        label: plainName(name),
        detail: subnets.find(({ network_id: of }) => of === id)?.cidr ?? '',
        icon: IconAffiliate,
        go: () => navigate({ to: '/networks/$id', params: { id } }),
      })),
      ...addresses.map(({ id, floating_ip_address: label }) => ({
        key: `address-${id}`,
        whenTyped: true as const,
        label,
        detail: '',
        icon: IconWorld,
        go: () => navigate({ to: '/networks', search: { tab: 'addresses' } }),
      })),
      // found by what a log of the network has: an address, or a MAC
      ...ports.map(({ id, name, mac_address: mac, fixed_ips: fixed, network_id: network }) => ({
        key: `port-${id}`,
        whenTyped: true as const,
        label: [plainName(name), ...fixed.map(({ ip_address: address }) => address), mac ?? '']
          .filter((text) => text !== '')
          .join(' · '),
        detail: plainName(networks.find((each) => each.id === network)?.name ?? ''),
        icon: IconPlugConnected,
        go: () => navigate({ to: '/networks/ports/$id', params: { id } }),
      })),
      {
        key: 'new-network',
        kind: 'do',
        whenTyped: true,
        label: say.newNetwork,
        detail: '',
        icon: IconPlus,
        go: () => navigate({ to: '/networks', search: { ask: 'new' } }),
      },
    ];
  },
};
