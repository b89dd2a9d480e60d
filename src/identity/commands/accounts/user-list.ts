import { flag, hidden, list } from '#platform/commands/options';
import { fullName } from '../../domain/tokens/authentication.ts';
import { listedAccountColumns } from '../../store/accounts/listed-accounts.ts';
import type { UserListRow } from '../../store/accounts/accounts.ts';
import { defineListCommand } from '../command.ts';

export const userList = defineListCommand({
  name: 'user-list',
  summary: 'List accounts',
  options: {
    active: flag('--active', 'only accounts that can be used'),
    pendingModeration: flag('--pending-moderation', 'only verified accounts that wait to be accepted'),
    pendingVerification: flag('--pending-verification', 'only accounts whose e-mail is not verified'),
    groups: list('--group <group>', 'only members of this group; repeated, of all of them'),
    providers: flag('--auth-providers', 'also show the ways to log in'),
    mails: flag('--display-mails', 'also show the e-mail as it was given'),
    displayname: hidden(flag('--displayname', 'the same as --display-mails')),
  },
  columns: listedAccountColumns,
  pages: ({ service, options }, request) => service.store.accounts.listed(options, request),
  also: ({ providers, mails, displayname }) => [
    ...(providers ? ['providers'] : []),
    ...(mails || displayname ? ['email'] : []),
  ],
  fields: {
    id: { help: 'number of the account', value: ({ id }: UserListRow) => id, shown: true },
    displayname: { help: 'name that services show', value: ({ username }) => username, shown: true },
    realname: { help: 'first and last name', value: (user) => fullName(user), shown: true },
    uuid: { help: 'id of the account everywhere', value: ({ uuid }) => uuid, shown: true },
    active: { help: 'whether it can be used', value: ({ isActive }) => isActive, shown: true },
    admin: { help: 'whether it administers the cloud', value: ({ isAdmin }) => isAdmin, shown: true },
    verified: { help: 'whether its e-mail is verified', value: ({ emailVerified }) => emailVerified },
    moderated: { help: 'whether an administrator decided about it', value: ({ moderated }) => moderated },
    email: { help: 'its e-mail as it was given', value: ({ email }) => email },
    providers: { help: 'ways to log in', value: ({ providers }) => providers },
    activation_sent: {
      help: 'when a link to verify it was last sent',
      value: ({ activationSentAt }) => activationSentAt,
    },
    groups: { help: 'groups it is in', value: ({ groups }) => groups },
    last_login: { help: 'time of the last log-in', value: ({ lastLoginAt }) => lastLoginAt },
    last_login_details: { help: 'the same for each way to log in', value: ({ lastLogins }) => lastLogins },
  },
});
