import { flag, list } from '#platform/commands/options';
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
    groups: list('--group <group...>', 'only members of all these groups'),
  },
  columns: listedAccountColumns,
  pages: ({ service, options }, request) => service.store.accounts.listed(options, request),
  fields: {
    id: { help: 'number of the account', value: ({ id }: UserListRow) => id, shown: true },
    displayname: { help: 'name that services show', value: ({ username }) => username, shown: true },
    realname: { help: 'first and last name', value: (user) => fullName(user), shown: true },
    uuid: { help: 'id of the account everywhere', value: ({ uuid }) => uuid, shown: true },
    active: { help: 'whether it can be used', value: ({ isActive }) => isActive, shown: true },
    admin: { help: 'whether it administers the cloud', value: ({ isAdmin }) => isAdmin, shown: true },
    verified: { help: 'whether its e-mail is verified', value: ({ emailVerified }) => emailVerified },
    moderated: { help: 'whether an administrator decided about it', value: ({ moderated }) => moderated },
    providers: { help: 'ways to log in', value: ({ providers }) => providers },
    groups: { help: 'groups it is in', value: ({ groups }) => groups },
    last_login: { help: 'time of the last log-in', value: ({ lastLoginAt }) => lastLoginAt },
  },
});
