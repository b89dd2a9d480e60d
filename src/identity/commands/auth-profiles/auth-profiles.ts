import { CommandError } from '#platform/commands/command-error';
import { argument, list } from '#platform/commands/options';
import { assignProfile, findProfile, removeProfile } from '../../domain/auth-profiles/auth-profiles.ts';
import { type AssignedProfile, listedProfileColumns } from '../../store/auth-profiles.ts';
import { defineCommand, defineListCommand } from '../command.ts';
import { authpolicyAdd, POLICIES, USED_LATER } from './authpolicy-add.ts';

const authpolicyList = defineListCommand({
  name: 'authpolicy-list',
  summary: 'List profiles of what ways to log in allow',
  columns: listedProfileColumns,
  pages: ({ service }, request) => service.store.authProfiles.listed(request),
  fields: {
    id: { help: 'number of the profile', value: ({ id }: AssignedProfile) => id, shown: true },
    name: { help: 'its name', value: ({ name }) => name, shown: true },
    provider: { help: 'way to log in that it is about', value: ({ provider }) => provider, shown: true },
    exclusive: {
      help: 'whether it is about all others instead',
      value: ({ isExclusive }) => isExclusive,
      shown: true,
    },
    groups: { help: 'groups it is for', value: ({ groups }) => groups, shown: true },
    users: { help: 'accounts it is for', value: ({ users }) => users, shown: true },
  },
});

const authpolicyShow = defineCommand({
  name: 'authpolicy-show',
  summary: 'Show a profile of what a way to log in allows',
  args: [argument('<name>', 'name of the profile')],
  async run({ service, args: [name], out }) {
    const profile = await findProfile(service, name);
    out.show({
      id: profile.id,
      'is active': profile.isActive,
      name: profile.name,
      'is exclusive': profile.isExclusive,
      policies: POLICIES.flatMap(({ word, field }) =>
        profile[field] === null ? [] : [`${word}: ${spelled(profile[field])}`],
      ),
      groups: profile.groups,
      users: profile.users,
      provider: profile.provider,
    });
  },
});

function spelled(value: boolean | number): string {
  return value === true ? 'True' : value === false ? 'False' : String(value);
}

const authpolicySet = defineCommand({
  name: 'authpolicy-set',
  summary: 'Make a profile be for these groups and accounts, and for no others',
  help: USED_LATER,
  args: [argument('<name>', 'name of the profile')],
  options: {
    groups: list('--group <group>', 'name or number of a group; may be repeated'),
    users: list('--user <user>', 'number, e-mail or uuid of an account; may be repeated'),
  },
  asks: [],
  async run({ service, args: [name], options, out, ask }) {
    const { groups, users } = await findProfile(service, name);
    const before = [...groups, ...users];
    if (before.length > 0) {
      out.note(`It is for ${before.length} now: ${before.join(', ')}`);
      if (!(await ask.confirm('Replace them all?'))) throw new CommandError('Nothing was changed.');
    }
    await assignProfile(service, name, options);
  },
});

const authpolicyRemove = defineCommand({
  name: 'authpolicy-remove',
  summary: 'Remove a profile of what a way to log in allows; groups and accounts stay',
  args: [argument('<name>', 'name of the profile')],
  asks: [],
  async run({ service, args: [name], out, ask }) {
    const { groups, users } = await findProfile(service, name);
    if (!ask.assumesYes) out.note(`It is for ${groups.length} groups and ${users.length} accounts.`);
    if (!(await ask.confirm('Remove this profile?'))) throw new CommandError('Nothing was changed.');
    await removeProfile(service, name);
  },
});

export const authProfileCommands = [
  authpolicyAdd,
  authpolicyList,
  authpolicyShow,
  authpolicySet,
  authpolicyRemove,
];
