import { fail } from '../../errors.ts';
import type { User } from '../../store/accounts/accounts.ts';
import { accountObject, record } from '../audit/record.ts';
import type { Acting, Identity } from '../identity.ts';
import { beginTry, endTry } from '../sign-in/sign-in-limiter.ts';
import type { Bearer } from '../tokens/authentication.ts';
import { hashSecret } from '../tokens/secrets.ts';
import { hashPasswordFor, writePassword } from './account-password.ts';
import { setNames } from './person-names.ts';

/** Somebody's own account, with the groups that it is in. */
export interface OwnAccount {
  user: User;
  groups: string[];
}

export async function ownAccount({ store }: Identity, { uuid, roles }: Bearer): Promise<OwnAccount> {
  const user = (await store.accounts.byUuid(uuid)) ?? fail('user_not_found', { user: uuid });
  return { user, groups: roles.map(({ name }) => name) };
}

/** Gives an account the names that its owner wants. */
export async function changeOwnNames(
  identity: Acting,
  { uuid }: Bearer,
  names: { firstName: string; lastName: string },
): Promise<void> {
  await identity.store.transaction(async (store) => {
    const user =
      (await store.accounts.byUuid(uuid, { lock: true })) ?? fail('user_not_found', { user: uuid });
    await setNames({ ...identity, store }, user, names);
  });
}

export interface PasswordChange {
  /** The password of now: who finds an open browser does not have it. */
  current: string;
  next: string;
  /** Renews the token also where the settings do not say so. */
  endToken: boolean;
  /** The credential that asks: if it is a session, it is the only one that stays. */
  secret: string;
  address: string;
  device?: string;
}

/**
 * Changes somebody's own password. Tries are counted with those of the log-in (I1), so that a stolen session gains none; all
 * other sessions end, and the token is renewed as the settings say (spec/identity 3.5, 3.6).
 */
export async function changeOwnPassword(
  identity: Acting,
  { uuid, username }: Bearer,
  { current, next, endToken, secret, address, device }: PasswordChange,
): Promise<void> {
  const counted = await beginTry(identity, {
    name: username,
    address,
    ...(device === undefined ? {} : { device }),
  });
  const user = (await identity.store.accounts.byUuid(uuid)) ?? fail('user_not_found', { user: uuid });
  if (!(await identity.passwords.verify(current, user.passwordHash))) {
    identity.noteSignIn('wrong');
    await record(identity, identity.store, {
      ...{ action: 'account.password', outcome: 'refused' },
      object: accountObject(user),
      details: { reason: 'wrong password' },
    });
    fail('wrong_current_password');
  }
  await endTry(identity, counted);
  const passwordHash = await hashPasswordFor(identity, user, next);
  await identity.store.transaction(async (store) => {
    const now = await store.accounts.byUuid(uuid, { lock: true });
    // somebody else changed it meanwhile: what was typed is not the password any more
    if (now?.passwordHash !== user.passwordHash) fail('wrong_current_password');
    await writePassword({ ...identity, store }, now, passwordHash, {
      keep: hashSecret(secret),
      ...(endToken ? { endToken } : {}),
    });
  });
}
