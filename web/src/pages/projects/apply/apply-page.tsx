import { useQuery } from '@tanstack/react-query';
import { useParams, useSearch } from '@tanstack/react-router';
import { say } from '#text/projects';
import { projectQuery } from '../../../api/project-pages.ts';
import type { ConsoleProject } from '#contract/projects';
import { Crumbs } from '../../../parts/crumbs.tsx';
import { NothingHere } from '../../../parts/load-error.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { PageHead } from '../../../parts/page-head.tsx';
import { RowsSkeleton } from '../../../parts/skeletons.tsx';
import { plainName } from '../../../text/plain-name.ts';
import { ProjectForm } from './project-form.tsx';

/** An application for a new project. */
export function ApplyPage() {
  return (
    <>
      <Crumbs list="/projects" word={say.title} name={say.new} />
      <PageHead title={say.askTitle} below={say.askHow} />
      <ProjectForm />
    </>
  );
}

/** The same for a change of a project: what it is now stands in the fields. */
export function ChangePage() {
  const { id } = useParams({ from: '/inside/projects/$id/change' });
  const { more = '' } = useSearch({ from: '/inside/projects/$id/change' });
  return (
    <Loaded
      of={useQuery({ ...projectQuery(id), refetchInterval: false })}
      failed={{ title: say.oneNotLoaded, heading: true }}
      waiting={<RowsSkeleton rows={5} />}
    >
      {(project) =>
        project.manages ? (
          <>
            <Crumbs list="/projects" word={say.title} name={project.name} />
            <PageHead title={say.changeTitle} below={say.changeHow} />
            <ProjectForm key={project.id} project={project} more={more} />
          </>
        ) : more === '' ? (
          <NothingHere />
        ) : (
          <MoreElsewhere project={project} more={more} />
        )
      }
    </Loaded>
  );
}

/** Of a project that one may not change: who may, and a project of one's own with as much as was asked for. */
function MoreElsewhere({ project, more }: { project: ConsoleProject; more: string }) {
  const { system_project: own, owner_email: owner } = project;
  return (
    <>
      <Crumbs list="/projects" word={say.title} name={say.new} />
      <PageHead
        title={say.askTitle}
        below={
          own || owner === null
            ? say.ownStays
            : say.ownerAsks({
                project: plainName(project.name),
                owner: (
                  <a className="link" href={`mailto:${encodeURIComponent(owner)}`}>
                    {plainName(owner)}
                  </a>
                ),
              })
        }
      />
      <ProjectForm more={more} />
    </>
  );
}
