import type {
  AccountWords,
  ApplicationWords,
  MailVariables,
  PersonWords,
  ProjectWords,
} from './mail-variables.ts';

const person: PersonWords = {
  realname: 'Ada Sample',
  email: 'ada@sample.invalid',
  uuid: 'uuid-of-ada-sample',
};
const other: PersonWords = {
  realname: 'Bob Sample',
  email: 'bob@sample.invalid',
  uuid: 'uuid-of-bob-sample',
};
const account: AccountWords = {
  ...person,
  id: '700012345',
  first_name: 'Ada',
  last_name: 'Sample',
  is_active: true,
  level: 4,
  invitations: 3,
};
const project: ProjectWords = {
  uuid: 'uuid-of-the-sample-project',
  name: 'reserved.sample.invalid',
  realname: 'label.sample.invalid',
  owner: other,
};
const application: ApplicationWords = {
  id: '800012345',
  chain: { uuid: project.uuid, realname: project.realname },
  applicant: person,
  owner: other,
  name: project.name,
  issue_date: new Date('2031-02-03T04:05:06Z'),
  start_date: new Date('2031-02-04T00:00:00Z'),
  end_date: new Date('2032-02-04T00:00:00Z'),
  member_join_policy_display: 'moderated',
  member_leave_policy_display: 'auto',
  limit_on_members_number: 12n,
  projectresourcegrant_set: { all: ['cyclades.vm: 4 a member, 12 in all'] },
  comments: 'sample comment',
  response: 'sample response',
  response_actor: other,
};
const url = 'https://sample.invalid/ui/link?key=sample-key';

/** What a text of each mail is tried with, before the first person gets one. */
export const sampleVariables: MailVariables = {
  'im/activation_email.txt': { user: person, url },
  'im/account_pending_moderation_notification.txt': { user: account },
  'im/account_activated_notification.txt': {
    user: { ...account, accepted_policy: 'manual', provider: 'local' },
  },
  'im/welcome_email.txt': { user: person, url },
  'im/invitation.txt': { invitation: { realname: person.realname, inviter: other }, url },
  'im/feedback_mail.txt': {
    user: { ...person, uuid: 'uuid-of-ada-sample' },
    message: 'sample message',
    data: 'sample data',
  },
  'im/switch_accounts_email.txt': { user: person, url },
  'im/plain_email.txt': { user: person, text: 'sample text' },
  'im/application_approved_admin_email.txt': { application, previous_state: 'Pending' },
  'im/projects/project_creation_notification.txt': { object: application },
  'im/projects/project_modification_notification.txt': { object: application },
  'im/projects/project_approval_notification.txt': { object: application },
  'im/projects/project_denial_notification.txt': { object: application },
  'im/projects/project_reopening_notification.txt': { object: application },
  'im/projects/project_termination_notification.txt': { object: project },
  'im/projects/project_reinstatement_notification.txt': { object: project },
  'im/projects/project_ending_notification.txt': {
    user: person,
    projects: [{ realname: project.realname, end_date: new Date('2031-02-04T00:00:00Z'), days: 3, url }],
  },
  'im/projects/project_suspension_notification.txt': { object: project },
  'im/projects/project_unsuspension_notification.txt': { object: project },
  'im/projects/project_membership_request_notification.txt': { object: project, user: person },
  'im/projects/project_membership_leave_request_notification.txt': { object: project, user: person },
  'im/projects/project_membership_change_notification.txt': {
    object: project,
    user: person,
    action: 'unsuspended',
  },
  'im/projects/project_membership_enroll_notification.txt': { object: project, user: person },
  'registration/password_email.txt': { user: person, url },
  'registration/email_change_email_new_email.txt': { user: person, new_email: 'new@sample.invalid', url },
  'registration/email_change_email_old_email.txt': { user: person, new_email: 'new@sample.invalid' },
};
