import { defineCommand } from '../cli/command.ts';
import type { Document } from '../client/document.ts';
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

export const flavorList = defineCommand({
  name: 'flavor list',
  summary: 'List the sizes that servers can have',
  options: {
    ...nameFilters,
    ...idFilters,
    ...listOptions,
    ram: text('--ram <MiB>', 'only with this much memory'),
    vcpus: text('--vcpus <count>', 'only with so many processors'),
    disk: text('--disk <GiB>', 'only with this disk'),
    template: text('--disk-template <name>', 'only of this kind of disk'),
  },
  async run({ options, cloud, out }) {
    const fields = {
      ram: options.ram,
      vcpus: options.vcpus,
      disk: options.disk,
      'SNF:disk_template': options.template,
    };
    const detail = options.detail || Object.values(fields).some((value) => value !== undefined);
    const compute = await cloud().compute();
    const all: Document[] = detail ? await compute.flavors() : await compute.briefFlavors();
    const shown = filterFields(filterNames(filterIds(all, options), options), fields).slice(0, options.limit);
    out.items(options.detail ? shown : onlyFields(shown, ['id', 'name']), options);
  },
});

export const flavorInfo = defineCommand({
  name: 'flavor info',
  summary: 'Show a size',
  args: [argument('<flavor_id>')],
  async run({ args, cloud, out }) {
    out.record(await (await cloud().compute()).flavor(args[0]));
  },
});
