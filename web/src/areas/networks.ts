import { useQuery } from '@tanstack/react-query';
import { IconAffiliate, IconAlertTriangle } from '@tabler/icons-react';
import { say } from '#text/areas';
import { type Network, networksQuery } from '../api/networks.ts';
import { useLater } from '../live/use-later.ts';
import { plainName } from '../text/plain-name.ts';
import type { Area } from './area.ts';

const hasFailed = ({ status, public: operators }: Network) => status === 'ERROR' && !operators;

export const networks: Area = {
  pages: [
    {
      to: '/networks',
      label: say.networks,
      icon: IconAffiliate,
      group: 'main',
      letter: 'n',
      useCount: () => useQuery({ ...networksQuery, enabled: false }).data?.length,
      useFailed: () => useQuery({ ...networksQuery, enabled: false }).data?.filter(hasFailed).length ?? 0,
    },
  ],
  useNeeds: () => {
    const { data = [] } = useQuery({ ...networksQuery, enabled: useLater() });
    return data.filter(hasFailed).map(({ id, name }) => ({
      key: `network-${id}`,
      icon: IconAlertTriangle,
      kind: 'bad',
      title: say.notMade({ network: plainName(name) }),
      detail: say.notMadeMeans,
      button: say.seeWhy,
      to: { to: '/networks/$id', params: { id } },
    }));
  },
  palette: () => import('./palette/networks.ts'),
};
