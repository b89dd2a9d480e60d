import type { Logger } from '#platform/log';
import type { Identity } from '../domain/identity.ts';
import { oldestWindow } from '../domain/sign-in-limiter.ts';

const EVERY_MS = 10 * 60_000;
/** Clients that repeat a call do so within minutes. */
const KEEP_KEYS_MS = 24 * 3_600_000;

/** Removes what time has made useless: ended sessions, old counters of log-ins, keys of answered commissions. */
export async function cleanUp(identity: Identity): Promise<void> {
  const now = identity.clock.now();
  const { sessions, commissions } = identity.store;
  await sessions.removeExpired(now);
  await sessions.removeOldAttempts(oldestWindow(now));
  await commissions.removeOldKeys(new Date(now.getTime() - KEEP_KEYS_MS));
}

/** Cleans up every ten minutes until stopped; a failure is logged and tried again the next time. */
export function startCleanUp(identity: Identity, log: Logger): { stop(): Promise<void> } {
  let running: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    running = cleanUp(identity).catch((err: unknown) => log.error({ err }, 'identity: the clean-up failed'));
  }, EVERY_MS);
  timer.unref();
  return {
    stop: () => {
      clearInterval(timer);
      return running;
    },
  };
}
