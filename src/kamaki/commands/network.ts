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
import { argument, text } from '#platform/commands/options';

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
    out.items(options.detail ? shown : onlyFields(shown, ['id', 'name']), options);
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
