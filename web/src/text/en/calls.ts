import { plural } from './language.ts';

/** Why a call of the cloud came to nothing, where the cloud itself did not say it. */
export const say = {
  unreachable: 'The cloud could not be reached.',
  sessionEnded: 'The session has ended.',
  notAllowed: 'This is not allowed.',
  notFound: 'It does not exist, or you may not see it.',
  doesNotFit: 'It does not fit.',
  notReady: 'The service is not ready.',
  answeredError: ({ status }: { status: number }) => `The cloud answered with an error (${status}).`,
  unknownReason: 'It did not work, for a reason this page does not know.',
  nothingDone: 'No connection: nothing was done.',
  otherAccount: ({ email }: { email: string }) => `${email} is logged in now. Load this page again.`,
  identitySilent: 'The identity service did not answer.',
  wrongPassword: 'The e-mail or the password is wrong.',
  accountUnusable:
    'This account cannot be used now: it waits to be verified or accepted, or was shut out. Ask whoever runs this cloud.',
  tooManyAttempts: 'Too many attempts. Try again later.',
  tooManyAttemptsFor: ({ seconds }: { seconds: number }) =>
    plural(seconds, {
      one: 'Too many attempts. Try again in # second.',
      other: 'Too many attempts. Try again in # seconds.',
    }),
  nameTaken: ({ name }: { name: string }) => `There are already many of the name ${name}.`,
  dotName: 'A browser cannot reach a name with a part “.” or “..”: rename it with kamaki.',
  noLogIn: 'The cloud cannot log anybody in at the moment. Try again in a minute.',
};
