import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { CommandError } from '#platform/commands/command-error';
import { argument } from '#platform/commands/options';
import { addTerms } from '../../domain/accounts/terms.ts';
import { defineCommand } from '../command.ts';

export const termAdd = defineCommand({
  name: 'term-add',
  summary: 'Keep new terms of use, which everybody has to sign again',
  help: [
    'They are kept as they stand in the file now. From then on every service refuses whoever has not signed them; the console leads',
    'each person to a page that shows their text, with a button to agree. user-modify --sign-terms signs them for somebody.',
  ].join('\n'),
  args: [argument('<file>', 'HTML file with the terms')],
  asks: [],
  async run({ service, args: [file], out, ask }) {
    const location = resolve(file);
    const document = await readFile(location, 'utf8').catch((cause: unknown) => {
      throw new CommandError(`${file} cannot be read: ${(cause as Error).message}`, { cause });
    });
    if (!(await ask.confirm('Keep these terms, so that everybody has to sign again?')))
      throw new CommandError('Nothing was changed.');
    out.line(`Created term id ${await addTerms(service, { location, document })}`);
  },
});
