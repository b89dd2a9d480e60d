import { fail } from '../../errors.ts';
import type { Attempts } from '../../store/sign-in.ts';
import { hashSecret } from '../tokens/secrets.ts';
import type { Identity } from '../identity.ts';

const WINDOW_MS = 15 * 60_000;
const PER_ACCOUNT = 10;
const PER_ADDRESS = 100;
/** Tries of an account that cost no waiting: people mistype. Then 1, 2, 4, 8 … seconds until the next. */
const FREE_TRIES = 4;

/** The counters that one try to log in moves: its own one for a known device, else those of account and address. */
export interface SignInTry {
  account: string;
  /** Undefined for a known device: strangers behind the same address do not keep it out either. */
  address: string | undefined;
}

/**
 * Counts a try before its password is looked at, in the database that every door and every process shares (I1). Refuses
 * with Retry-After when the account or the address has had its share, or when the account's growing delay is not over: a
 * delay that ends by itself, never a lock. A known device has a budget of its own, which nobody else can spend (I2).
 */
export async function beginTry(
  identity: Identity,
  { name, address, device }: { name: string; address: string; device?: string },
): Promise<SignInTry> {
  const account = accountKey(name);
  const known = identity.knownDevices.recognise(account, device);
  const keys: SignInTry =
    known === undefined ? { account, address: `address:${address}` } : { account: known, address: undefined };
  // In turn, so that a flood of log-ins waits here and not on all the connections that everybody else needs.
  await identity.signInTurns.run('', () => countTry(identity, keys));
  return keys;
}

/** A hash, because the name may be as long and as strange as a client likes, and may be of nobody. */
export function accountKey(name: string): string {
  return `account:${hashSecret(name.toLowerCase()).toString('base64url')}`;
}

function countTry(identity: Identity, keys: SignInTry): Promise<void> {
  const now = identity.clock.now();
  return identity.store.transaction(async (tx) => {
    // Always address first: two tries never wait for each other in a circle.
    const byAddress =
      keys.address === undefined ? undefined : inWindow(await tx.signIn.lockAttempts(keys.address, now), now);
    const byAccount = inWindow(await tx.signIn.lockAttempts(keys.account, now), now);
    const waitMs = Math.max(
      byAddress === undefined ? 0 : remaining(byAddress, PER_ADDRESS, now),
      remaining(byAccount, PER_ACCOUNT, now),
      byAccount.nextAllowedAt.getTime() - now.getTime(),
    );
    if (waitMs > 0) {
      identity.noteSignIn('limited');
      refuse(waitMs);
    }
    const tries = byAccount.attempts + 1;
    const delayMs = tries < FREE_TRIES ? 0 : 1000 * 2 ** (tries - FREE_TRIES);
    if (keys.address !== undefined && byAddress !== undefined)
      await tx.signIn.writeAttempts(keys.address, { ...byAddress, attempts: byAddress.attempts + 1 });
    await tx.signIn.writeAttempts(keys.account, {
      ...byAccount,
      attempts: tries,
      nextAllowedAt: new Date(now.getTime() + delayMs),
    });
  });
}

/**
 * The password was right: the account's counter is forgotten, the address gets its try back. A known device's success
 * forgets its own counter only: those who guess elsewhere gain no tries by it.
 */
export async function endTry(identity: Identity, keys: SignInTry): Promise<void> {
  await identity.store.signIn.forgetAttempts(keys.account);
  if (keys.address !== undefined) await identity.store.signIn.returnAttempt(keys.address);
}

/** Windows older than this hold nothing that counts. */
export function oldestWindow(now: Date): Date {
  return new Date(now.getTime() - 2 * WINDOW_MS);
}

function inWindow(attempts: Attempts, now: Date): Attempts {
  const age = now.getTime() - attempts.windowStartedAt.getTime();
  if (age >= 0 && age < WINDOW_MS) return attempts;
  return { attempts: 0, windowStartedAt: now, nextAllowedAt: now };
}

function remaining(counter: Attempts, allowed: number, now: Date): number {
  if (counter.attempts < allowed) return 0;
  return counter.windowStartedAt.getTime() + WINDOW_MS - now.getTime();
}

function refuse(waitMs: number): never {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  fail('too_many_attempts', { seconds }, { headers: { 'retry-after': String(seconds) } });
}
