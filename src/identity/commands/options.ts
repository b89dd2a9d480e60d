import { usageError } from '#platform/commands/command-error';
import { choice, type OptionSpec, secret, text, withDefault } from '#platform/commands/options';
import { parseAmount, UNIT_STYLES } from '../domain/quota/units.ts';
import { PASSWORD_RULE } from '../domain/sign-in/password-rule.ts';

/** Units in which amounts are shown. */
export const unitStyle = withDefault(choice('--unit-style <style>', 'units of amounts', UNIT_STYLES), 'mb');

/** The password option of every command: without a value it is asked for, or read from standard input. */
export const password = secret(
  '--password [password]',
  `ask for the password, or read it from standard input; given as a value, other users of this machine can see it. ${PASSWORD_RULE}`,
);

/** An amount of a resource, with its unit: `20GB`, `5`, `inf`. */
export function amount(flags: string, help: string): OptionSpec<bigint | undefined> {
  const spec = text(flags, help);
  return { ...spec, read: (words) => amountOf(spec.read(words, flags)) };
}

function amountOf(word: string | undefined): bigint | undefined {
  return word === undefined
    ? undefined
    : (parseAmount(word) ?? refuse(`'${word}' is not an amount: write 20GB, 5 or inf.`));
}

function refuse(message: string): never {
  throw usageError(message);
}
