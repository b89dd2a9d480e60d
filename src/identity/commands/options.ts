import { CommandError, type CommandInput } from '#platform/command';
import type { Identity } from '../domain/identity.ts';
import { PASSWORD_RULE } from '../domain/sign-in/password-rule.ts';
import { isUnitStyle, type UnitStyle } from '../domain/quota/units.ts';

type Options = CommandInput<Identity>['options'];

export const unitStyleOption = {
  flags: '--unit-style <style>',
  help: 'units of amounts: b, kb, mb, gb, tb, pb, auto or none',
  fallback: 'mb',
};

/** The password option of every command: without a value it is asked for, or read from standard input. */
export const passwordOption = {
  flags: '--password [password]',
  help: `ask for the password, or read it from standard input; given as a value, other users of this machine can see it. ${PASSWORD_RULE}`,
};

export function unitStyleOf(options: Options): UnitStyle {
  const style = String(options['unitStyle'] ?? 'mb');
  if (!isUnitStyle(style)) {
    throw new CommandError(`Invalid unit style '${style}': it is one of b, kb, mb, gb, tb, pb, auto, none.`);
  }
  return style;
}

/** The option's text, or undefined when it was not given. */
export function textOf(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}

/** The option's texts; none when it was not given. */
export function textsOf(options: Options, name: string): string[] {
  const value = options[name];
  return Array.isArray(value) ? value : typeof value === 'string' ? [value] : [];
}

/** A whole number of an option, or undefined when it was not given. */
export function countOf(options: Options, name: string, flag: string): number | undefined {
  const text = textOf(options, name);
  if (text === undefined) return undefined;
  if (!/^\d{1,9}$/.test(text)) throw new CommandError(`${flag} takes a whole number.`);
  return Number(text);
}

/** The password to set: asked for, given, or undefined when the option is absent. */
export async function passwordOf({ options, ask, out }: CommandInput<Identity>): Promise<string | undefined> {
  const given = options['password'];
  if (given === undefined) return undefined;
  if (given === true) return ask.secret('Password:');
  out.note(
    'A password in a command line can be seen by other users of this machine: give --password without a value.',
  );
  return String(given);
}
