import { isUniqueViolation } from '#platform/database/database';
import { error, fail } from '../../errors.ts';
import type { User } from '../../store/accounts/accounts.ts';
import type { Store } from '../../store/store.ts';
import { isAccepted } from './account-state.ts';
import { accountObject, record } from '../audit/record.ts';
import type { Acting, Identity } from '../identity.ts';
import { checkPassword } from '../sign-in/password-rule.ts';
import { checkedNames } from './person-names.ts';

/** A local account to make. */
export interface NewAccount {
  email: string;
  firstName: string;
  lastName: string;
  password: string;
  groups?: readonly string[];
  permissions?: readonly string[];
}

const MAX_EMAIL = 254;

/** One `@`, something on both sides, no blanks or control characters: what can be mailed is for the mail to find out. */
const EMAIL = /^[^\s@\p{Cc}]{1,64}@[^\s@\p{Cc}]{1,255}$/u;

/** The address without blanks around it; refused when it is none. */
export function checkedEmail(text: string): string {
  const email = text.trim();
  if (email.length > MAX_EMAIL || !EMAIL.test(email)) fail('bad_email', { email: email.slice(0, MAX_EMAIL) });
  return email;
}

/**
 * Makes a local account, unverified and inactive, without a token. Accounts of the same name that were never verified
 * are removed; a verified one is a refusal (spec/identity 3.3, 6.2).
 */
export async function createUser(identity: Acting, account: NewAccount): Promise<User> {
  const prepared = await prepareUser(identity, account);
  return identity.store.transaction((tx) => insertUser(identity, tx, prepared));
}

/** What of a new account is checked, and the hash of its password, which takes long: before any transaction. */
export interface PreparedUser extends Pick<
  NewAccount,
  'email' | 'firstName' | 'lastName' | 'groups' | 'permissions'
> {
  passwordHash: string;
}

export async function prepareUser(identity: Identity, account: NewAccount): Promise<PreparedUser> {
  const email = checkedEmail(account.email);
  const names = checkedNames(account);
  checkPassword(account.password, { email, ...names });
  const { groups = [], permissions = [] } = account;
  return {
    email,
    ...names,
    groups,
    permissions,
    passwordHash: await identity.passwords.hash(account.password),
  };
}

/** Makes the account in a transaction. */
export async function insertUser(identity: Acting, tx: Store, prepared: PreparedUser): Promise<User> {
  const now = identity.clock.now();
  const { email, firstName, lastName, passwordHash, groups: groupNames = [], permissions = [] } = prepared;
  try {
    await removeUnverifiedNamesakes(identity, tx, email);
    // so that terms that come at this moment find the account, or are found
    await tx.terms.hold();
    const user = await tx.accounts.insert({
      uuid: identity.ids.uuid(),
      email,
      username: email.toLowerCase(),
      firstName,
      lastName,
      passwordHash,
      hasSignedTerms: !(await tx.terms.exist()),
      level: identity.settings.ASTAKOS_DEFAULT_USER_LEVEL,
      permissions: [...new Set(permissions)],
      joinedAt: now,
      updatedAt: now,
    });
    await tx.signIn.addLocal(user.id, now);
    const groups = await tx.groups.ensure([...new Set(groupNames)]);
    await tx.groups.add(user.id, groups);
    await record(identity, tx, {
      action: 'account.create',
      object: accountObject(user),
      details: { name: `${firstName} ${lastName}`, groups: groupNames, permissions },
    });
    return user;
  } catch (cause) {
    if (isUniqueViolation(cause)) throw error('user_exists', { email }, { cause });
    throw cause;
  }
}

/** Frees a name from accounts that never proved it is theirs; refuses when a verified one has it. */
async function removeUnverifiedNamesakes(identity: Acting, tx: Store, email: string): Promise<void> {
  for (const namesake of await tx.accounts.byName(email)) {
    if (namesake.emailVerified || isAccepted(namesake)) fail('user_exists', { email });
    await tx.accounts.remove(namesake.id);
    await record(identity, tx, {
      action: 'account.remove',
      object: accountObject(namesake),
      details: { reason: 'never verified, and somebody else asks for the name' },
    });
  }
}
