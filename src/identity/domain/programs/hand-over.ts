import { fail } from '../../errors.ts';
import { accountObject, record } from '../audit/record.ts';
import type { Acting, Identity } from '../identity.ts';
import { hashSecret } from '../tokens/secrets.ts';
import { renewToken } from '../tokens/tokens.ts';

const MAX_ADDRESS = 2048;

/** Where a token is to go: the address of a program on the person's machine. */
export interface HandOver {
  /** What a person recognises it by: `pithos://desktop`. */
  program: string;
  /** Without query and fragment, which are replaced. */
  address: string;
}

/**
 * Reads the address that a program asks for its token at (spec/identity 1.11). Its scheme must be one that the operator
 * allows, none of which is the web's (I18), spelled so that every reader finds the same one.
 */
export function handOverTo({ settings }: Pick<Identity, 'settings'>, next: string | undefined): HandOver {
  if (next === undefined || next === '') fail('no_next');
  const [, scheme = ''] = /^([a-z][a-z0-9+.-]{0,31}):/i.exec(next) ?? [];
  const isAllowed = settings.ASTAKOS_REDIRECT_ALLOWED_SCHEMES.includes(scheme.toLowerCase());
  if (!isAllowed || next.length > MAX_ADDRESS || !/^[\x21-\x7e]+$/.test(next) || next.includes('\\'))
    fail('next_refused');
  const url = URL.canParse(next) ? new URL(next) : fail('next_refused');
  if (url.protocol !== `${scheme.toLowerCase()}:` || url.username !== '' || url.password !== '')
    fail('next_refused');
  const [address = ''] = url.href.split(/[?#]/, 1);
  return { program: `${url.protocol}//${url.host}`, address };
}

/**
 * Makes the person a new token and answers the address that hands it to the program: only a hash of the one before is kept,
 * so that it could not be told again, and it stops working. `renew` also ends the person's other sessions.
 */
export async function handOver(
  identity: Acting,
  { user, session }: { user: { id: bigint; uuid: string; email: string }; session: string },
  { next, renew }: { next: string; renew: boolean },
): Promise<string> {
  const { address, program } = handOverTo(identity, next);
  const { token } = await identity.store.transaction(async (store) => {
    if (renew) await store.signIn.removeAll(user.id, hashSecret(session));
    await record(identity, store, {
      action: 'client.hand-over',
      object: accountObject(user),
      details: { program, renew },
    });
    return renewToken({ ...identity, store }, user);
  });
  return `${address}?${new URLSearchParams({ uuid: user.uuid, token }).toString()}`;
}
