import { CommandError, defineCommand } from '#platform/command';
import { findOrphans, orphanSteps, takeOrphanStep } from '../../domain/backends/orphans.ts';
import type { Compute } from '../../domain/compute.ts';
import { orphanTable } from '../backends/orphan-table.ts';

export const reconcileServers = defineCommand<Compute>({
  name: 'reconcile-servers',
  role: 'compute',
  summary:
    'List machines of back ends that no server has; with --fix-orphans stop them, and remove them a day later',
  options: [
    {
      flags: '--fix-orphans',
      help: 'stop those that are a day old, remove those that were stopped a day ago',
    },
    { flags: '--dry-run', help: 'say what would be done and do nothing' },
    { flags: '--max <count>', help: 'do nothing when there is more to do than this' },
  ],
  async handle({ service, options, out, ask }) {
    const { orphans } = await findOrphans(service);
    const { titles, rows } = orphanTable(orphans);
    out.table(titles, rows);
    const lock = await service.recovery.lock();
    if (lock !== undefined) {
      out.note(
        `Since ${lock.since.toISOString()} nothing is removed: ${lock.reason}. See recovery-release-cyclades.`,
      );
    }
    if (options['fixOrphans'] !== true) return;
    const steps = await orphanSteps(service);
    if (steps.length === 0) return out.note('There is nothing to do now.');
    const what = steps.map(({ orphan, step }) => `${step} ${orphan.name}`).join(', ');
    out.note(`${steps.length} to do: ${what}`);
    if (options['dryRun'] === true) return;
    if (options['max'] !== undefined && !(steps.length <= Number(options['max'])))
      throw new CommandError(`${steps.length} is more than ${String(options['max'])}: nothing is done.`);
    if (!(await ask.confirm(`Do these ${steps.length}?`))) throw new CommandError('Nothing was done.');
    let done = 0;
    for (const step of steps) done += Number(await takeOrphanStep(service, step));
    out.note(`${done} of ${steps.length} done.`);
  },
});
