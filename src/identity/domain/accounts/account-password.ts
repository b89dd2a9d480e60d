import type { User } from '../../store/accounts/accounts.ts';
import { accountObject, record } from '../audit/record.ts';
import type { Acting, Identity } from '../identity.ts';
import { checkPassword, type PasswordOwner } from '../sign-in/password-rule.ts';
import { renewToken } from '../tokens/tokens.ts';

/** Bytes of randomness in a password that we choose: 24 characters of base64url. */
const PASSWORD_BYTES = 18;

/** A password that nobody chose, with 144 random bits. */
export function randomPassword(identity: Identity): string {
  return identity.ids.secret(PASSWORD_BYTES);
}

/** The hash of a password that is not easy to guess; refuses the others. */
export async function hashPasswordFor(
  identity: Identity,
  owner: PasswordOwner,
  password: string,
): Promise<string> {
  checkPassword(password, owner);
  return identity.passwords.hash(password);
}

/**
 * Gives an account the password of a hash; every session ends but the one of `keep`, and the token is renewed where the
 * settings or `endToken` say so.
 */
export async function writePassword(
  identity: Acting,
  user: User,
  passwordHash: string,
  {
    keep,
    endToken = identity.settings.ASTAKOS_NEWPASSWD_INVALIDATE_TOKEN,
  }: { keep?: Buffer; endToken?: boolean } = {},
): Promise<void> {
  const now = identity.clock.now();
  await identity.store.transaction(async (store) => {
    await store.accounts.update(user.id, { passwordHash, updatedAt: now });
    await store.signIn.addLocal(user.id, now);
    await store.signIn.removeAll(user.id, keep);
    await record(identity, store, { action: 'account.password', object: accountObject(user) });
    // The new token is told to nobody: the old one stops, the next is made where the user asks for it.
    if (endToken && user.tokenHash !== null) await renewToken({ ...identity, store }, user);
  });
}
