import type { TemplateName } from './mail-variables.ts';
import type { RecipientSetting } from './recipients.ts';

/** What is fixed about the mails of one template; the text is a file, which the operator may replace. */
export interface MailTemplate {
  /** Of one line, in the language of templates; given what the text is given. */
  subject: string;
  /** What the text must show: without it the mail would be of no use. */
  shows: readonly string[];
  /** Who gets it where nobody is named. */
  recipients?: RecipientSetting;
  /** Strangers can have it sent to anybody: one recipient gets so many an hour (I24). */
  bounded?: true;
}

const PROJECT = ['object.realname'];

/** All mails there are, by the path of their template (spec/identity 3.11, 4.7). */
export const mailTemplates: Readonly<Record<TemplateName, MailTemplate>> = {
  'im/activation_email.txt': {
    subject: '{{ BRANDING_SERVICE_NAME }} account verification',
    shows: ['url'],
    bounded: true,
  },
  'im/account_pending_moderation_notification.txt': {
    subject: '{{ BRANDING_SERVICE_NAME }} account created ({{ user.email }})',
    shows: ['user.email', 'user.id'],
    recipients: 'ACCOUNT_PENDING_MODERATION_RECIPIENTS',
  },
  'im/account_activated_notification.txt': {
    subject: '{{ BRANDING_SERVICE_NAME }} account activated ({{ user.email }})',
    shows: ['user.email'],
    recipients: 'ACCOUNT_ACTIVATED_RECIPIENTS',
  },
  'im/welcome_email.txt': { subject: 'Welcome to {{ BRANDING_SERVICE_NAME }}', shows: ['url'] },
  'im/invitation.txt': {
    subject: 'Invitation to {{ BRANDING_SERVICE_NAME }}',
    shows: ['url'],
    bounded: true,
  },
  'im/feedback_mail.txt': {
    subject: 'Feedback from {{ BRANDING_SERVICE_NAME }}',
    shows: ['message', 'user.email'],
    recipients: 'FEEDBACK_NOTIFICATIONS_RECIPIENTS',
  },
  'im/switch_accounts_email.txt': {
    subject: 'Account linking on {{ BRANDING_SERVICE_NAME }}',
    shows: ['url'],
    bounded: true,
  },
  'im/plain_email.txt': { subject: 'New e-mail from {{ BRANDING_SERVICE_NAME }}', shows: ['text'] },
  'im/application_approved_admin_email.txt': {
    subject: '{{ BRANDING_SERVICE_NAME }} project application approved ({{ application.chain.realname }})',
    shows: ['application.id'],
    recipients: 'PROJECT_NOTIFICATIONS_RECIPIENTS',
  },
  'im/projects/project_creation_notification.txt': {
    subject:
      '{{ BRANDING_SERVICE_NAME }} application for a new project created ({{ object.chain.realname }})',
    shows: ['object.id'],
    recipients: 'PROJECT_CREATION_RECIPIENTS',
  },
  'im/projects/project_modification_notification.txt': {
    subject:
      '{{ BRANDING_SERVICE_NAME }} application for a project modification created ({{ object.chain.realname }})',
    shows: ['object.id'],
    recipients: 'PROJECT_MODIFICATION_RECIPIENTS',
  },
  'im/projects/project_approval_notification.txt': {
    subject: '{{ BRANDING_SERVICE_NAME }} project application approved ({{ object.chain.realname }})',
    shows: ['object.chain.realname'],
  },
  'im/projects/project_reopening_notification.txt': {
    subject: '{{ BRANDING_SERVICE_NAME }} project application waits again ({{ object.chain.realname }})',
    shows: ['object.chain.realname'],
  },
  'im/projects/project_denial_notification.txt': {
    subject: '{{ BRANDING_SERVICE_NAME }} project application denied ({{ object.chain.realname }})',
    shows: ['object.chain.realname', 'object.response'],
  },
  'im/projects/project_termination_notification.txt': {
    subject: '{{ BRANDING_SERVICE_NAME }} project terminated ({{ object.realname }})',
    shows: PROJECT,
  },
  'im/projects/project_reinstatement_notification.txt': {
    subject: '{{ BRANDING_SERVICE_NAME }} project reinstated ({{ object.realname }})',
    shows: PROJECT,
  },
  'im/projects/project_ending_notification.txt': {
    subject: '{{ BRANDING_SERVICE_NAME }} projects that end soon',
    shows: ['projects.0.realname', 'projects.0.url'],
  },
  'im/projects/project_suspension_notification.txt': {
    subject: '{{ BRANDING_SERVICE_NAME }} project suspended ({{ object.realname }})',
    shows: PROJECT,
  },
  'im/projects/project_unsuspension_notification.txt': {
    subject: '{{ BRANDING_SERVICE_NAME }} project resumed ({{ object.realname }})',
    shows: PROJECT,
  },
  'im/projects/project_membership_request_notification.txt': {
    subject: '{{ BRANDING_SERVICE_NAME }} project membership request ({{ object.name }})',
    shows: ['user.email'],
  },
  'im/projects/project_membership_leave_request_notification.txt': {
    subject: '{{ BRANDING_SERVICE_NAME }} project membership leave request ({{ object.name }})',
    shows: ['user.email'],
  },
  'im/projects/project_membership_change_notification.txt': {
    subject: '{{ BRANDING_SERVICE_NAME }} project membership changed ({{ object.name }})',
    shows: ['object.realname', 'action'],
  },
  'im/projects/project_membership_enroll_notification.txt': {
    subject: '{{ BRANDING_SERVICE_NAME }} project enrollment ({{ object.name }})',
    shows: PROJECT,
  },
  'registration/password_email.txt': {
    subject: 'Password reset on {{ BRANDING_SERVICE_NAME }}',
    shows: ['url'],
    bounded: true,
  },
  'registration/email_change_email_new_email.txt': {
    subject: '{{ BRANDING_SERVICE_NAME }} e-mail change notification',
    shows: ['url'],
    bounded: true,
  },
  'registration/email_change_email_old_email.txt': {
    subject: '{{ BRANDING_SERVICE_NAME }} e-mail change notification',
    shows: ['new_email'],
    bounded: true,
  },
};

/** All that strangers can have sent. */
export const boundedTemplates: readonly string[] = Object.entries(mailTemplates)
  .filter(([, { bounded }]) => bounded === true)
  .map(([name]) => name);
