import { z } from 'zod';
import {
  applicationStates,
  membershipActions,
  type MembershipState,
  membershipStates,
  policies,
  projectStates,
} from './project-words.ts';
import { int64 } from './scalars.ts';

/* Documents of projects, applications and memberships (spec/identity 1.8 to 1.10), and those that the console has beside them. */

/** What a project grants of one resource: to each member, and to all of them together. */
export const Capacities = z.object({ member_capacity: int64, project_capacity: int64 });
export type Capacities = z.infer<typeof Capacities>;

const Resources = z.record(z.string(), Capacities);

/** An application; of one that changes a project, what stays as it is is null, and `resources` has only those asked for. */
export const ApplicationDocument = z.object({
  id: int64,
  state: z.enum(applicationStates),
  name: z.string().nullable(),
  owner: z.string().nullable(),
  applicant: z.string(),
  homepage: z.string().nullable(),
  description: z.string().nullable(),
  start_date: z.string().nullable(),
  end_date: z.string().nullable(),
  comments: z.string().nullable(),
  join_policy: z.enum(policies).nullable(),
  leave_policy: z.enum(policies).nullable(),
  max_members: int64.nullable(),
  private: z.boolean().nullable(),
  resources: Resources,
});
export type ApplicationDocument = z.infer<typeof ApplicationDocument>;

/** A project as it is now. `last_application` and `deactivation_date` are for its owner and for administrators of projects. */
export const ProjectDocument = z.object({
  id: z.string(),
  name: z.string(),
  state: z.enum(projectStates),
  owner: z.string().nullable(),
  creation_date: z.string(),
  end_date: z.string(),
  homepage: z.string(),
  description: z.string(),
  join_policy: z.enum(policies),
  leave_policy: z.enum(policies),
  max_members: int64,
  private: z.boolean(),
  system_project: z.boolean(),
  resources: Resources,
  last_application: ApplicationDocument.optional(),
  deactivation_date: z.string().optional(),
});
export type ProjectDocument = z.infer<typeof ProjectDocument>;

export const ProjectsReply = z.array(ProjectDocument);

/** The answer to an application: the project that it is about, and its number. */
export const AppliedReply = z.object({ id: z.string(), application: int64 });

/** A membership; under the name of each state that it ever had stands when it had it the last time. */
export const MembershipDocument = z
  .object({
    id: int64,
    user: z.string(),
    project: z.string(),
    state: z.enum(membershipStates),
    allowed_actions: z.array(z.enum(membershipActions)),
  })
  .extend(
    Object.fromEntries(membershipStates.map((state) => [state, z.string().optional()])) as Record<
      MembershipState,
      z.ZodOptional<z.ZodString>
    >,
  );
export type MembershipDocument = z.infer<typeof MembershipDocument>;

export const MembershipsReply = z.array(MembershipDocument);

export const MembershipIdReply = z.object({ id: int64 });

/** What is used of a resource, of what may be. */
export const Usage = z.object({ usage: int64, limit: int64 });

/** A project as the console shows it: with what only a second question would tell. */
export const ConsoleProject = ProjectDocument.extend({
  owner_email: z.string().nullable(),
  /** Memberships that count for `max_members`, and those who wait for an answer. */
  members: z.number(),
  requests: z.number(),
  /** The caller's own, if there ever was one. */
  membership: MembershipDocument.nullable(),
  /** Whether the caller may accept and remove members and apply for changes. */
  manages: z.boolean(),
  /** Whoever manages it wants no later end: nobody is reminded. Of projects that others manage always false. */
  renewal_declined: z.boolean(),
  /** What all members use together, by resource. */
  usage: z.record(z.string(), Usage),
});
export type ConsoleProject = z.infer<typeof ConsoleProject>;

export const ConsoleProjectsReply = z.object({
  projects: z.array(ConsoleProject),
  /** Whether the caller decides applications. */
  decides: z.boolean(),
});
export type ConsoleProjectsReply = z.infer<typeof ConsoleProjectsReply>;

/** A member as those see him who manage the project. */
export const ConsoleMember = MembershipDocument.extend({
  email: z.string(),
  name: z.string(),
  usage: z.record(z.string(), Usage),
});
export type ConsoleMember = z.infer<typeof ConsoleMember>;

export const ConsoleMembersReply = z.object({ members: z.array(ConsoleMember) });

/** An application as those see it who decide it or sent it. */
export const ConsoleApplication = ApplicationDocument.extend({
  project: z.string(),
  project_name: z.string(),
  project_state: z.enum(projectStates),
  /** Asks for a new project, not for a change of one. */
  is_new: z.boolean(),
  /** Asks for a later end, and for nothing else. */
  is_extension: z.boolean(),
  applicant_email: z.string(),
  owner_email: z.string().nullable(),
  issued: z.string(),
  /** Why it was denied, when and by whom it was decided; null while it was not. By command has no e-mail. */
  response: z.string().nullable(),
  decided: z.string().nullable(),
  decided_by: z.string().nullable(),
});
export type ConsoleApplication = z.infer<typeof ConsoleApplication>;

export const ConsoleApplicationsReply = z.object({ applications: z.array(ConsoleApplication) });

/** By resource, over all projects: what is used, what they may use together, and how many may use it without a limit. */
export const ResourceTotalsReply = z.object({
  resources: z.record(z.string(), z.object({ used: int64, granted: int64, unlimited: z.number() })),
});
export type ResourceTotalsReply = z.infer<typeof ResourceTotalsReply>;

/** What was used of a resource from each time on; before the first of them nothing. */
export const UsageHistoryReply = z.object({
  since: z.string(),
  until: z.string(),
  points: z.array(z.object({ at: z.string(), usage: int64 })),
});
export type UsageHistoryReply = z.infer<typeof UsageHistoryReply>;
