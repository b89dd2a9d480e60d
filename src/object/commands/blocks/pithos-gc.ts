import { DamagedMaps } from '#blockstore/collection/collector';
import { CommandError } from '#platform/commands/command-error';
import { flag } from '#platform/commands/options';
import { collectBlocks } from '../../domain/blocks/collect-blocks.ts';
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
    if (options.start) {
      const lock = await service.recovery.lock();
      if (lock !== undefined)
        throw new CommandError(`Nothing is collected: ${lock.reason}. See recovery-release-pithos.`);
      try {
        await collectBlocks(service, service.limits.blockGraceMs, undefined, progressNotes(out));
      } catch (error) {
        if (!(error instanceof DamagedMaps)) throw error;
        const paths = await service.store.damage.pathsOf(error.contents, 100);
        throw new CommandError(
          `Nothing is collected, because both copies of lists of blocks are damaged: what they name is not known. Delete all versions of these objects, upload them again, or see pithos-damage-give-up: ${paths.join(', ')}`,
        );
      }
    }
    await showRuns(service, 'collection', FIGURES, out);
  },
});
