import type {
  ApplicationDocument,
  Capacities,
  MembershipDocument,
  ProjectDocument,
} from '#contract/projects';
import { isoTime } from '#contract/scalars';
import type { Actor } from '../../domain/projects/actor.ts';
import { allowedActions } from '../../domain/projects/membership-rules.ts';
import type { ApplicationDetails, ProjectDetails } from '../../domain/projects/project-details.ts';
import { applicationState, membershipState, nameOf, policy, projectState } from '../../domain/states.ts';
import type { MembershipView } from '../../store/projects/memberships.ts';

/** A project as the API shows it: hidden resources are left out, and what only those see who manage it (spec/identity 1.8). */
export function projectDocument({ project, quotas, managed }: ProjectDetails): ProjectDocument {
  const { deactivatedAt } = project;
  const lastApplication = managed?.lastApplication;
  return {
    id: project.uuid,
    name: project.realname,
    state: nameOf(projectState, project.state),
    owner: project.ownerUuid,
    creation_date: isoTime(project.createdAt),
    end_date: isoTime(project.endAt),
    homepage: project.homepage,
    description: project.description,
    join_policy: nameOf(policy, project.joinPolicy),
    leave_policy: nameOf(policy, project.leavePolicy),
    max_members: project.maxMembers,
    private: project.private,
    system_project: project.isBase,
    resources: capacitiesOf(quotas),
    ...(lastApplication === undefined ? {} : { last_application: applicationDocument(lastApplication) }),
    ...(managed === undefined || deactivatedAt === null ? {} : { deactivation_date: isoTime(deactivatedAt) }),
  };
}

export function applicationDocument({
  application,
  quotas,
  applicant,
  owner,
}: ApplicationDetails): ApplicationDocument {
  const { joinPolicy, leavePolicy } = application;
  return {
    id: application.id,
    state: nameOf(applicationState, application.state),
    name: application.name,
    owner: owner?.uuid ?? null,
    applicant: applicant.uuid,
    homepage: application.homepage,
    description: application.description,
    start_date: timeOf(application.startAt),
    end_date: timeOf(application.endAt),
    comments: application.comments,
    join_policy: joinPolicy === null ? null : nameOf(policy, joinPolicy),
    leave_policy: leavePolicy === null ? null : nameOf(policy, leavePolicy),
    max_members: application.maxMembers,
    private: application.private,
    resources: capacitiesOf(quotas),
  };
}

/** A membership with what the actor may do to it now. */
export function membershipDocument(membership: MembershipView, actor: Actor): MembershipDocument {
  const times = Object.entries(membership.entered).map(([state, at]) => [
    nameOf(membershipState, Number(state)),
    isoTime(new Date(at)),
  ]);
  return {
    id: membership.id,
    user: membership.userUuid,
    project: membership.projectUuid,
    state: nameOf(membershipState, membership.state),
    allowed_actions: allowedActions(membership, actor),
    ...(Object.fromEntries(times) as object),
  };
}

function capacitiesOf(
  rows: readonly { resource: string; apiVisible: boolean; projectCapacity: bigint; memberCapacity: bigint }[],
): Record<string, Capacities> {
  return Object.fromEntries(
    rows
      .filter(({ apiVisible }) => apiVisible)
      .map(({ resource, memberCapacity, projectCapacity }) => [
        resource,
        { member_capacity: memberCapacity, project_capacity: projectCapacity },
      ]),
  );
}

export function timeOf(time: Date | null): string | null {
  return time === null ? null : isoTime(time);
}
