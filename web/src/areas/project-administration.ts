import { useQuery } from '@tanstack/react-query';
import { IconFileText, IconUsersGroup } from '@tabler/icons-react';
import { say } from '#text/areas';
import { pendingApplicationsQuery } from '../api/project-pages.ts';
import { useLater } from '../live/use-later.ts';
import type { Area } from './area.ts';

/** What those see who decide about the projects of others. */
export const projectAdministration: Area = {
  right: 'decide about projects',
  pages: [
    {
      to: '/admin/applications',
      label: say.applications,
      icon: IconFileText,
      group: 'cloud',
      onPhone: true,
      useCount: () => useQuery({ ...pendingApplicationsQuery, enabled: false }).data?.length,
    },
    { to: '/admin/projects', label: say.allProjects, icon: IconUsersGroup, group: 'cloud', onPhone: true },
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
