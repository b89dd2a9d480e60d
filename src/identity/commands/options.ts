import { CommandError } from '#platform/commands/command-error';
import { type OptionSpec, secret } from '#platform/commands/options';
import { isUnitStyle, type UnitStyle } from '../domain/quota/units.ts';
import { PASSWORD_RULE } from '../domain/sign-in/password-rule.ts';

/** Units in which amounts are shown. */
export const unitStyle: OptionSpec<UnitStyle> = {
  flags: '--unit-style <style>',
  help: 'units of amounts: b, kb, mb, gb, tb, pb, auto or none (default: mb)',
  read: (words) => {
    const style = words.at(-1) ?? 'mb';
    if (isUnitStyle(style)) return style;
    throw new CommandError(`Invalid unit style '${style}': it is one of b, kb, mb, gb, tb, pb, auto, none.`);
  },
};

/** The password option of every command: without a value it is asked for, or read from standard input. */
export const password = secret(
  '--password [password]',
  `ask for the password, or read it from standard input; given as a value, other users of this machine can see it. ${PASSWORD_RULE}`,
);
