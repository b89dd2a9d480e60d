import { fail } from '../../errors.ts';
import type { SessionRow } from '../../store/sign-in.ts';
import { accountObject, record } from '../audit/record.ts';
import type { Acting, Identity } from '../identity.ts';
import { hashSecret } from '../tokens/secrets.ts';

/** Where an account is logged in to the console, the newest first. */
export async function sessionsOf(
  { store, clock, sessionUse }: Identity,
  userId: bigint,
): Promise<SessionRow[]> {
  await sessionUse.write(store);
  return store.signIn.sessionsOf(userId, clock.now());
}

/** Ends one session of an account. */
export async function endSession(identity: Acting, user: Owner, id: bigint): Promise<void> {
  await identity.store.transaction(async (store) => {
    if (!(await store.signIn.removeOf(user.id, id))) fail('session_not_found', { id: String(id) });
    const object = { kind: 'session', id, name: user.email };
    await record(identity, store, { action: 'session.end', object, about: [user.uuid] });
  });
}

/** Ends all sessions of an account, or all but the one of a secret. */
export async function endSessions(identity: Acting, user: Owner, except?: string): Promise<void> {
  await identity.store.transaction(async (store) => {
    await store.signIn.removeAll(user.id, except === undefined ? undefined : hashSecret(except));
    const details = { all: true, ...(except === undefined ? {} : { except: 'own' }) };
    await record(identity, store, {
      action: 'session.end',
      object: { ...accountObject(user), kind: 'session' },
      details,
    });
  });
}

interface Owner {
  id: bigint;
  uuid: string;
  email: string;
}
