import { argument } from '#platform/commands/options';
import { addGroup } from '../../domain/accounts/groups.ts';
import { type GroupRow, listedGroupColumns } from '../../store/accounts/groups.ts';
import { defineCommand, defineListCommand } from '../command.ts';

const groupAdd = defineCommand({
  name: 'group-add',
  summary: 'Make a group of accounts; one that is there stays as it is',
  help: 'The names of its groups are the roles of an account, which services and profiles go by.',
  args: [argument('<name>', 'name of the group')],
  async run({ service, args: [name], out }) {
    await addGroup(service, name);
    out.line('Group created');
  },
});

const groupList = defineListCommand({
  name: 'group-list',
  summary: 'List groups of accounts',
  columns: listedGroupColumns,
  pages: ({ service }, request) => service.store.groups.listed(request),
  fields: {
    id: { help: 'number of the group', value: ({ id }: GroupRow) => id, shown: true },
    name: { help: 'its name', value: ({ name }) => name, shown: true },
    users_count: { help: 'accounts in it', value: ({ members }) => members, shown: true },
  },
});

export const groupCommands = [groupAdd, groupList];
