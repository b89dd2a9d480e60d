import { useQuery } from '@tanstack/react-query';
import { IconUsersGroup } from '@tabler/icons-react';
import { useCallback, useMemo } from 'react';
import { say } from '#text/projects';
import type { ConsoleProject } from '#contract/projects';
import { projectListQuery } from '../../api/project-pages.ts';
import { useNow } from '../../live/use-now.ts';
import type { Column } from '../../parts/data-table/columns.ts';
import { useArraySource } from '../../parts/data-table/source.ts';
import { useTableSearch } from '../../parts/data-table/table-search.ts';
import { projectName, projectWord } from '../../text/project-words.ts';
import {
  endColumn,
  MEMBERS,
  NAME,
  OWNER,
  PROJECT_SORTS,
  projectOrder,
  STATE,
  USE,
} from '../projects/project-columns.tsx';
import { CloudTable } from './cloud-table.tsx';
import { ProjectDeeds } from './project-deeds.tsx';

/** All projects of the cloud, and what administrators can do with each. */
export function AdminProjectsPage() {
  const { data, error, refetch } = useQuery(projectListQuery('all'));
  const state = useTableSearch(PROJECT_SORTS);
  const { filter } = state;
  const now = useNow();
  const columns = useMemo((): Column<ConsoleProject>[] => {
    const actions: Column<ConsoleProject> = {
      id: 'actions',
      head: say.actions,
      width: 68,
      align: 'end',
      phone: 'actions',
      cell: (project) => <ProjectDeeds project={project} />,
    };
    return [NAME, STATE, OWNER, MEMBERS, endColumn(now), USE, actions];
  }, [now]);
  const source = useArraySource({
    rows: data?.projects,
    key: idOf,
    matches: useCallback((project: ConsoleProject) => matches(project, filter), [filter]),
    sort: state.sort,
    order: projectOrder,
    error,
    refetch: useCallback(() => void refetch(), [refetch]),
  });
  return (
    <CloudTable
      id="admin-projects"
      words={{
        title: say.allProjects,
        ...(data === undefined ? {} : { purpose: say.counted({ count: data.projects.length }) }),
        filter: say.filterAll,
        none: say.noneAtAll,
        noneMeans: say.noneAtAllMeans,
        notLoaded: say.notLoaded,
        counted: say.counted,
      }}
      icon={IconUsersGroup}
      columns={columns}
      source={source}
      state={state}
      nameOf={projectName}
    />
  );
}

const idOf = ({ id }: ConsoleProject) => id;

function matches(project: ConsoleProject, filter: string): boolean {
  const text = [
    project.name,
    project.id,
    project.description,
    project.owner_email ?? '',
    projectWord(project).word,
  ];
  return text.join(' ').toLowerCase().includes(filter.trim().toLowerCase());
}
