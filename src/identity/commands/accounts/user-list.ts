import { ADMIN_ROLE } from '#contract/identity';
import { defineListCommand } from '#platform/command';
import { fullName } from '../../domain/tokens/authentication.ts';
import type { Identity } from '../../domain/identity.ts';
import type { UserListRow } from '../../store/accounts.ts';
import { textsOf } from '../options.ts';

export const userList = defineListCommand<Identity, UserListRow>({
  name: 'user-list',
  role: 'identity',
  summary: 'List accounts',
  options: [
    { flags: '--active', help: 'only accounts that can be used' },
    { flags: '--pending-moderation', help: 'only verified accounts that wait to be accepted' },
    { flags: '--pending-verification', help: 'only accounts whose e-mail is not verified' },
    { flags: '--group <group...>', help: 'only members of all these groups' },
  ],
  fields: {
    id: { help: 'number of the account', value: ({ id }) => id, shown: true },
    displayname: { help: 'name that services show', value: ({ username }) => username, shown: true },
    realname: { help: 'first and last name', value: fullName, shown: true },
    uuid: { help: 'id of the account everywhere', value: ({ uuid }) => uuid, shown: true },
    active: { help: 'whether it can be used', value: ({ isActive }) => isActive, shown: true },
    admin: {
      help: 'whether it administers the cloud',
      value: ({ groups }) => groups.includes(ADMIN_ROLE),
      shown: true,
    },
    verified: { help: 'whether its e-mail is verified', value: ({ emailVerified }) => emailVerified },
    moderated: { help: 'whether an administrator decided about it', value: ({ moderated }) => moderated },
    providers: { help: 'ways to log in', value: ({ providers }) => providers },
    groups: { help: 'groups it is in', value: ({ groups }) => groups },
    last_login: { help: 'time of the last log-in', value: ({ lastLoginAt }) => lastLoginAt },
  },
  async rows({ service, options }) {
    const groups = textsOf(options, 'group');
    const users = await service.store.accounts.list();
    return users.filter(
      (user) =>
        (options['active'] !== true || user.isActive) &&
        (options['pendingModeration'] !== true || (user.emailVerified && !user.moderated)) &&
        (options['pendingVerification'] !== true || !user.emailVerified) &&
        groups.every((group) => user.groups.includes(group)),
    );
  },
});
