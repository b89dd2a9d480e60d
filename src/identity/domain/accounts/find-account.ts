import { fail } from '../../errors.ts';
import type { User } from '../../store/accounts.ts';
import type { Identity } from '../identity.ts';

/** Finds an account by uuid, by number, or by e-mail. */
export async function findUser(identity: Identity, name: string): Promise<User> {
  const { accounts } = identity.store;
  const found = /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/.test(name)
    ? await accounts.byUuid(name.toLowerCase())
    : /^\d{1,18}$/.test(name)
      ? await accounts.byId(BigInt(name))
      : (await accounts.byName(name))[0];
  return found ?? fail('user_not_found', { user: name });
}
