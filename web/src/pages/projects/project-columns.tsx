import { say } from '#text/projects';
import { Link } from '@tanstack/react-router';
import { IconClock } from '@tabler/icons-react';
import { useMemo } from 'react';
import type { ConsoleProject } from '#contract/projects';
import { limitOf } from '../../api/quota.ts';
import { ProjectTile } from '../../frame/project-tile.tsx';
import type { Column } from '../../parts/data-table/columns.ts';
import { Meter } from '../../parts/meter.tsx';
import { Name } from '../../parts/name.tsx';
import { StateChip } from '../../parts/state-chip.tsx';
import { date, exactTime } from '../../text/format.ts';
import { plainName } from '../../text/plain-name.ts';
import {
  endsIn,
  fullestOf,
  grantsOf,
  JOIN_WORDS,
  membershipWord,
  projectName,
  projectWord,
} from '../../text/project-words.ts';
import css from './projects.module.css';

export const PROJECT_SORTS = ['name', 'state', 'members', 'end'] as const;
export type ProjectSort = (typeof PROJECT_SORTS)[number];

/** What each column compares. */
export const projectOrder: Record<ProjectSort, (project: ConsoleProject) => string | number> = {
  name: projectName,
  state: (project) => projectWord(project).word,
  members: ({ members }) => members,
  end: ({ end_date: end }) => Date.parse(end),
};

export const NAME: Column<ConsoleProject> = {
  id: 'name',
  head: say.name,
  width: 220,
  grows: true,
  sortable: true,
  phone: 'title',
  cell: (project, { reason }) => <ProjectLink project={project} reason={reason} />,
};

export const MEMBERS: Column<ConsoleProject> = {
  id: 'members',
  head: say.members,
  width: 128,
  sortable: true,
  hideable: true,
  phone: 'fact',
  cell: ({ members, max_members: most, requests }) => (
    <span className="num">
      {say.membersOf({ members, most: limitOf(most) })}
      {requests > 0 && <span className={`tag ${css.asking}`}>{say.ask({ count: requests })}</span>}
    </span>
  ),
};

export const OWNER: Column<ConsoleProject> = {
  id: 'owner',
  head: say.owner,
  width: 190,
  hideable: true,
  phone: 'fact',
  cell: ({ owner_email: owner }) => owner,
};

export const USE: Column<ConsoleProject> = {
  id: 'use',
  head: say.mostUsed,
  width: 190,
  hideable: true,
  cell: (project) => {
    const isAlive = project.state === 'active' || project.state === 'suspended';
    const fullest = isAlive ? fullestOf(grantsOf(project)) : undefined;
    return (
      fullest && (
        <Meter
          thin
          label={fullest.label}
          shared
          used={fullest.used}
          total={fullest.project}
          format={fullest.format}
        />
      )
    );
  },
};

export const STATE: Column<ConsoleProject> = {
  id: 'state',
  head: say.state,
  width: 180,
  sortable: true,
  phone: 'fact',
  cell: (project) => <StateChip {...projectWord(project)} />,
};

/** The end, as a warning where it is near as of `now`. */
export function endColumn(now: number): Column<ConsoleProject> {
  return {
    id: 'end',
    head: say.ends,
    width: 144,
    sortable: true,
    hideable: true,
    cell: (project) => {
      const { end_date: end, system_project: own } = project;
      if (own) return null;
      return endsIn(project, now) === undefined ? (
        <span className="sub num" title={exactTime(end)}>
          {date(end)}
        </span>
      ) : (
        <EndsSoon project={project} now={now} />
      );
    },
  };
}

/** The columns of one's own projects. */
export function useMyColumns(now: number, me: string): Column<ConsoleProject>[] {
  return useMemo(
    () => [
      NAME,
      STATE,
      {
        id: 'role',
        head: say.role,
        width: 140,
        hideable: true,
        phone: 'fact',
        cell: (project) => roleOf(project, me),
      },
      MEMBERS,
      endColumn(now),
      // What is last gives way first.
      USE,
    ],
    [now, me],
  );
}

/** The columns of those that anybody may ask to join. */
export function useOpenColumns(now: number): Column<ConsoleProject>[] {
  return useMemo(
    () => [
      NAME,
      OWNER,
      MEMBERS,
      {
        id: 'rule',
        head: say.joining,
        width: 190,
        hideable: true,
        phone: 'fact',
        cell: ({ join_policy: join, membership }) =>
          membership === null ? JOIN_WORDS[join] : <StateChip {...membershipWord(membership.state)} />,
      },
      endColumn(now),
    ],
    [now],
  );
}

function roleOf({ owner, membership, system_project: own }: ConsoleProject, me: string): string {
  if (own) return say.yourOwn;
  const parts = [
    ...(owner === me ? [say.owner] : []),
    ...(membership === null ? [] : [membershipWord(membership.state).word]),
  ];
  return parts.join(', ');
}

function ProjectLink({ project, reason }: { project: ConsoleProject; reason: string | undefined }) {
  const name = projectName(project);
  return (
    <Link
      data-row-link
      to="/projects/$id"
      params={{ id: project.id }}
      className="name-link"
      title={plainName(name)}
    >
      <ProjectTile name={name} size={28} />
      <span className="two-lines">
        <b className="cut">
          <Name of={name} />
        </b>
        <span className={reason === undefined ? 'cut hide-phone' : 'cut bad'}>
          {reason ?? (project.system_project ? say.ownMeans : plainName(project.description))}
        </span>
      </span>
    </Link>
  );
}

/** The chips of a project: its state, and beside it an end that is near. */
export function ProjectState({ project, now }: { project: ConsoleProject; now: number }) {
  return (
    <span className="row wrap-row near">
      <StateChip {...projectWord(project)} />
      <EndsSoon project={project} now={now} />
    </span>
  );
}

function EndsSoon({ project, now }: { project: ConsoleProject; now: number }) {
  const days = endsIn(project, now);
  return days !== undefined && <StateChip kind="warn" word={say.endsIn({ days })} icon={IconClock} />;
}
