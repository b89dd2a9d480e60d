import { CommandError } from '#platform/commands/command-error';
import { count, flag } from '#platform/commands/options';
import { findOrphans, orphanSteps, takeOrphanStep } from '../../domain/backends/orphans.ts';
import { orphanTable } from '../backends/orphan-table.ts';
import { defineCommand } from '../command.ts';

export const reconcileServers = defineCommand({
  name: 'reconcile-servers',
  summary:
    'List machines of back ends that no server has; with --fix-orphans stop them, and remove them a day later',
  options: {
    fixOrphans: flag(
      '--fix-orphans',
      'stop those that are a day old, remove those that were stopped a day ago',
    ),
    dryRun: flag('--dry-run', 'say what would be done and do nothing'),
    max: count('--max <count>', 'do nothing when there is more to do than this'),
  },
  asks: [],
  async run({ service, options, out, ask }) {
    const { orphans } = await findOrphans(service);
    const { titles, rows } = orphanTable(orphans);
    out.table(titles, rows);
    const lock = await service.recovery.lock();
    if (lock !== undefined) {
      out.note(
        `Since ${lock.since.toISOString()} nothing is removed: ${lock.reason}. See recovery-release-cyclades.`,
      );
    }
    if (!options.fixOrphans) return;
    const steps = await orphanSteps(service);
    if (steps.length === 0) return out.note('There is nothing to do now.');
    const what = steps.map(({ orphan, step }) => `${step} ${orphan.name}`).join(', ');
    out.note(`${steps.length} to do: ${what}`);
    if (options.dryRun) return;
    if (steps.length > (options.max ?? Infinity))
      throw new CommandError(`${steps.length} is more than ${options.max}: nothing is done.`);
    if (!(await ask.confirm(`Do these ${steps.length}?`))) throw new CommandError('Nothing was done.');
    let done = 0;
    for (const step of steps) done += Number(await takeOrphanStep(service, step));
    out.note(`${done} of ${steps.length} done.`);
  },
});
