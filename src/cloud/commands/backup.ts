import { resolve } from 'node:path';
import { argument } from '#platform/commands/options';
import { makeBackup } from '../backup.ts';
import { SettingsError } from '#platform/settings';
import type { TableOutput } from '#platform/commands/table-output';
import { type CloudPlace, databasesElsewhere } from '../databases-elsewhere.ts';
import { defineRootCommand } from './command.ts';

export const backupCommand = defineRootCommand({
  name: 'backup',
  summary: 'Copy everything that a stopped cloud keeps in its data directory to a new directory',
  args: [argument('<directory>', 'where to; it must not be there yet')],
  async run({ service, args: [directory], out, clock }) {
    const target = resolve(directory);
    const { bytes, entries } = await makeBackup(service.dataDirectory, target, {
      now: clock.now(),
      onPart: (name) => out.note(`copying ${name}`),
    });
    out.show({ backup: target, bytes, parts: entries.join(', ') });
    const elsewhere = elsewhereOf(service, out);
    if (elsewhere.length > 0)
      out.note(
        `NOT in it are the databases that are kept elsewhere: ${elsewhere.join(', ')}. Dump them by themselves.`,
      );
    out.note('It holds secrets.json, which opens all the rest: keep it where nobody else reads it.');
  },
});

/** A backup that is made is not a failure because nobody can tell what else there is. */
function elsewhereOf(place: CloudPlace, out: TableOutput): string[] {
  try {
    return databasesElsewhere(place);
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    out.note(
      `The settings cannot be read: ${error.message}. Databases that they place elsewhere are NOT in it.`,
    );
    return [];
  }
}
