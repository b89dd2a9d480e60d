import { usageError } from '#platform/commands/command-error';
import { argument, flag, text, uuid } from '#platform/commands/options';
import { allowFlavor, denyFlavor } from '../../domain/flavors/access.ts';
import { type FlavorAccessRow, listedFlavorAccessColumns } from '../../store/flavors/access.ts';
import { defineCommand, defineListCommand } from '../command.ts';
import { confirmOrStop, givenId } from '../options.ts';

const project = uuid('-p, --project <uuid>', 'the project');
const flavor = text('--flavor <id>', 'number of the flavor');

const flavorAccessAdd = defineCommand({
  name: 'flavor-access-add',
  summary: 'Let a project use a flavor that is not public',
  options: { project, flavor },
  async run({ service, options, out }) {
    const id = givenId(options.flavor, 'Flavor');
    if (options.project === undefined || id === undefined)
      throw usageError('Give --project and --flavor, both.');
    const row = await allowFlavor(service, options.project, id);
    out.note(`Project ${row.project} may use flavor ${row.flavorId} now (${row.id}).`);
  },
});

const flavorAccessList = defineListCommand({
  name: 'flavor-access-list',
  summary: 'List which projects may use flavors that are not public',
  columns: listedFlavorAccessColumns,
  pages: ({ service }, request) => service.store.flavorAccess.listed(request),
  fields: {
    id: { help: 'number of the entry', value: ({ id }: FlavorAccessRow) => id, shown: true },
    project: { help: 'uuid of the project', value: (row) => row.project, shown: true },
    flavor: { help: 'number of the flavor', value: ({ flavorId }) => flavorId, shown: true },
  },
});

const flavorAccessRemove = defineCommand({
  name: 'flavor-access-remove',
  summary: 'Take that back: one entry, or all of a project or a flavor; servers keep their flavors',
  args: [argument('[entry]', 'number of the entry, as flavor-access-list shows it')],
  options: { project, flavor },
  asks: [flag('-f, --force', 'do not ask')],
  async run({ service, args: [entry], options, out, ask }) {
    const chosen = {
      id: givenId(entry, 'entry'),
      project: options.project,
      flavor: givenId(options.flavor, 'Flavor'),
    };
    if (Object.values(chosen).every((value) => value === undefined))
      throw usageError('Give an entry, --project or --flavor.');
    if (chosen.id === undefined)
      await confirmOrStop(ask, 'Are you sure you want to take back all of these?', 'Nothing was taken back.');
    const removed = await denyFlavor(service, chosen);
    for (const row of removed) out.note(`Project ${row.project} may use flavor ${row.flavorId} no more.`);
  },
});

export const flavorAccessCommands = [flavorAccessAdd, flavorAccessList, flavorAccessRemove];
