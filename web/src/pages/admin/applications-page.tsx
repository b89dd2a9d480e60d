import { useQuery } from '@tanstack/react-query';
import { Link, useSearch } from '@tanstack/react-router';
import { IconChecks } from '@tabler/icons-react';
import { say } from '#text/projects';
import type { ConsoleApplication } from '#contract/projects';
import { pendingApplicationsQuery } from '../../api/project-pages.ts';
import { useNow } from '../../live/use-now.ts';
import { Empty } from '../../parts/empty.tsx';
import { Loaded } from '../../parts/loaded.tsx';
import { Name } from '../../parts/name.tsx';
import { PageHead } from '../../parts/page-head.tsx';
import { ago } from '../../text/format.ts';
import { plainName } from '../../text/plain-name.ts';
import { ApplicationReview } from './application-review.tsx';
import css from '../projects/projects.module.css';

/** What waits for a decision, the oldest first; beside the list the one that is looked at. */
export function ApplicationsPage() {
  const asked = useQuery(pendingApplicationsQuery);
  return (
    <>
      <PageHead
        title={say.applications}
        {...(asked.data === undefined || asked.data.length === 0
          ? {}
          : { below: say.waitingCount({ count: asked.data.length }) })}
      />
      <Loaded
        of={asked}
        failed={{ title: say.applicationsNotLoaded }}
        empty={
          <Empty icon={IconChecks} title={say.nothingWaits}>
            {say.nothingWaitsMeans}
          </Empty>
        }
        card
      >
        {(applications) => <Decide applications={applications} />}
      </Loaded>
    </>
  );
}

function Decide({ applications }: { applications: ConsoleApplication[] }) {
  const { application: wanted } = useSearch({ from: '/inside/deciding/admin/applications' });
  const now = useNow();
  const chosen = applications.find(({ id }) => String(id) === wanted) ?? applications[0];
  return (
    <div className={css.decide}>
      <nav className="card clip" aria-label={say.waitingApplications}>
        {applications.map((application) => (
          <Link
            key={String(application.id)}
            to="/admin/applications"
            search={{ application: String(application.id) }}
            className={`list-row ${css.choice}`}
            activeProps={{}}
            aria-current={application === chosen ? 'true' : undefined}
          >
            <span className="two-lines grow">
              <b className="cut">
                <Name of={application.project_name} />
              </b>
              <span className="cut">
                {say.fromSince({
                  who: plainName(application.applicant_email),
                  when: ago(application.issued, now),
                })}
              </span>
            </span>
            <span className="tag">{application.is_new ? say.newProject : say.change}</span>
          </Link>
        ))}
      </nav>
      {chosen !== undefined && <ApplicationReview key={String(chosen.id)} application={chosen} />}
    </div>
  );
}
