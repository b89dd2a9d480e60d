import type { Acting } from '../identity.ts';
import { type NewToken, renewToken } from '../tokens/tokens.ts';
import { acceptUser, verifyUser } from './account-transitions.ts';
import { type NewAccount, insertUser, prepareUser } from './create-user.ts';

export interface ReadyUser {
  uuid: string;
  token: NewToken;
}

/**
 * Makes an account that can be used at once: its terms are taken as signed, its e-mail as proven, and it is accepted, without
 * a mail (spec/identity 1.3). All of it, or nothing.
 */
export async function addReadyUser(
  identity: Acting,
  account: NewAccount,
  described: { affiliation: string | null; info: Record<string, unknown> } | undefined,
): Promise<ReadyUser> {
  const prepared = await prepareUser(identity, account);
  return identity.store.transaction(async (store) => {
    const inside: Acting = { ...identity, store };
    await store.projects.takeTurn();
    const user = await insertUser(inside, store, prepared);
    const { id, uuid } = user;
    await store.accounts.update(id, { hasSignedTerms: true, signedTermsAt: identity.clock.now() });
    if (described !== undefined) await store.signIn.describeLocal(id, described);
    if (!(await verifyUser(inside, uuid)).isActive) await acceptUser(inside, uuid);
    return { uuid, token: await renewToken(inside, user) };
  });
}
