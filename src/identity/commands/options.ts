import { choice, secret, withDefault } from '#platform/commands/options';
import { UNIT_STYLES } from '../domain/quota/units.ts';
import { PASSWORD_RULE } from '../domain/sign-in/password-rule.ts';

/** Units in which amounts are shown. */
export const unitStyle = withDefault(choice('--unit-style <style>', 'units of amounts', UNIT_STYLES), 'mb');

/** The password option of every command: without a value it is asked for, or read from standard input. */
export const password = secret(
  '--password [password]',
  `ask for the password, or read it from standard input; given as a value, other users of this machine can see it. ${PASSWORD_RULE}`,
);
