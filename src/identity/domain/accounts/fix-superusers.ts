import { ADMIN_ROLE } from '#contract/admin-role';
import { accountObject, record } from '../audit/record.ts';
import type { Acting } from '../identity.ts';

/**
 * Gives administrators that have no way to log in the one by password, with the terms signed; a password is for `user-modify`
 * to set. Answers how many they were.
 */
export function fixSuperusers(identity: Acting): Promise<number> {
  const now = identity.clock.now();
  return identity.store.transaction(async (tx) => {
    const fixed = await tx.signIn.addLocalToMembers(ADMIN_ROLE, now);
    await tx.accounts.signTerms(fixed, now);
    const users = await tx.accounts.byIds(fixed);
    const details = { method: 'local', terms: 'signed' };
    const changes = users.map((user) => ({
      action: 'account.modify' as const,
      object: accountObject(user),
      details,
    }));
    await record(identity, tx, ...changes);
    return fixed.length;
  });
}
