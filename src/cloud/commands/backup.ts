import { resolve } from 'node:path';
import { defineCommand } from '#platform/command';
import { makeBackup } from '../backup.ts';

export const backupCommand = defineCommand<{ dataDirectory: string }>({
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
    out.note('It holds secrets.json, which opens all the rest: keep it where nobody else reads it.');
  },
});
