import { CommandError } from './command-error.ts';
import { count, flag } from './options.ts';
import { commandsOf, type ServiceCommand } from './service-command.ts';
import type { Recovery } from '../database/recovery.ts';

/** What automatic deletions would take away, were they released. */
export interface Doomed {
  titles: string[];
  /** At most as many as a person can read. */
  rows: unknown[][];
  total: number;
}

/** Most rows that a command shows of what would go. */
export const SHOWN_ROWS = 1000;

/** The commands by which an operator locks a service's automatic deletions, and releases them once he saw what would go. */
export function recoveryCommands<S>(of: {
  /** The service as its commands are named. */
  name: string;
  role: string;
  what: string;
  recovery(service: S): Recovery;
  doomed(service: S): Promise<Doomed>;
}): ServiceCommand<S>[] {
  const { defineCommand } = commandsOf<S>(of.role);
  const release = defineCommand({
    name: `recovery-release-${of.name}`,
    summary: `After a restore: list the ${of.what} that would go, and let automatic deletions go on`,
    options: {
      dryRun: flag('--dry-run', 'list only'),
      max: count('--max <count>', 'release nothing when more than so many would go'),
    },
    asks: [],
    async run({ service, options, out, ask }) {
      const lock = await of.recovery(service).lock();
      const doomed = await of.doomed(service);
      out.table(doomed.titles, doomed.rows);
      if (doomed.rows.length < doomed.total) out.note(`… and ${doomed.total - doomed.rows.length} more`);
      const wouldGo = `${doomed.total} ${of.what} would go`;
      if (lock === undefined) return out.note(`Nothing is locked. ${wouldGo}.`);
      out.note(
        `Automatic deletions are locked since ${lock.since.toISOString()}: ${lock.reason}. ${wouldGo}.`,
      );
      if (options.dryRun) return;
      if (doomed.total > (options.max ?? Infinity))
        throw new CommandError(`${wouldGo}, which is more than ${options.max}: nothing is released.`);
      if (!(await ask.confirm(`Release, though ${wouldGo}?`)))
        throw new CommandError('Nothing was released.');
      await of.recovery(service).release(lock.epoch);
      out.note('Released.');
    },
  });
  const lock = defineCommand({
    name: `recovery-lock-${of.name}`,
    summary: `Lock automatic deletions of ${of.what}: before a restore, or when in doubt`,
    async run({ service, out }) {
      await of.recovery(service).begin('an operator locked them');
      out.note('Locked.');
    },
  });
  return [release, lock];
}
