import { IconUsersGroup } from '@tabler/icons-react';
import { say } from '#text/palette';
import { projectListQuery } from '../../api/project-pages.ts';
import { plainName } from '../../text/plain-name.ts';
import { projectName, projectWord } from '../../text/project-words.ts';
import type { AreaPalette } from '../area.ts';

export const palette: AreaPalette = {
  title: say.projects,
  all: async ({ client, navigate }) =>
    (await client.ensureQueryData(projectListQuery('mine'))).projects.map((project) => ({
      key: `project-${project.id}`,
      whenTyped: true,
      label: plainName(projectName(project)),
      detail: projectWord(project).word,
      icon: IconUsersGroup,
      go: () => navigate({ to: '/projects/$id', params: { id: project.id } }),
    })),
};
