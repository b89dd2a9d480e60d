import { CommandError, defineCommand } from '#platform/command';
import type { ObjectStorage } from '../../domain/object-storage.ts';
import { scrubBlocks } from '../../domain/blocks/scrub-blocks.ts';
import { busyText, progressNotes, showRuns } from './upkeep-runs.ts';

const FIGURES = ['files', 'bytes', 'repaired', 'rewritten', 'bad'];

export const pithosScrub = defineCommand<ObjectStorage>({
  name: 'pithos-scrub',
  role: 'object',
  summary: 'Show the last scrubs of blocks and lists of blocks, or run one now and report what is lost',
  options: [
    { flags: '--start', help: 'run one now, or go on with one that was interrupted' },
    { flags: '--rate <bytes>', help: 'bytes a second to read at most (default: as fast as it goes)' },
  ],
  async handle({ service, options, out }) {
    if (options['start'] === true) {
      const bytesPerSecond = rateOf(options['rate']);
      const outcome = await scrubBlocks(service, { bytesPerSecond, onShard: progressNotes(out) });
      if (!('result' in outcome)) throw new CommandError(busyText('scrub', outcome.busy));
    }
    await showRuns(service, 'scrub', FIGURES, out);
    const hit = await service.store.damage.hits(1);
    if (hit.length > 0) throw new CommandError('Objects have lost content: pithos-damage-list names them.');
  },
});

function rateOf(given: unknown): number {
  if (given === undefined) return Infinity;
  const rate = Number(given);
  if (!Number.isFinite(rate) || rate <= 0) throw new CommandError('--rate is a number of bytes a second.');
  return rate;
}
