import { useQuery } from '@tanstack/react-query';
import { IconFileText, IconHeartbeat, IconMail, IconUsersGroup } from '@tabler/icons-react';
import { say } from '#text/areas';
import { pendingApplicationsQuery } from '../api/project-pages.ts';
import { useLater } from '../live/use-later.ts';
import type { Area } from './area.ts';

/** What administrators see of the whole cloud. */
export const administration: Area = {
  right: 'see the whole cloud',
  pages: [
    { to: '/admin', label: say.cloudState, icon: IconHeartbeat, group: 'cloud', onPhone: true },
    {
      to: '/admin/applications',
      label: say.applications,
      icon: IconFileText,
      group: 'cloud',
      onPhone: true,
      useCount: () => useQuery({ ...pendingApplicationsQuery, enabled: false }).data?.length,
    },
    { to: '/admin/projects', label: say.allProjects, icon: IconUsersGroup, group: 'cloud', onPhone: true },
    { to: '/admin/mail', label: say.mail, icon: IconMail, group: 'cloud' },
  ],
  useNeeds: () => {
    const { data } = useQuery({ ...pendingApplicationsQuery, enabled: useLater() });
    return data === undefined || data.length === 0
      ? []
      : [
          {
            key: 'applications',
            icon: IconFileText,
            kind: 'brand',
            title: say.applicationsWait({ count: data.length }),
            detail: say.applicationsWaitMeans,
            button: say.review,
            to: { to: '/admin/applications' },
          },
        ];
  },
};
