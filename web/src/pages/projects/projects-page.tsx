import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { IconPlus, IconUsersGroup } from '@tabler/icons-react';
import { useCallback, type ReactNode } from 'react';
import { say } from '#text/projects';
import type { ConsoleProject } from '#contract/projects';
import { projectListQuery, type WhichProjects } from '../../api/project-pages.ts';
import { useSession } from '../../api/use-session.ts';
import { useNow } from '../../live/use-now.ts';
import type { Column } from '../../parts/data-table/columns.ts';
import { DataTable } from '../../parts/data-table/data-table.tsx';
import { useArraySource } from '../../parts/data-table/source.ts';
import { useTableSearch } from '../../parts/data-table/table-search.ts';
import { Empty } from '../../parts/empty.tsx';
import { FilterField } from '../../parts/filter-field.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { plainName } from '../../text/plain-name.ts';
import { projectName } from '../../text/project-words.ts';
import { PROJECT_SORTS, projectOrder, useMyColumns, useOpenColumns } from './project-columns.tsx';

/** Fewer need no filter. */
const FEW = 6;

/** The projects that one belongs to, owns or asked for. */
export function ProjectsPage() {
  const columns = useMyColumns(useNow(), useSession().uuid);
  return (
    <ProjectsList which="mine" columns={columns}>
      <Empty icon={IconUsersGroup} title={say.none} actions={<AskButton />}>
        {say.noneWhy}
      </Empty>
    </ProjectsList>
  );
}

/** Those that anybody may ask to join. */
export function FindProjectsPage() {
  return (
    <ProjectsList which="open" columns={useOpenColumns(useNow())}>
      <Empty icon={IconUsersGroup} title={say.noneOpen}>
        {say.noneOpenWhy}
      </Empty>
    </ProjectsList>
  );
}

function AskButton() {
  return (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      aria-keyshortcuts="C"
      renderRoot={(props: object) => <Link to="/projects/new" {...props} />}
    >
      {say.askForProject}
    </Button>
  );
}

interface ProjectsListProps {
  which: WhichProjects;
  columns: Column<ConsoleProject>[];
  /** Instead of no project. */
  children: ReactNode;
}

function ProjectsList({ which, columns, children }: ProjectsListProps) {
  const { data, error, refetch } = useQuery(projectListQuery(which));
  const state = useTableSearch(PROJECT_SORTS);
  const { filter } = state;
  const source = useArraySource({
    rows: data?.projects,
    key: idOf,
    matches: useCallback((project: ConsoleProject) => matches(project, filter), [filter]),
    sort: state.sort,
    order: projectOrder,
    error,
    refetch: useCallback(() => void refetch(), [refetch]),
  });
  const count = data?.projects.length;
  return (
    <>
      <PageHead title={say.title} below={say.purpose}>
        {(which === 'open' || count !== 0) && <AskButton />}
      </PageHead>
      <Tabs
        label={say.whose}
        tabs={[
          { to: '/projects', label: say.mine },
          { to: '/projects/find', label: say.find },
        ]}
      />
      {((count ?? 0) > FEW || filter !== '') && (
        <div className="row tools">
          <FilterField label={say.filter} kept={filter} onKeep={state.setFilter} />
        </div>
      )}
      <DataTable
        id={`projects-${which}`}
        label={say.title}
        columns={columns}
        source={source}
        state={state}
        nameOf={(project) => plainName(projectName(project))}
        counted={(all) => say.counted({ count: all })}
        failed={{ title: say.notLoaded }}
        empty={children}
      />
    </>
  );
}

const idOf = ({ id }: ConsoleProject) => id;

function matches(project: ConsoleProject, filter: string): boolean {
  const text = [projectName(project), project.description, project.owner_email ?? ''].join(' ').toLowerCase();
  return text.includes(filter.trim().toLowerCase());
}
