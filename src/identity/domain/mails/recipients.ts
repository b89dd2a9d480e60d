import type { IdentitySettings } from '../../settings.ts';

/** A setting that names who is told. */
export type RecipientSetting =
  | 'ACCOUNT_PENDING_MODERATION_RECIPIENTS'
  | 'ACCOUNT_ACTIVATED_RECIPIENTS'
  | 'FEEDBACK_NOTIFICATIONS_RECIPIENTS'
  | 'PROJECT_NOTIFICATIONS_RECIPIENTS'
  | 'PROJECT_CREATION_RECIPIENTS'
  | 'PROJECT_MODIFICATION_RECIPIENTS';

/** E-mails of those whom a setting names, each once; where it is not set, of those whom its default does (spec/identity 4.7). */
export function recipientsOf(settings: IdentitySettings, name: RecipientSetting): string[] {
  const { HELPDESK, MANAGERS, ADMINS } = settings;
  const ofAccounts = settings.ACCOUNT_NOTIFICATIONS_RECIPIENTS ?? [...HELPDESK, ...MANAGERS, ...ADMINS];
  const ofProjects = settings.PROJECT_NOTIFICATIONS_RECIPIENTS ?? [...HELPDESK, ...MANAGERS];
  const fallbacks = {
    ACCOUNT_PENDING_MODERATION_RECIPIENTS: ofAccounts,
    ACCOUNT_ACTIVATED_RECIPIENTS: ofAccounts,
    FEEDBACK_NOTIFICATIONS_RECIPIENTS: HELPDESK,
    PROJECT_NOTIFICATIONS_RECIPIENTS: ofProjects,
    PROJECT_CREATION_RECIPIENTS: ofProjects,
    PROJECT_MODIFICATION_RECIPIENTS: ofProjects,
  };
  const wanted = settings[name] ?? fallbacks[name];
  return [...new Set(wanted.map((each) => (typeof each === 'string' ? each : each[1])))];
}
