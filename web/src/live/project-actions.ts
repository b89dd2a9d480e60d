import { useQueryClient } from '@tanstack/react-query';
import type { ApplicationAction, MembershipAction, ProjectAction } from '#contract/project-words';
import type { ConsoleApplication } from '#contract/projects';
import { keys, readAgain } from '../api/keys.ts';
import { projectPages, projects } from '../api/services.ts';

type Wanted = Parameters<typeof projects.apply>[0];

/** What can be done with projects, applications and memberships. Each shows what it changed, and throws what was refused. */
export function useProjectActions() {
  const client = useQueryClient();
  const changed = () => readAgain(client, keys.projects, keys.session, keys.quotas());
  /** Refused, too, what is shown may be older than what somebody else did. */
  const done = async <Answer>(work: Promise<Answer>): Promise<Answer> => {
    try {
      return await work;
    } finally {
      await changed();
    }
  };
  return {
    /** Applies for a new project, or for a change of one; answers its id. */
    apply: async (wanted: Wanted, change?: string): Promise<string> => {
      const work = change === undefined ? projects.apply(wanted) : projects.applyForChange(change, wanted);
      return (await done(work)).id;
    },
    join: async (project: string): Promise<void> => {
      await done(projects.join(project));
    },
    /** Joins a project that one manages: the request that its rules may want is one's own to accept. */
    enter: (project: string): Promise<void> =>
      done(
        (async () => {
          const membership = await projects.membership(await projects.join(project));
          if (membership.allowed_actions.includes('accept'))
            await projects.actOnMembership(membership.id, 'accept');
        })(),
      ),
    enroll: async (project: string, email: string): Promise<void> => {
      await done(projects.enroll(project, email));
    },
    actOnMember: (id: bigint, action: MembershipAction): Promise<void> =>
      done(projects.actOnMembership(id, action)),
    actOnApplication: (
      { project, id }: Pick<ConsoleApplication, 'project' | 'id'>,
      action: ApplicationAction,
      reason = '',
    ): Promise<void> => done(projects.actOnApplication(project, id, action, reason)),
    setRenewal: (project: string, renews: boolean): Promise<void> =>
      done(projectPages.setRenewal(project, renews)),
    actOnProject: (project: string, action: ProjectAction, reason = ''): Promise<void> =>
      done(projects.actOnProject(project, action, reason)),
  };
}
