import { fail } from '../../errors.ts';
import type { User } from '../../store/accounts/accounts.ts';
import { statusText } from '../accounts/account-state.ts';
import { accountObject, record } from '../audit/record.ts';
import type { AuditObject } from '#platform/audit/entry';
import type { Origin } from '#platform/audit/origin';
import type { Acting, Identity } from '../identity.ts';
import { hashSecret, isSessionSecret, SECRET_BYTES, sessionSecret } from '../tokens/secrets.ts';
import type { DeviceMark } from './known-devices.ts';
import { accountKey, beginTry, endTry } from './sign-in-limiter.ts';

const HOUR_MS = 3_600_000;
/** Sessions of one user; a further log-in ends his oldest (I21). */
const MAX_SESSIONS = 20;
const MAX_AGENT = 256;

export interface SignIn {
  name: string;
  password: string;
  /** The client's address, as the entrance saw it. */
  address: string;
  userAgent: string;
  /** The session that the browser had before; it ends, so that no id outlives a log-in (I21). */
  previous?: string;
  /** The mark that an earlier log-in left in the browser. */
  device?: string;
}

/** A session as it is told to the browser, once. */
export interface NewSession {
  secret: string;
  expiresAt: Date;
  user: User;
  /** For the browser to keep, so that it is known the next time. */
  device: DeviceMark;
}

/**
 * Logs a person in with e-mail and password. The answer to a wrong name and to a wrong password is the same and takes
 * as long (I3); the state of an account is told only to who knows its password.
 */
export async function signIn(identity: Acting, attempt: SignIn): Promise<NewSession> {
  const counted = await beginTry(identity, attempt);
  const candidates = await identity.store.accounts.byName(attempt.name);
  const user = candidates[0];
  const matches = await identity.passwords.verify(attempt.password, user?.passwordHash ?? null);
  if (user === undefined || !matches) {
    identity.noteSignIn('wrong');
    await recordRefusal(identity, user, 'wrong password');
    fail('wrong_password');
  }
  await endTry(identity, counted);
  identity.noteSignIn(user.isActive ? 'ok' : 'unusable');
  if (!user.isActive) {
    await recordRefusal(identity, user, statusText(user));
    fail('account_unusable', { status: statusText(user) });
  }
  return startSession(identity, user, attempt);
}

async function startSession(identity: Acting, user: User, attempt: SignIn): Promise<NewSession> {
  const secret = sessionSecret(identity.ids.secret(SECRET_BYTES));
  const now = identity.clock.now();
  const expiresAt = new Date(now.getTime() + identity.settings.ASTAKOS_SESSION_DURATION * HOUR_MS);
  await identity.store.transaction(async (tx) => {
    if (attempt.previous !== undefined) await tx.signIn.remove(hashSecret(attempt.previous));
    await tx.signIn.insertSession({
      secretHash: hashSecret(secret),
      userId: user.id,
      createdAt: now,
      expiresAt,
      address: attempt.address,
      userAgent: attempt.userAgent.slice(0, MAX_AGENT),
    });
    await tx.signIn.removeOldest(user.id, MAX_SESSIONS);
    await tx.accounts.update(user.id, { lastLoginAt: now });
    await tx.signIn.stampLocal(user.id, now);
    const own = { ...identity, origin: ownOf(identity.origin, user) };
    await record(own, tx, { action: 'session.begin', object: sessionObject(user) });
  });
  return { secret, expiresAt, user, device: identity.knownDevices.mark(accountKey(attempt.name)) };
}

/** Ends a session, and what programs were given for the person by OAuth2; false when there was none. */
export async function signOut(identity: Acting, secret: string): Promise<boolean> {
  if (!isSessionSecret(secret)) return false;
  const user = await identity.store.bearers.ofSession(hashSecret(secret));
  return identity.store.transaction(async (tx) => {
    if (!(await tx.signIn.remove(hashSecret(secret)))) return false;
    if (user !== undefined) await tx.programs.removeOfUser(user.id);
    const own = user === undefined ? identity : { ...identity, origin: ownOf(identity.origin, user) };
    await record(own, tx, { action: 'session.end', object: sessionObject(user) });
    return true;
  });
}

/** Of a name that nobody has nothing is kept: it may be a password in the wrong field. */
function recordRefusal(identity: Acting, user: User | undefined, reason: string): Promise<void> {
  const { store } = identity;
  return record(identity, store, {
    ...{ action: 'session.begin', outcome: 'refused' },
    object: sessionObject(user),
    details: { reason: user === undefined ? 'unknown account' : reason },
  });
}

/** Who logs in shows with it who he is. */
function ownOf(origin: Origin, { uuid, email }: { uuid: string; email: string }): Origin {
  return { ...origin, kind: 'user', id: uuid, name: email };
}

/** Sessions have no name of their own: they are found by whose they are. */
function sessionObject(user: { uuid: string; email: string } | undefined): AuditObject {
  return { ...(user === undefined ? { id: null, name: null } : accountObject(user)), kind: 'session' };
}

/** Removes sessions that are over; answers how many they were. */
export function endExpiredSessions({ store, clock }: Identity): Promise<bigint> {
  return store.signIn.removeExpired(clock.now());
}
