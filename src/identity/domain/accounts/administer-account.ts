import { ADMIN_ROLE } from '#contract/admin-role';
import { fail } from '../../errors.ts';
import type { Acting } from '../identity.ts';
import { type AccountChange, changeAccount, type ChangedAccount } from './change-account.ts';

/** Changes an account for an administrator at the console, who shuts out others and never himself. */
export function administerAccount(
  identity: Acting,
  administrator: string,
  uuid: string,
  change: AccountChange,
): Promise<ChangedAccount> {
  const shutsOut =
    change.deactivate !== undefined ||
    change.isAdmin === false ||
    change.removeGroups?.includes(ADMIN_ROLE) === true;
  if (shutsOut && administrator === uuid) fail('own_account');
  return changeAccount(identity, uuid, change);
}
