import type { Logger } from '#platform/log';
import type { Metrics } from '#platform/metrics';
import type { Identity } from '../domain/identity.ts';
import { foldProvisionLog } from '../domain/quota/fold-provision-log.ts';
import { oldestWindow } from '../domain/sign-in/sign-in-limiter.ts';

const EVERY_MS = 60_000;
/** Clients that repeat a call do so within minutes. */
const KEEP_KEYS_MS = 24 * 3_600_000;
/** After the clock was set nothing counts as old for so long: it may be set back (F8). */
const STEADY_MS = 24 * 3_600_000;

/** Removes what time has made useless: ended sessions, old counters of log-ins, keys of answered commissions, old rows of the log of quota. */
export async function cleanUp(identity: Identity): Promise<void> {
  if (!identity.clockWatch.steadyFor(STEADY_MS)) return;
  const now = identity.clock.now();
  const { signIn, commissions } = identity.store;
  await signIn.removeExpired(now);
  await signIn.removeOldAttempts(oldestWindow(now));
  await commissions.removeOldKeys(new Date(now.getTime() - KEEP_KEYS_MS));
  await foldProvisionLog(identity);
}

/**
 * Every minute until stopped: looks whether the database is still the same, cleans up, and shows how many commissions each component has pending and since when (R-I4).
 * A run that takes longer than a minute is not begun a second time; a stop waits for it. A failure is logged and tried again
 * the next time.
 */
export function startCleanUp(identity: Identity, log: Logger, metrics: Metrics): { stop(): Promise<void> } {
  const pending = metrics.gauge('synnefo_quota_commissions_pending', 'Pending commissions by component.', [
    'component',
  ]);
  const oldest = metrics.gauge('synnefo_quota_commission_oldest_seconds', 'Age of the oldest pending one.', [
    'component',
  ]);
  const success = metrics.gauge(
    'synnefo_identity_cleanup_success_time_seconds',
    'When the clean-up last ended well.',
  );
  const runOnce = async (): Promise<void> => {
    await identity.recovery.look();
    await identity.clockWatch.compare();
    await cleanUp(identity);
    const now = identity.clock.now().getTime();
    for (const {
      component,
      count,
      oldestIssuedAt,
    } of await identity.store.commissions.pendingByComponent()) {
      pending.set({ component }, Number(count));
      oldest.set({ component }, oldestIssuedAt === null ? 0 : (now - oldestIssuedAt.getTime()) / 1000);
    }
    success.set(now / 1000);
  };
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    running ??= runOnce()
      .catch((err: unknown) => log.error({ err }, 'identity: the clean-up failed'))
      .finally(() => (running = undefined));
  }, EVERY_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      await running;
    },
  };
}
