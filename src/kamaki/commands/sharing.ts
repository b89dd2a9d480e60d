import { defineCommand } from '../cli/command.ts';
import { argument, flag, list } from '#platform/commands/options';
import type { Cloud } from '../client/cloud.ts';
import type { Document } from '../client/document.ts';
import { decodeLeniently } from '#contract/image-headers';
import { CommandError, usageError } from '#platform/commands/command-error';

export const sharerList = defineCommand({
  name: 'sharer list',
  summary: 'List the users who share files with you',
  options: { detail: flag('-l, --details', 'when they last changed something, too') },
  async run({ options, cloud, out }) {
    const sharers = await (await cloud().objects()).sharers();
    if (out.format === 'json') return out.json(sharers);
    const names = await (await cloud().account()).names(sharers.map(({ name }) => name));
    const shown = sharers.map(({ name, ...rest }) => ({
      id: name,
      name: names[name] ?? '',
      ...(options.detail ? rest : {}),
    }));
    out.items(shown);
  },
});

export const sharerInfo = defineCommand({
  name: 'sharer info',
  summary: 'Show an account of the object store (yours, unless one is named)',
  args: [argument('[account_uuid]')],
  async run({ args, cloud, out }) {
    const { headers } = await (await cloud().objects(args[0])).facts();
    const own = Object.entries(headers).filter(
      ([name]) => name.startsWith('x-account-') || name === 'last-modified',
    );
    out.record(Object.fromEntries(own.map(([name, value]) => [name, decodeLeniently(value)])));
  },
});

export const groupList = defineCommand({
  name: 'group list',
  summary: 'List your groups of users',
  async run({ cloud, out }) {
    out.record(await groupsOf(cloud()));
  },
});

export const groupCreate = defineCommand({
  name: 'group create',
  summary: 'Make a group of users to share files with',
  help: 'kamaki group create friends --username ann@example.org --uuid UUID',
  args: [argument('<group>')],
  options: {
    uuid: list('--uuid <uuid>', 'a member (may be repeated)'),
    username: list('--username <name>', 'a member, by name (may be repeated)'),
  },
  async run({ args, options, cloud, out }) {
    const [group] = args;
    const named =
      options.username.length === 0 ? {} : await (await cloud().account()).uuids(options.username);
    const unknown = options.username.filter((name) => !(name in named));
    if (unknown.length > 0) throw new CommandError(`Unknown: ${unknown.join(', ')}`);
    const members = [...options.uuid, ...Object.values(named)];
    if (members.length === 0) throw usageError('A group needs members: --uuid UUID or --username NAME');
    await (await cloud().objects()).setGroup(group, members);
    out.record(await groupsOf(cloud()));
  },
});

export const groupDelete = defineCommand({
  name: 'group delete',
  summary: 'Delete a group of users; files shared with it are so no longer',
  args: [argument('<group>')],
  async run({ args, cloud, out }) {
    const [group] = args;
    const before = await groupsOf(cloud());
    if (!Object.keys(before).some((name) => name.toLowerCase() === group.toLowerCase())) {
      throw new CommandError(`There is no group ${group}.`);
    }
    await (await cloud().objects()).setGroup(group, []);
    out.record(await groupsOf(cloud()));
  },
});

async function groupsOf(cloud: Cloud): Promise<Document> {
  return (await (await cloud.objects()).facts()).groups;
}
