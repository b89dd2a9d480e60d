import { useQuery } from '@tanstack/react-query';
import { IconUsersGroup } from '@tabler/icons-react';
import { useCallback, useMemo } from 'react';
import { say } from '#text/projects';
import type { ConsoleProject } from '#contract/projects';
import { projectListQuery } from '../../api/project-pages.ts';
import { useNow } from '../../live/use-now.ts';
import type { Column } from '../../parts/data-table/columns.ts';
import { DataTable } from '../../parts/data-table/data-table.tsx';
import { useArraySource } from '../../parts/data-table/source.ts';
import { useTableSearch } from '../../parts/data-table/table-search.ts';
import { Empty } from '../../parts/empty.tsx';
import { FilterField } from '../../parts/filter-field.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { plainName } from '../../text/plain-name.ts';
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
    <>
      <PageHead
        title={say.allProjects}
        {...(data === undefined ? {} : { below: say.counted({ count: data.projects.length }) })}
      />
      <div className="row tools">
        <FilterField label={say.filterAll} kept={filter} onKeep={state.setFilter} />
      </div>
      <DataTable
        id="admin-projects"
        label={say.allProjects}
        columns={columns}
        source={source}
        state={state}
        nameOf={(project) => plainName(projectName(project))}
        counted={(count) => say.counted({ count })}
        failed={{ title: say.notLoaded }}
        empty={
          <Empty icon={IconUsersGroup} title={say.noneAtAll}>
            {say.noneAtAllMeans}
          </Empty>
        }
      />
    </>
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
