import { useQuery } from '@tanstack/react-query';
import { IconFileText } from '@tabler/icons-react';
import { say } from '#text/projects';
import { projectApplicationsQuery } from '../../api/project-pages.ts';
import { Empty } from '../../parts/empty.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { ApplicationCard } from './application-card.tsx';
import { useThisProject } from './project-context.ts';

/** All that was ever asked for about a project, the newest first. */
export function ProjectChanges() {
  const { id, last_application: last } = useThisProject();
  return (
    <Loaded
      of={useQuery(projectApplicationsQuery(id))}
      failed={{ title: say.applicationsNotLoaded }}
      empty={
        <Empty icon={IconFileText} title={say.noApplications}>
          {say.noApplicationsWhy}
        </Empty>
      }
      card
    >
      {(applications) => (
        <div className="grid close">
          {applications.map((application) => (
            <ApplicationCard
              key={String(application.id)}
              application={application}
              isLast={application.id === last?.id}
            />
          ))}
        </div>
      )}
    </Loaded>
  );
}
