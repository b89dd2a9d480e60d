import { existsSync, readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { CommandError } from '#platform/commands/command-error';
import { argument } from '#platform/commands/options';
import { readBackup, restoreBackup } from '../backup.ts';
import { defineRootCommand } from './command.ts';

export const restoreCommand = defineRootCommand({
  name: 'restore',
  summary: 'Put a backup in the place of the data directory; what stands there is moved aside',
  args: [argument('<directory>', 'the backup')],
  asks: [],
  async run({ service: { dataDirectory }, args: [directory], out, ask, clock }) {
    const backup = resolve(directory);
    const { made } = readBackup(backup);
    const stands = existsSync(dataDirectory) && readdirSync(dataDirectory).length > 0;
    if (stands && !(await ask.confirm(`Put the state of ${made} in the place of ${dataDirectory}?`)))
      throw new CommandError('Nothing was restored.');
    const { aside } = await restoreBackup(backup, dataDirectory, {
      now: clock.now(),
      onPart: (name) => out.note(`copying ${name}`),
    });
    out.show({ restored: dataDirectory, state_of: made, moved_aside: aside ?? null });
    out.note(
      'After the next start automatic deletions are locked: see recovery-release-pithos and recovery-release-cyclades.',
    );
  },
});
