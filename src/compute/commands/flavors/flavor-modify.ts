import { usageError } from '#platform/commands/command-error';
import { argument, bool, text } from '#platform/commands/options';
import { modifyFlavor } from '../../domain/flavors/change.ts';
import { defineCommand } from '../command.ts';
import { idOf, specsOf, wordsOf } from '../options.ts';
import { flavorRecord } from './flavor-show.ts';

export const flavorModify = defineCommand({
  name: 'flavor-modify',
  summary: 'Change who may use a flavor; servers that have it keep it',
  args: [argument('<flavor>', 'number of the flavor')],
  options: {
    deleted: bool('--deleted <bool>', 'take it off all lists, or restore it'),
    allowCreate: bool(
      '--allow-create <bool>',
      'whether new servers may have it; resizing to it is not affected',
    ),
    public: bool('--public <bool>', 'whether everybody may use it'),
    addSpecs: text('--spec-add <key=value,...>', 'specifications to set'),
    removeSpecs: text('--spec-delete <key,...>', 'specifications to remove'),
  },
  async run({ service, args: [flavor], options, out }) {
    const id = idOf(flavor, '', 'Flavor');
    if (Object.values(options).every((value) => value === undefined)) throw usageError('Say what to change.');
    const { addSpecs, removeSpecs, ...flags } = options;
    const change = { ...flags, addSpecs: specsOf(addSpecs), removeSpecs: wordsOf(removeSpecs) };
    out.show(flavorRecord(await modifyFlavor(service, id, change)));
  },
});
