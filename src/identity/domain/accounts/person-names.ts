import { differences } from '#platform/audit/entry';
import { fail } from '../../errors.ts';
import type { User } from '../../store/accounts/accounts.ts';
import { accountObject, record } from '../audit/record.ts';
import type { Acting } from '../identity.ts';

const MAX_NAME = 256;

/** A first and a last name without blanks around them; refused when one is missing, or is no line of text. */
export function checkedNames(names: { firstName: string; lastName: string }): {
  firstName: string;
  lastName: string;
} {
  const firstName = names.firstName.trim();
  const lastName = names.lastName.trim();
  if (firstName === '' || lastName === '') fail('name_missing');
  if (/\p{Cc}/u.test(firstName + lastName)) fail('name_malformed');
  return { firstName: firstName.slice(0, MAX_NAME), lastName: lastName.slice(0, MAX_NAME) };
}

/** Gives an account, whose row is locked, other names. */
export async function setNames(
  identity: Acting,
  user: User,
  wanted: { firstName?: string | undefined; lastName?: string | undefined },
): Promise<void> {
  const { store, clock } = identity;
  const names = checkedNames({
    firstName: wanted.firstName ?? user.firstName,
    lastName: wanted.lastName ?? user.lastName,
  });
  if (names.firstName === user.firstName && names.lastName === user.lastName) return;
  await store.accounts.update(user.id, { ...names, updatedAt: clock.now() });
  await record(identity, store, {
    action: 'account.modify',
    object: accountObject(user),
    details: differences(user, names),
  });
}
