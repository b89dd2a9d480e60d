import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { say } from '#text/projects';
import { projectQuery } from '../../../api/project-pages.ts';
import { Crumbs } from '../../../parts/crumbs.tsx';
import { NothingHere } from '../../../parts/load-error.tsx';
import { Loaded } from '../../../parts/loaded.tsx';
import { PageHead } from '../../../parts/page-head.tsx';
import { RowsSkeleton } from '../../../parts/skeletons.tsx';
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
            <ProjectForm key={project.id} project={project} />
          </>
        ) : (
          <NothingHere />
        )
      }
    </Loaded>
  );
}
