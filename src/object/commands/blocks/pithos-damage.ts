import { CommandError, usageError } from '#platform/commands/command-error';
import { argument } from '#platform/commands/options';
import { giveUpContent, objectsWith } from '../../domain/blocks/damaged-objects.ts';
import { type HitObject, listedDamageColumns } from '../../store/blocks/damage.ts';
import { defineCommand, defineListCommand } from '../command.ts';

export const pithosDamageList = defineListCommand({
  name: 'pithos-damage-list',
  summary: 'List versions of objects that have lost content, as the last scrub and collection found them',
  columns: listedDamageColumns,
  pages: ({ service }, request) => service.store.damage.listed(request),
  fields: {
    object: { help: 'account, container and name', value: ({ path }: HitObject) => path, shown: true },
    version: { help: 'number of the version', value: ({ version }) => version, shown: true },
    current: { help: 'whether it is what readers get now', value: ({ isCurrent }) => isCurrent, shown: true },
    lost: { help: 'block, or map: the list of blocks', value: ({ kind }) => kind, shown: true },
    reason: { help: 'missing or damaged', value: ({ reason }) => reason, shown: true },
    content: {
      help: 'its content, as pithos-damage-give-up names it',
      value: ({ hash, sizeBytes }) => `${hash}-${sizeBytes}`,
      shown: true,
    },
    name: { help: 'the block or list of blocks', value: ({ name }) => name },
    found: { help: 'when it was found first', value: ({ found }) => new Date(Number(found / 1000n)) },
    given_up: {
      help: 'whether collections go on in spite of it',
      value: ({ givenUp }) => givenUp,
      shown: true,
    },
  },
});

export const pithosDamageGiveUp = defineCommand({
  name: 'pithos-damage-give-up',
  summary: 'Let collections go on although the list of blocks of a content is lost',
  args: [argument('<content>', 'hash-size, as pithos-damage-list shows it')],
  asks: [],
  async run({ service, args: [content], out, ask }) {
    const [, hash = '', size = ''] = /^([0-9a-f]{64})-(\d{1,15})$/.exec(content) ?? [];
    if (hash === '') throw usageError('A content is named by its hash, a hyphen and its size.');
    const lost = { hash, sizeBytes: Number(size) };
    const objects = await objectsWith(service, lost);
    for (const path of objects) out.note(path);
    const question = `Give up? Blocks that only these ${objects.length} objects use may be removed for good.`;
    if (!(await ask.confirm(question))) throw new CommandError('Nothing was given up.');
    if (!(await giveUpContent(service, lost)))
      throw new CommandError('The list of blocks of this content is not on record as lost.');
    out.note('Given up.');
  },
});
