import { DamagedMaps } from '#blockstore/collection/collector';
import { CommandError, defineCommand } from '#platform/command';
import type { ObjectStorage } from '../../domain/object-storage.ts';
import { collectBlocks } from '../../domain/blocks/collect-blocks.ts';
import { progressNotes, showRuns } from './upkeep-runs.ts';

const FIGURES = ['trashed', 'rescued', 'discarded'];

export const pithosGc = defineCommand<ObjectStorage>({
  name: 'pithos-gc',
  role: 'object',
  summary: 'Show the last collections of unused blocks, or run one now',
  options: [
    {
      flags: '--start',
      help: 'run one now: what nothing uses goes to the trash, what is there from before goes',
    },
  ],
  async handle({ service, options, out }) {
    if (options['start'] === true) {
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
