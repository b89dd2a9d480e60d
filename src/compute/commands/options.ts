import { readFile } from 'node:fs/promises';
import { uuid } from '#contract/scalars';
import { CommandError, type CommandInput, type CommandQuestions } from '#platform/command';
import { ServiceError } from '#platform/errors';
import { Secret } from '#platform/secret';
import type { Caller } from '../domain/compute.ts';

type Options = CommandInput<unknown>['options'];

/** The text of an option, or undefined when it was not given. */
export function textOf(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** A yes or no given as a word: `--public False`. */
export function booleanOf(options: Options, name: string): boolean | undefined {
  const value = options[name];
  if (value === undefined || typeof value === 'boolean') return value;
  const word = String(value).toLowerCase();
  if (['true', 'yes', 't', '1'].includes(word)) return true;
  if (['false', 'no', 'f', '0'].includes(word)) return false;
  throw new CommandError(`--${name} is True or False, not '${String(value)}'.`);
}

/** A list of positive whole numbers with commas between them. */
export function numbersOf(text: string | undefined, what: string): number[] {
  const parts = (text ?? '').split(',').map((part) => part.trim());
  if (!parts.every((part) => /^[1-9]\d{0,8}$/.test(part)))
    throw new CommandError(`${what} must be numbers with commas between.`);
  return parts.map(Number);
}

/** A number, or a name in the back end such as `snf-42`. */
export function idOf(text: string | undefined, prefix: string, what: string): number {
  const digits = (text ?? '').startsWith(prefix) ? (text ?? '').slice(prefix.length) : (text ?? '');
  if (!/^[1-9]\d{0,8}$/.test(digits)) throw new CommandError(`Invalid ${what} ID: ${text ?? ''}`);
  return Number(digits);
}

/** The uuid of an option that names a user or a project; what is none would find nothing and look like an empty list. */
export function uuidOf(options: Options, name: string): string | undefined {
  const text = textOf(options, name);
  if (text === undefined) return undefined;
  if (!uuid.safeParse(text).success)
    throw new CommandError(
      `--${name} takes a uuid, not '${text}': snf-manage user-show '${text}' shows an account's.`,
    );
  return text.toLowerCase();
}

/** A refusal of the service becomes one line for the operator. */
export async function plainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ServiceError) throw new CommandError(error.message, { cause: error });
    throw error;
  }
}

/** A user as the API knows one, without a token, so without screens; without a uuid somebody who sees what everybody does. */
export function asUser(given: string | undefined): Caller {
  const user = given ?? '*';
  return { user, projects: [], defaultProject: user, groups: [], credential: '' };
}

/** Where a password may come from; never from the command line, which others can read (S6). */
export const PASSWORD_FILE_OPTION = {
  flags: '--password-file <file>',
  help: 'read the password from the first line of a file instead of asking',
};

/** The password from the file of the option, else from the prompt or standard input. */
export async function passwordOf(options: Options, ask: CommandQuestions, question: string): Promise<Secret> {
  const file = textOf(options, 'passwordFile');
  const text = file === undefined ? await ask.secret(question) : await firstLineOf(file);
  if (text === '') throw new CommandError('The password is empty.');
  return new Secret(text);
}

async function firstLineOf(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).split(/\r?\n/, 1)[0] ?? '';
  } catch (cause) {
    throw new CommandError(`${file} cannot be read.`, { cause });
  }
}
