import { Link } from '@tanstack/react-router';
import { say } from '#text/users';
import type { MembershipState } from '#contract/project-words';
import type { Account } from '../../../api/users.ts';
import { Name } from '../../../parts/name.tsx';
import { StateChip } from '../../../parts/state-chip.tsx';
import { membershipWord } from '../../../text/project-words.ts';

/** Projects that the account is in, or owns; the one of itself stands with its quota. */
export function UserProjects({ account }: { account: Account }) {
  const memberships = account.memberships.filter(({ project }) => project !== account.uuid);
  const owned = account.owned.filter(({ project }) => project !== account.uuid);
  const isOwner = (project: string) => owned.some((each) => each.project === project);
  const only = owned.filter(({ project }) => !memberships.some((each) => each.project === project));
  return (
    <section className="card clip" aria-label={say.projects}>
      <div className="card-head">
        <h2 className="h2">{say.projects}</h2>
      </div>
      {memberships.length + only.length === 0 && <p className="sub pad">{say.noProjects}</p>}
      {memberships.map(({ project, name, state }) => (
        <div key={project} className="list-row">
          <ProjectLink project={project} name={name} />
          {isOwner(project) && <span className="tag">{say.owner}</span>}
          <span className="push">
            <StateChip {...membershipWord(state as MembershipState)} />
          </span>
        </div>
      ))}
      {only.map(({ project, name }) => (
        <div key={project} className="list-row">
          <ProjectLink project={project} name={name} />
          <span className="tag push">{say.owner}</span>
        </div>
      ))}
    </section>
  );
}

function ProjectLink({ project, name }: { project: string; name: string }) {
  return (
    <Link to="/projects/$id" params={{ id: project }} className="name-link cut">
      <b>
        <Name of={name} />
      </b>
    </Link>
  );
}
