import { readFile } from 'node:fs/promises';
import { CommandError, usageError } from '#platform/commands/command-error';
import { text } from '#platform/commands/options';
import type { Questions } from '#platform/commands/questions';

/** The option that names the document to import. */
export const json = text('--json <file>', 'the document; - reads it from standard input');

/** The text of the document. */
export async function documentOf(ask: Pick<Questions, 'input'>, file: string | undefined): Promise<string> {
  if (file === undefined) throw usageError('--json is needed: a file, or - for standard input.');
  if (file === '-') return ask.input();
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new CommandError(`${file} cannot be read: ${(cause as Error).message}`, { cause });
  }
}
