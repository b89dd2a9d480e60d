import { resolve } from 'node:path';
import { defineCommand } from '#platform/command';
import { makeBackup } from '../backup.ts';
import { type CloudPlace, databasesElsewhere } from '../databases-elsewhere.ts';

export const backupCommand = defineCommand<CloudPlace>({
  name: 'backup',
  role: undefined,
  summary: 'Copy everything that a stopped cloud keeps in its data directory to a new directory',
  arguments: [{ name: '<directory>', help: 'where to; it must not be there yet' }],
  async handle({ service, args: [directory = ''], out, clock }) {
    const target = resolve(directory);
    const { bytes, entries } = await makeBackup(service.dataDirectory, target, {
      now: clock.now(),
      onPart: (name) => out.note(`copying ${name}`),
    });
    out.show({ backup: target, bytes, parts: entries.join(', ') });
    const elsewhere = databasesElsewhere(service);
    if (elsewhere.length > 0)
      out.note(
        `NOT in it are the databases that are kept elsewhere: ${elsewhere.join(', ')}. Dump them by themselves.`,
      );
    out.note('It holds secrets.json, which opens all the rest: keep it where nobody else reads it.');
  },
});
