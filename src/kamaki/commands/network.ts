import { defineCommand } from '../cli/command.ts';
import {
  filterFields,
  filterIds,
  filterNames,
  idFilters,
  listOptions,
  nameFilters,
  onlyFields,
} from '../cli/filters.ts';
import { NETWORK_TYPES } from '#contract/network-words';
import { argument, choice, flag, text } from '#platform/commands/options';
import { required } from '../cli/required.ts';

export const networkList = defineCommand({
  name: 'network list',
  summary: 'List the networks that you can use',
  options: {
    ...nameFilters,
    ...idFilters,
    ...listOptions,
    user: text('--user-id <uuid>', "only this user's"),
    status: text('--status <status>', 'only of this status'),
    type: text('--type <type>', 'only of this type'),
  },
  async run({ options, cloud, out }) {
    const all = await (await cloud().networks()).networks();
    const fields = { user_id: options.user, status: options.status, 'SNF:type': options.type };
    const shown = filterFields(filterNames(filterIds(all, options), options), fields).slice(0, options.limit);
    if (options.detail) return out.items(shown, options);
    if (out.format === 'json') return out.items(onlyFields(shown, ['id', 'name', 'public']), options);
    const brief = shown.map(({ id, name, public: isPublic }) => ({
      id,
      name,
      public: isPublic === true ? '( public )' : '( private )',
    }));
    out.items(brief, { ...options, title: ['id', 'name', 'public'] });
  },
});

export const networkInfo = defineCommand({
  name: 'network info',
  summary: 'Show a network',
  args: [argument('<network_id>')],
  async run({ args, cloud, out }) {
    out.record(await (await cloud().networks()).network(args[0]));
  },
});

export const networkCreate = defineCommand({
  name: 'network create',
  summary: 'Make a network of your own',
  help: 'kamaki network create --name lan; give it addresses with: kamaki subnet create --network-id ID --cidr 192.168.1.0/24',
  options: {
    name: text('--name <name>', 'its name'),
    type: choice('--type <type>', 'how it is made; MAC_FILTERED unless said', NETWORK_TYPES),
    shared: flag('--shared', 'members of its project may use it'),
    project: text('--project-id <uuid>', 'the project to charge'),
  },
  async run({ options, cloud, out }) {
    const { name, type = 'MAC_FILTERED', shared, project } = options;
    const network = await (
      await cloud().networks()
    ).createNetwork({
      type,
      ...(name === undefined ? {} : { name }),
      ...(project === undefined ? {} : { project }),
      ...(shared ? { shared_to_project: true } : {}),
    });
    out.record(network);
  },
});

export const networkModify = defineCommand({
  name: 'network modify',
  summary: 'Give a network another name',
  args: [argument('<network_id>')],
  options: { name: text('--name <name>', 'the new name') },
  async run({ args, options, cloud, out }) {
    const name = required(options.name, '--name NAME');
    out.record(await (await cloud().networks()).renameNetwork(args[0], name));
  },
});

export const networkDelete = defineCommand({
  name: 'network delete',
  summary: 'Delete a network with its subnets; nothing may be connected to it',
  args: [argument('<network_id>')],
  async run({ args, cloud }) {
    await (await cloud().networks()).deleteNetwork(args[0]);
  },
});

export const networkReassign = defineCommand({
  name: 'network reassign',
  summary: 'Have another project pay for a network',
  args: [argument('<network_id>')],
  options: { project: text('--project-id <uuid>', 'the project') },
  async run({ args, options, cloud }) {
    const project = required(options.project, '--project-id UUID');
    await (await cloud().networks()).reassignNetwork(args[0], project);
  },
});
