import { ADMIN_ROLE as ADMIN_GROUP } from '#contract/admin-role';
import { randomPassword } from './account-password.ts';
import { acceptUser, verifyUser } from './account-transitions.ts';
import { createUser } from './create-user.ts';
import type { Acting } from '../identity.ts';
import { isAccepted } from './account-state.ts';
import { renewToken } from '../tokens/tokens.ts';

/** What the first start writes to the owner's file. The password and the token are known nowhere else. */
export interface FirstAdministrator {
  uuid: string;
  email: string;
  password: string;
  token: string;
  tokenExpiresAt: Date;
}

/**
 * Makes the administrator of a new cloud with a random password, accepted and with a token; undefined when there is an
 * administrator. `keep` is given the credentials to write down before anything is committed: whatever dies in between,
 * an administrator that exists is one whose password was kept.
 */
export function createFirstAdministrator(
  identity: Acting,
  wanted: { email: string; firstName: string; lastName: string },
  keep: (administrator: FirstAdministrator) => Promise<void> | void = () => undefined,
): Promise<FirstAdministrator | undefined> {
  return identity.store.transaction(async (store) => {
    if (await store.groups.hasMembers(ADMIN_GROUP)) return undefined;
    const inside: Acting = { ...identity, store };
    const password = randomPassword(identity);
    const created = await createUser(inside, { ...wanted, password, groups: [ADMIN_GROUP] });
    const user = await verifyUser(inside, created.uuid);
    if (!isAccepted(user)) await acceptUser(inside, user.uuid);
    const { token, expiresAt } = await renewToken(inside, user);
    const administrator = { uuid: user.uuid, email: user.email, password, token, tokenExpiresAt: expiresAt };
    await keep(administrator);
    return administrator;
  });
}
