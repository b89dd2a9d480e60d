import { useQuery } from '@tanstack/react-query';
import { IconAffiliate, IconEye, IconHeartbeat, IconMail, IconServer2, IconUsers } from '@tabler/icons-react';
import { say } from '#text/areas';
import { cloudStateQuery } from '../api/cloud-state.ts';
import { useLater } from '../live/use-later.ts';
import type { Area } from './area.ts';

/** What administrators see of the whole cloud. */
export const administration: Area = {
  right: 'see the whole cloud',
  pages: [
    { to: '/admin', label: say.cloudState, icon: IconHeartbeat, group: 'cloud', onPhone: true },
    {
      to: '/admin/users',
      label: say.users,
      icon: IconUsers,
      group: 'cloud',
      useCount: () => useQuery({ ...cloudStateQuery, enabled: false }).data?.accounts.waiting || undefined,
    },
    { to: '/admin/servers', label: say.allMachines, icon: IconServer2, group: 'cloud' },
    { to: '/admin/networks', label: say.allNetworks, icon: IconAffiliate, group: 'cloud' },
    { to: '/admin/backends', label: say.backends, icon: IconServer2, group: 'cloud' },
    { to: '/admin/mail', label: say.mail, icon: IconMail, group: 'cloud' },
    { to: '/admin/audit', label: say.audit, icon: IconEye, group: 'cloud' },
  ],
  palette: () => import('./palette/users.ts'),
  useNeeds: () => {
    const { data } = useQuery({ ...cloudStateQuery, enabled: useLater() });
    const waiting = data?.accounts.waiting ?? 0;
    return waiting === 0
      ? []
      : [
          {
            key: 'accounts',
            icon: IconUsers,
            kind: 'brand',
            title: say.accountsWait({ count: waiting }),
            detail: say.accountsWaitMeans,
            button: say.review,
            to: { to: '/admin/users', search: { state: 'waiting' } },
          },
        ];
  },
};
