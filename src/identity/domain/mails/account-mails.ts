import type { User } from '../../store/accounts/accounts.ts';
import type { Identity } from '../identity.ts';
import type { OutgoingMail } from './mail-composer.ts';
import type { AccountWords, PersonWords } from './mail-variables.ts';

type Named = Pick<User, 'uuid' | 'email' | 'firstName' | 'lastName'>;

/** A person as mails speak of one. */
export function personWords({ uuid, email, firstName, lastName }: Named): PersonWords {
  return { uuid, email, realname: `${firstName} ${lastName}`.trim() };
}

/** An account as administrators are told of it. */
function accountWords(user: User): AccountWords {
  return {
    ...personWords(user),
    id: String(user.id),
    first_name: user.firstName,
    last_name: user.lastName,
    is_active: user.isActive,
    level: user.level,
    invitations: user.invitations,
  };
}

/** What a verified account that waits to be accepted causes. */
export function moderationMail(user: User): OutgoingMail {
  return {
    template: 'im/account_pending_moderation_notification.txt',
    variables: { user: accountWords(user) },
  };
}

/** What an account that was accepted causes: administrators are told, and its user is welcomed. */
export function acceptanceMails({ baseUrl }: Identity, user: User): OutgoingMail[] {
  return [
    {
      template: 'im/account_activated_notification.txt',
      variables: {
        user: { ...accountWords(user), accepted_policy: user.acceptedPolicy ?? 'manual', provider: 'local' },
      },
    },
    {
      template: 'im/welcome_email.txt',
      to: user.email,
      variables: { user: personWords(user), url: `${baseUrl}/ui/` },
    },
  ];
}
