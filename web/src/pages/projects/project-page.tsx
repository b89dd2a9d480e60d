import { useQuery } from '@tanstack/react-query';
import { Outlet, useParams } from '@tanstack/react-router';
import { say } from '#text/projects';
import type { ConsoleProject } from '#contract/projects';
import { projectQuery } from '../../api/project-pages.ts';
import { limitOf } from '../../api/quota.ts';
import { ProjectTile } from '../../frame/project-tile.tsx';
import { useNow } from '../../live/use-now.ts';
import { DetailPage } from '../../parts/detail-page.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { PageSkeleton } from '../../parts/skeletons.tsx';
import { Tabs } from '../../parts/tabs.tsx';
import { date } from '../../text/format.ts';
import { projectName } from '../../text/project-words.ts';
import { ProjectState } from './project-columns.tsx';
import { ProjectContext } from './project-context.ts';
import { OwnMembership } from './own-membership.tsx';

/** One project: what it grants, who is in it, and what was asked about it. */
export function ProjectPage() {
  const { id } = useParams({ from: '/inside/projects/$id' });
  return (
    <Loaded
      of={useQuery(projectQuery(id))}
      failed={{ title: say.oneNotLoaded, heading: true }}
      waiting={<PageSkeleton title={say.projectWord} />}
    >
      {(project) => <KnownProject project={project} />}
    </Loaded>
  );
}

function KnownProject({ project }: { project: ConsoleProject }) {
  const { members, max_members: most, end_date: end, system_project: own, owner_email: owner } = project;
  const name = projectName(project);
  return (
    <ProjectContext value={project}>
      <DetailPage
        of={{ list: '/projects', word: say.title }}
        name={name}
        tile={<ProjectTile name={name} size={46} />}
        state={<ProjectState project={project} now={useNow()} />}
        facts={
          own
            ? [say.yourOwn]
            : [owner ?? '', say.memberCount({ members, most: limitOf(most) }), say.until({ day: date(end) })]
        }
        actions={!own && <OwnMembership project={project} />}
        tabs={<ProjectTabs project={project} />}
      >
        <Outlet />
      </DetailPage>
    </ProjectContext>
  );
}

/** Who does not manage a project sees the first of its tabs alone, which needs no list of them. */
function ProjectTabs({
  project: { id, manages, requests, system_project: own },
}: {
  project: ConsoleProject;
}) {
  if (!manages || own) return null;
  const params = { id };
  return (
    <Tabs
      label={say.about}
      tabs={[
        { to: '/projects/$id', params, label: say.overview },
        {
          to: '/projects/$id/members',
          params,
          label: say.members,
          ...(requests > 0 ? { count: requests } : {}),
        },
        { to: '/projects/$id/usage', params, label: say.usage },
        { to: '/projects/$id/changes', params, label: say.changes },
      ]}
    />
  );
}
