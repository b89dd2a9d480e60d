import { IconShieldHalf } from '@tabler/icons-react';
import { say } from '#text/frame';
import { useSession } from '../api/use-session.ts';
import { lazyPart } from './lazy-part.tsx';
import { ProjectTile } from './project-tile.tsx';
import { useSet } from './use-set.ts';

const ProjectMenu = lazyPart<'ProjectMenu', object>(() => import('./frame-extras.tsx'), 'ProjectMenu', {
  waiting: <span className="project" />,
  missing: () => <span className="project" />,
});

/** Which project the page is about; in the administrators' pages it is the whole cloud. */
export function ProjectPlace() {
  const { name, projects } = useSession();
  if (useSet() === 'administration')
    return (
      <span className="project">
        <IconShieldHalf size={18} stroke={1.7} aria-hidden />
        {say.wholeCloud}
      </span>
    );
  if (projects.length > 1) return <ProjectMenu />;
  return (
    <span className="project">
      <ProjectTile name={name} />
      {say.ownProject}
    </span>
  );
}
