import { ADMIN_ROLE } from '#contract/admin-role';
import type { Identity } from '../identity.ts';

/**
 * Gives administrators that have no way to log in the one by password, with the terms signed; a password is for `user-modify`
 * to set. Answers how many they were.
 */
export function fixSuperusers({ store, clock }: Identity): Promise<number> {
  const now = clock.now();
  return store.transaction(async (tx) => {
    const fixed = await tx.signIn.addLocalToMembers(ADMIN_ROLE, now);
    await tx.accounts.signTerms(fixed, now);
    return fixed.length;
  });
}
