import { pruneEntries } from '#platform/audit/prune-entries';
import type { Acting } from '../domain/identity.ts';
import { foldProvisionLog } from '../domain/quota/fold-provision-log.ts';
import { oldestWindow } from '../domain/sign-in/sign-in-limiter.ts';

const DAY_MS = 24 * 3_600_000;
/** Clients that repeat a call do so within minutes. */
const KEEP_KEYS_MS = DAY_MS;
/** After the clock was set nothing counts as old for so long: it may be set back (F8). */
const STEADY_MS = DAY_MS;

/** Removes what time has made useless: ended sessions, old counters of log-ins, keys of answered commissions, mails that ended, the audit of long ago, old rows of the log of quota. */
export async function cleanUp(identity: Acting): Promise<void> {
  if (!identity.clockWatch.steadyFor(STEADY_MS)) return;
  const now = identity.clock.now();
  const { signIn, commissionKeys, mails, programs } = identity.store;
  await signIn.removeExpired(now);
  await signIn.removeOldAttempts(oldestWindow(now));
  await commissionKeys.removeOld(new Date(now.getTime() - KEEP_KEYS_MS));
  await mails.removeOld(new Date(now.getTime() - identity.settings.MAIL_KEEP_DAYS * DAY_MS));
  // by then what was given for a code is over as well
  await programs.removeOldCodes(new Date(now.getTime() - DAY_MS));
  const { ASTAKOS_AUDIT_DAYS: days } = identity.settings;
  if (days > 0) await pruneEntries(identity, identity.origin, days);
  await foldProvisionLog(identity);
}
