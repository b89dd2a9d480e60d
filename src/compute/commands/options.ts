import { CommandError, type CommandInput } from '#platform/command';
import { ServiceError } from '#platform/errors';
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

/** A refusal of the service becomes one line for the operator. */
export async function plainly<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof ServiceError) throw new CommandError(error.message, { cause: error });
    throw error;
  }
}

/** A user as the API knows one, without a token; without a uuid somebody who sees what everybody does. */
export function asUser(given: string | undefined): Caller {
  const uuid = given ?? '*';
  return { user: uuid, projects: [], defaultProject: uuid, groups: [] };
}
