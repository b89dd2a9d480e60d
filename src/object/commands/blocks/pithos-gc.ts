import { CommandError } from '#platform/commands/command-error';
import { flag } from '#platform/commands/options';
import { type CollectionRefusal, collectNow } from '../../domain/blocks/collect-blocks.ts';
import { lastRuns } from '../../domain/blocks/upkeep.ts';
import { defineCommand } from '../command.ts';
import { progressNotes, showRuns } from './upkeep-runs.ts';

const FIGURES = ['trashed', 'rescued', 'discarded'];

export const pithosGc = defineCommand({
  name: 'pithos-gc',
  summary: 'Show the last collections of unused blocks, or run one now',
  options: {
    start: flag(
      '--start',
      'run one now: what nothing uses goes to the trash, what is there from before goes',
    ),
  },
  async run({ service, options, out }) {
    const refusal = options.start ? await collectNow(service, progressNotes(out)) : undefined;
    if (refusal !== undefined) throw new CommandError(`Nothing is collected${reasonOf(refusal)}`);
    showRuns(await lastRuns(service, 'collection'), FIGURES, out);
  },
});

function reasonOf(refusal: CollectionRefusal): string {
  return 'locked' in refusal
    ? `: ${refusal.locked}. See recovery-release-pithos.`
    : `, because both copies of lists of blocks are damaged: what they name is not known. Delete all versions of these objects, upload them again, or see pithos-damage-give-up: ${refusal.damaged.join(', ')}`;
}
