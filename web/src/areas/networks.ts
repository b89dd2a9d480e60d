import { useQuery } from '@tanstack/react-query';
import { IconAffiliate } from '@tabler/icons-react';
import { say } from '#text/areas';
import { networksQuery } from '../api/networks.ts';
import type { Area } from './area.ts';

export const networks: Area = {
  pages: [
    {
      to: '/networks',
      label: say.networks,
      icon: IconAffiliate,
      group: 'main',
      letter: 'n',
      useCount: () => useQuery({ ...networksQuery, enabled: false }).data?.length,
      useFailed: () =>
        useQuery({ ...networksQuery, enabled: false }).data?.filter(({ status }) => status === 'ERROR')
          .length ?? 0,
    },
  ],
  palette: () => import('./palette/networks.ts'),
};
