import { CommandError, usageError } from '#platform/commands/command-error';
import { count, flag } from '#platform/commands/options';
import { hasLostContent } from '../../domain/blocks/damaged-objects.ts';
import { scrubBlocks } from '../../domain/blocks/scrub-blocks.ts';
import { lastRuns } from '../../domain/blocks/upkeep.ts';
import { defineCommand } from '../command.ts';
import { busyText, progressNotes, showRuns } from './upkeep-runs.ts';

const FIGURES = ['files', 'bytes', 'repaired', 'rewritten', 'bad'];

export const pithosScrub = defineCommand({
  name: 'pithos-scrub',
  summary: 'Show the last scrubs of blocks and lists of blocks, or run one now and report what is lost',
  options: {
    start: flag('--start', 'run one now, or go on with one that was interrupted'),
    rate: count('--rate <bytes>', 'bytes a second to read at most (default: as fast as it goes)'),
  },
  async run({ service, options, out }) {
    if (options.start) {
      if (options.rate === 0) throw usageError('--rate is a number of bytes a second.');
      const bytesPerSecond = options.rate ?? Infinity;
      const outcome = await scrubBlocks(service, { bytesPerSecond, onShard: progressNotes(out) });
      if (!('result' in outcome)) throw new CommandError(busyText('scrub', outcome.busy));
    }
    showRuns(await lastRuns(service, 'scrub'), FIGURES, out);
    if (await hasLostContent(service))
      throw new CommandError('Objects have lost content: pithos-damage-list names them.');
  },
});
