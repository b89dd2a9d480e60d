import { useQuery } from '@tanstack/react-query';
import { say } from '#text/projects';
import type { ConsoleProject } from '#contract/projects';
import { projectApplicationsQuery } from '../../api/project-pages.ts';
import { limitOf, quotasQuery } from '../../api/quota.ts';
import { CopyIcon } from '../../parts/copy-icon.tsx';
import { FactsCard, WithSide } from '../../parts/detail-page.tsx';
import { Meter } from '../../parts/meter.tsx';
import { Name } from '../../parts/name.tsx';
import { date } from '../../text/format.ts';
import { grantsOf, JOIN_WORDS, LEAVE_WORDS } from '../../text/project-words.ts';
import { ApplicationCard } from './application-card.tsx';
import { useThisProject } from './project-context.ts';
import css from './projects.module.css';
import { Renewal } from './renewal.tsx';

/** What a project grants and how much of it is used, what it is for, and its rules. */
export function ProjectOverview() {
  const project = useThisProject();
  return (
    <WithSide side={<ProjectFacts project={project} />}>
      <OpenApplication project={project} />
      <Renewal project={project} />
      <Grants project={project} />
      {!project.system_project && <Purpose project={project} />}
    </WithSide>
  );
}

/** What waits for an administrator, or was denied: the person has to know before all else. */
function OpenApplication({ project: { id, last_application: last } }: { project: ConsoleProject }) {
  const isOpen = last?.state === 'pending' || last?.state === 'denied';
  const { data } = useQuery({ ...projectApplicationsQuery(id), enabled: isOpen });
  const application = data?.find((each) => each.id === last?.id);
  if (!isOpen || application === undefined) return null;
  return <ApplicationCard application={application} isLast />;
}

function Grants({ project }: { project: ConsoleProject }) {
  const { id, membership, system_project: own } = project;
  const isMember = own || membership?.state === 'accepted' || membership?.state === 'leave_requested';
  const { data: quotas } = useQuery({ ...quotasQuery(id), enabled: isMember });
  const grants = grantsOf(project);
  const mineOf = (resource: string) => quotas?.get(id)?.get(resource)?.usage ?? 0;
  return (
    <section className="card pad" aria-label={say.resources}>
      <h2 className="h2">{say.resources}</h2>
      {grants.length === 0 && <p className="sub under-head">{say.noResources}</p>}
      <div className={`meters ${css.above}`}>
        {grants.map((grant) => (
          <Meter
            key={grant.name}
            label={grant.label}
            shared={!isMember}
            used={isMember ? mineOf(grant.name) : grant.used}
            others={isMember ? Math.max(0, grant.used - mineOf(grant.name)) : 0}
            total={grant.project}
            format={grant.format}
            {...(own ? {} : { note: say.eachMember({ limit: grant.format(grant.member) }) })}
          />
        ))}
      </div>
      {grants.some(({ project: all }) => Number.isFinite(all)) && (
        <div className="legend">
          {isMember && (
            <span>
              <i className="mine" />
              {say.yours}
            </span>
          )}
          {!own && (
            <span>
              <i className="others" />
              {isMember ? say.otherMembers : say.ofMembers}
            </span>
          )}
        </div>
      )}
    </section>
  );
}

function Purpose({ project: { description, homepage } }: { project: ConsoleProject }) {
  return (
    <section className="card pad" aria-label={say.purposeWord}>
      <h2 className="h2">{say.purposeWord}</h2>
      <p className="sub under-head">{description === '' ? say.noPurpose : <Name of={description} />}</p>
      {/^https?:\/\//.test(homepage) && (
        <p className="under-head">
          <a href={homepage} className="link" rel="noreferrer" target="_blank">
            {homepage}
          </a>
        </p>
      )}
    </section>
  );
}

function ProjectFacts({ project }: { project: ConsoleProject }) {
  const own = project.system_project;
  return (
    <FactsCard
      title={say.facts}
      facts={[
        !own && [say.owner, project.owner_email ?? say.nobody],
        !own && [
          say.members,
          say.membersOf({ members: project.members, most: limitOf(project.max_members) }),
        ],
        !own && [say.joining, JOIN_WORDS[project.join_policy]],
        !own && [say.leaving, LEAVE_WORDS[project.leave_policy]],
        !own && [say.seenBy, project.private ? say.seenByMembers : say.seenByAll],
        [say.began, date(project.creation_date)],
        !own && [say.ends, date(project.end_date)],
        [
          say.apiState,
          <span key="state" className="mono">
            {project.state}
          </span>,
        ],
        [
          say.id,
          <span key="id" className="row tight push-end">
            <span className="mono tiny cut">{project.id}</span>
            <CopyIcon text={project.id} name={say.id} />
          </span>,
        ],
      ]}
    />
  );
}
