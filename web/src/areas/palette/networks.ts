import { IconAffiliate, IconWorld } from '@tabler/icons-react';
import { say } from '#text/palette';
import { floatingIpsQuery, networksQuery, subnetsQuery } from '../../api/networks.ts';
import { plainName } from '../../text/plain-name.ts';
import type { AreaPalette } from '../area.ts';

export const palette: AreaPalette = {
  title: say.networks,
  all: async ({ client, navigate }) => {
    const [networks, subnets, addresses] = await Promise.all([
      client.ensureQueryData(networksQuery),
      client.ensureQueryData(subnetsQuery),
      client.ensureQueryData(floatingIpsQuery),
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
    ];
  },
};
