// What templates can name, under the names that the guide's templates use: an override that was written for them works.

/** A person, who prints as the e-mail. */
export interface PersonWords {
  realname: string;
  email: string;
  uuid?: string;
}

/** An account as administrators are told of it. */
export interface AccountWords extends PersonWords {
  id: string;
  first_name: string;
  last_name: string;
  is_active: boolean;
  level: number;
  invitations: number;
}

/** `name` is the reserved name, `realname` the label; `owner` is null for a system project. */
export interface ProjectWords {
  uuid: string;
  name: string | null;
  realname: string;
  owner: PersonWords | null;
}

/** A project that ends soon. */
export interface EndingWords {
  realname: string;
  end_date: Date;
  days: number;
  url: string;
}

/** An application: what it leaves as it is, is null. */
export interface ApplicationWords {
  id: string;
  chain: { uuid: string; realname: string };
  applicant: PersonWords;
  owner: PersonWords | null;
  name: string | null;
  issue_date: Date;
  start_date: Date | null;
  end_date: Date | null;
  member_join_policy_display: string | null;
  member_leave_policy_display: string | null;
  /** 2^63-1 for no limit. */
  limit_on_members_number: bigint | null;
  /** A line for each resource that is asked for. */
  projectresourcegrant_set: { all: readonly string[] };
  comments?: string | null;
  /** What whoever decided says to it. */
  response?: string | null;
  response_actor?: PersonWords | string | null;
}

/** What became of a membership. */
export type MembershipAction = 'accepted' | 'rejected' | 'removed' | 'suspended' | 'unsuspended';

/** What each template is given beside the words of the cloud, by its path below the folder of templates. */
export interface MailVariables {
  'im/activation_email.txt': { user: PersonWords; url: string };
  'im/account_pending_moderation_notification.txt': { user: AccountWords };
  'im/account_activated_notification.txt': {
    user: AccountWords & { accepted_policy: string; provider: string };
  };
  'im/welcome_email.txt': { user: PersonWords; url: string };
  'im/invitation.txt': { invitation: { realname: string; inviter: PersonWords }; url: string };
  'im/feedback_mail.txt': { user: PersonWords & { uuid: string }; message: string; data: string };
  'im/switch_accounts_email.txt': { user: PersonWords; url: string };
  'im/plain_email.txt': { user: PersonWords; text: string };
  'im/application_approved_admin_email.txt': { application: ApplicationWords; previous_state: string };
  'im/projects/project_creation_notification.txt': { object: ApplicationWords };
  'im/projects/project_modification_notification.txt': { object: ApplicationWords };
  'im/projects/project_approval_notification.txt': { object: ApplicationWords };
  'im/projects/project_denial_notification.txt': { object: ApplicationWords };
  'im/projects/project_reopening_notification.txt': { object: ApplicationWords };
  'im/projects/project_termination_notification.txt': { object: ProjectWords };
  'im/projects/project_reinstatement_notification.txt': { object: ProjectWords };
  'im/projects/project_ending_notification.txt': { user: PersonWords; projects: readonly EndingWords[] };
  'im/projects/project_suspension_notification.txt': { object: ProjectWords };
  'im/projects/project_unsuspension_notification.txt': { object: ProjectWords };
  'im/projects/project_membership_request_notification.txt': { object: ProjectWords; user: PersonWords };
  'im/projects/project_membership_leave_request_notification.txt': {
    object: ProjectWords;
    user: PersonWords;
  };
  'im/projects/project_membership_change_notification.txt': {
    object: ProjectWords;
    user: PersonWords;
    action: MembershipAction;
  };
  'im/projects/project_membership_enroll_notification.txt': { object: ProjectWords; user: PersonWords };
  'registration/password_email.txt': { user: PersonWords; url: string };
  'registration/email_change_email_new_email.txt': { user: PersonWords; new_email: string; url: string };
  'registration/email_change_email_old_email.txt': { user: PersonWords; new_email: string };
}

export type TemplateName = keyof MailVariables;
