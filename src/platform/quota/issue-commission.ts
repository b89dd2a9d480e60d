import { orAborted } from '../http/or-aborted.ts';
import type { Ledger, LedgerStore } from './ledger.ts';
import { ReleaseTooEarly, type WantedCommission } from './quota-holder.ts';

/** A release waits for the acceptance of what it releases: a round trip to the holder, with room for a busy moment. */
const RELEASE_TRIES = 6;
const RELEASE_WAIT_MS = 100;

/** Issues a commission. One that gives back what is not surely held yet is tried again for a moment. */
export async function issueCommission<S extends LedgerStore<S>>(
  ledger: Ledger<S>,
  wanted: WantedCommission,
): Promise<bigint> {
  const { holder, settler, log } = ledger;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await holder.issue(wanted);
    } catch (thrown) {
      if (!(thrown instanceof ReleaseTooEarly)) throw thrown;
      if (attempt === RELEASE_TRIES) throw holder.away(thrown);
      log.debug({ attempt }, 'a release waits for an acceptance');
      // The acceptance may be this process's own, or another's that is on its way. What comes later is not waited for.
      await orAborted(settler.flush(), wanted.signal).catch((error: unknown) => {
        throw holder.away(error);
      });
      if (attempt > 1) await ledger.pause(RELEASE_WAIT_MS);
    }
  }
}
