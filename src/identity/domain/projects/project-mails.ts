import type { Application } from '../../store/projects/applications.ts';
import type { Project } from '../../store/projects/projects.ts';
import type { Store } from '../../store/store.ts';
import { personWords } from '../mails/account-mails.ts';
import type { OutgoingMail } from '../mails/mail-composer.ts';
import type { ApplicationWords, MembershipAction, ProjectWords } from '../mails/mail-variables.ts';
import { queueMails } from '../mails/queue-mails.ts';
import type { Identity } from '../identity.ts';
import { formatAmount } from '../quota/units.ts';
import { policyWords } from './policy-words.ts';
import { type ApplicationDetails, applicationDetails } from './project-details.ts';

/* Who is told of what happens to projects (spec/identity 4.7). All mails stand in the transaction of what they tell of. */

/** A new application: those are told who decide. */
export async function tellOfApplication(
  identity: Identity,
  tx: Store,
  project: Project,
  application: Application,
  isNew: boolean,
): Promise<void> {
  const { words } = await applicationWords(tx, project, application);
  const template = isNew
    ? 'im/projects/project_creation_notification.txt'
    : 'im/projects/project_modification_notification.txt';
  await queueMails(identity, tx, [{ template, variables: { object: words } }]);
}

/** A decision: the applicant is told, of an approval those as well who watch over projects. */
export async function tellOfDecision(
  identity: Identity,
  tx: Store,
  { project, application, before }: { project: Project; application: Application; before: string },
  action: 'approve' | 'deny',
): Promise<void> {
  const { words, details } = await applicationWords(tx, project, application);
  const to = details.applicant.email;
  const variables = { object: words };
  await queueMails(
    identity,
    tx,
    action === 'deny'
      ? [{ template: 'im/projects/project_denial_notification.txt', to, variables }]
      : [
          {
            template: 'im/application_approved_admin_email.txt',
            variables: { application: words, previous_state: before },
          },
          { template: 'im/projects/project_approval_notification.txt', to, variables },
        ],
  );
}

/** A decision that was taken back: the applicant was told of it, and is told that the application waits again. */
export async function tellOfReopening(
  identity: Identity,
  tx: Store,
  project: Project,
  application: Application,
): Promise<void> {
  const { words, details } = await applicationWords(tx, project, application);
  const to = details.applicant.email;
  const template = 'im/projects/project_reopening_notification.txt';
  await queueMails(identity, tx, [{ template, to, variables: { object: words } }]);
}

const STATE_MAILS = {
  suspend: 'im/projects/project_suspension_notification.txt',
  unsuspend: 'im/projects/project_unsuspension_notification.txt',
  terminate: 'im/projects/project_termination_notification.txt',
  reinstate: 'im/projects/project_reinstatement_notification.txt',
} as const;

/** Projects that were stopped, ended or let go on: their owners are told; what people have of themselves has none. */
export async function tellOwners(
  identity: Identity,
  tx: Store,
  projects: readonly Project[],
  action: keyof typeof STATE_MAILS,
): Promise<void> {
  const owned = await projectWords(tx, projects);
  await queueMails(
    identity,
    tx,
    owned.flatMap((object) =>
      object.owner === null
        ? []
        : [{ template: STATE_MAILS[action], to: object.owner.email, variables: { object } }],
    ),
  );
}

/** Somebody asks to join or to leave: the owner is told. */
export async function tellOwnerOfRequest(
  identity: Identity,
  tx: Store,
  project: Project,
  userId: bigint,
  request: 'join' | 'leave',
): Promise<void> {
  const [object] = await projectWords(tx, [project]);
  const [user] = await tx.accounts.byIds([userId]);
  if (object === undefined || object.owner === null || user === undefined) return;
  const template =
    request === 'join'
      ? 'im/projects/project_membership_request_notification.txt'
      : 'im/projects/project_membership_leave_request_notification.txt';
  const to = object.owner.email;
  await queueMails(identity, tx, [{ template, to, variables: { object, user: personWords(user) } }]);
}

/** What became of somebody's memberships: he is told, once for each project. */
export async function tellMember(
  identity: Identity,
  tx: Store,
  projects: readonly Project[],
  userId: bigint,
  action: MembershipAction | 'enrolled',
): Promise<void> {
  const [user] = await tx.accounts.byIds([userId]);
  if (user === undefined) return;
  const words = personWords(user);
  const mails = (await projectWords(tx, projects)).map((object): OutgoingMail => {
    const variables = { object, user: words };
    return action === 'enrolled'
      ? { template: 'im/projects/project_membership_enroll_notification.txt', to: user.email, variables }
      : {
          template: 'im/projects/project_membership_change_notification.txt',
          to: user.email,
          variables: { ...variables, action },
        };
  });
  await queueMails(identity, tx, mails);
}

async function projectWords(tx: Store, projects: readonly Project[]): Promise<ProjectWords[]> {
  const owners = await tx.accounts.byIds([...new Set(projects.flatMap(({ ownerId }) => ownerId ?? []))]);
  const byId = new Map(owners.map((owner) => [owner.id, personWords(owner)]));
  return projects.map(({ uuid, name, realname, ownerId }) => ({
    uuid,
    name,
    realname,
    owner: (ownerId === null ? undefined : byId.get(ownerId)) ?? null,
  }));
}

async function applicationWords(
  tx: Store,
  project: Project,
  application: Application,
): Promise<{ words: ApplicationWords; details: ApplicationDetails }> {
  const [details] = await applicationDetails(tx, [application]);
  const units = new Map((await tx.catalog.resources()).map(({ name, unit }) => [name, unit]));
  const { applicant, owner, decidedBy, quotas } = details!;
  const { joinPolicy, leavePolicy } = application;
  const words = {
    id: String(application.id),
    chain: { uuid: project.uuid, realname: project.realname },
    applicant: personWords(applicant),
    owner: owner === null ? null : personWords(owner),
    name: application.name,
    issue_date: application.issuedAt,
    start_date: application.startAt,
    end_date: application.endAt,
    member_join_policy_display: joinPolicy === null ? null : policyWords(joinPolicy),
    member_leave_policy_display: leavePolicy === null ? null : policyWords(leavePolicy),
    limit_on_members_number: application.maxMembers,
    projectresourcegrant_set: {
      all: quotas.map(({ resource, memberCapacity, projectCapacity }) => {
        const show = (amount: bigint): string => formatAmount(amount, units.get(resource) ?? null, 'auto');
        return `${resource}: ${show(memberCapacity)} a member, ${show(projectCapacity)} in all`;
      }),
    },
    comments: application.comments,
    response: application.response,
    response_actor: decidedBy === null ? null : personWords(decidedBy),
  };
  return { words, details: details! };
}
