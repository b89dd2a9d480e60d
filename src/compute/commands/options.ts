import { readFile } from 'node:fs/promises';
import { CommandError, usageError } from '#platform/commands/command-error';
import { type GivenSecret, type OptionSpec, text, uuid } from '#platform/commands/options';
import { type Questions, secretOf } from '#platform/commands/questions';
import { Secret } from '#platform/secret';
import { type Caller, userCaller } from '../domain/compute.ts';

/** A list of positive whole numbers with commas between them. */
export function numbersOf(words: string, what: string): number[] {
  const parts = words.split(',').map((part) => part.trim());
  if (!parts.every((part) => /^[1-9]\d{0,8}$/.test(part)))
    throw usageError(`${what} must be numbers with commas between.`);
  return parts.map(Number);
}

/** Disk templates by name, or numbers of volume types, with commas between them. */
export function templatesOf(words: string): (string | number)[] {
  return words.split(',').map((part) => {
    const word = part.trim();
    if (/^\d{1,9}$/.test(word)) return Number(word);
    if (!/^[a-z][a-z0-9_]{0,31}$/.test(word)) throw usageError(`'${word}' is not a disk template.`);
    return word;
  });
}

/** Words with commas between them; none where nothing is given. */
export function wordsOf(words: string | undefined): string[] {
  return (words ?? '')
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

/** `key=value` with commas between. */
export function specsOf(words: string | undefined): Record<string, string> {
  return Object.fromEntries(
    wordsOf(words).map((word) => {
      const at = word.indexOf('=');
      if (at < 1) throw usageError(`'${word}' is not of the form key=value.`);
      return [word.slice(0, at), word.slice(at + 1)];
    }),
  );
}

/** Specifications as lists show them. */
export function specsText(specs: Record<string, string>): string {
  return Object.entries(specs)
    .map(([key, value]) => `${key}=${value}`)
    .join(',');
}

/** The number that an option or a word gives; undefined when it is not there. */
export function givenId(word: string | undefined, what: string): number | undefined {
  return word === undefined ? undefined : idOf(word, '', what);
}

/** Asks, and ends the command when the answer is no. */
export async function confirmOrStop(ask: Questions, question: string, otherwise: string): Promise<void> {
  if (!(await ask.confirm(question))) throw new CommandError(otherwise);
}

/** A number, or a name in the back end such as `snf-42`. */
export function idOf(word: string, prefix: string, what: string): number {
  const digits = word.startsWith(prefix) ? word.slice(prefix.length) : word;
  if (!/^[1-9]\d{0,8}$/.test(digits)) throw usageError(`Invalid ${what} ID: ${word}`);
  return Number(digits);
}

/** An option that names a user by uuid. */
export function userOption(help: string): OptionSpec<string | undefined> {
  return uuid('-u, --user <uuid>', help, (word) => `snf-manage user-show '${word}' shows an account's`);
}

/** A user as the API knows one, without a token, so without screens; without a uuid somebody who sees what everybody does. */
export function asUser(given: string | undefined): Caller {
  return userCaller(given ?? '*');
}

/** Where a password should come from: the command line is what others can read (S6). */
export const passwordFile = text(
  '--password-file <file>',
  'read the password from the first line of a file instead of asking',
);

/** The password from the file, from the line where somebody put it there, else from the prompt or standard input. */
export async function passwordOf(
  { ask, out }: { ask: Questions; out: { note(text: string): void } },
  { file, given = 'asked for' }: { file: string | undefined; given: GivenSecret | undefined },
  question: string,
): Promise<Secret> {
  const words =
    file !== undefined
      ? await firstLineOf(file)
      : given === 'asked for'
        ? await ask.secret(question)
        : await secretOf({ ask, out }, given, 'Password');
  if (words === undefined || words === '') throw new CommandError('The password is empty.');
  return new Secret(words);
}

async function firstLineOf(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).split(/\r?\n/, 1)[0] ?? '';
  } catch (cause) {
    throw new CommandError(`${file} cannot be read.`, { cause });
  }
}
