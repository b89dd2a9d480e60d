import { useQuery } from '@tanstack/react-query';
import { IconUsersGroup } from '@tabler/icons-react';
import { say } from '#text/areas';
import type { ConsoleProject } from '#contract/projects';
import { projectListQuery } from '../api/project-pages.ts';
import { useLater } from '../live/use-later.ts';
import { plainName } from '../text/plain-name.ts';
import type { Area, Need } from './area.ts';

export const projects: Area = {
  pages: [
    {
      to: '/projects',
      label: say.projects,
      icon: IconUsersGroup,
      group: 'account',
      letter: 'p',
      onPhone: true,
    },
  ],
  palette: () => import('./palette/projects.ts'),
  useNeeds: () => {
    const { data } = useQuery({ ...projectListQuery('mine'), enabled: useLater() });
    return (data?.projects ?? []).filter(({ requests }) => requests > 0).map(needOf);
  },
};

function needOf({ id, name, requests }: ConsoleProject): Need {
  return {
    key: `requests-${id}`,
    icon: IconUsersGroup,
    kind: 'brand',
    title: say.askToJoin({ count: requests, project: plainName(name) }),
    detail: say.askToJoinMeans,
    button: say.review,
    to: { to: '/projects/$id/members', params: { id } },
  };
}
