import type { Clock } from '#platform/clock';
import { repeat } from '#platform/repeated-work/repeat';
import type { Logger } from '#platform/telemetry/log';
import type { ScreenDoor } from './screen-door.ts';

/** An answer that takes longer is asked for again at the next round. */
const ANSWER_MS = 10_000;

/**
 * Ends screens whose session was logged out, whose token was renewed, or whose user may not come in any more, within one
 * round. While identity does not answer they stay: an outage takes nobody's screen, and the longest time still bounds them.
 */
export function watchSessions(parts: {
  door: Pick<ScreenDoor, 'credentials' | 'revoke'>;
  /** Those of the credentials that are good for nothing any more. */
  endedOf(credentials: string[], signal: AbortSignal): Promise<string[]>;
  everyMs: number;
  clock: Clock;
  log: Logger;
}): { stop(): Promise<void> } {
  const { door, endedOf, everyMs, clock, log } = parts;
  const stopped = new AbortController();
  const look = async (): Promise<void> => {
    const credentials = door.credentials();
    if (credentials.length === 0) return;
    const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(ANSWER_MS)]);
    try {
      door.revoke(await endedOf(credentials, signal));
    } catch (error) {
      if (!stopped.signal.aborted)
        log.warn({ err: error }, 'whether the sessions of open screens still hold is not known now');
    }
  };
  const rounds = repeat({ name: 'console.sessions', everyMs, work: look, clock, log });
  return {
    stop: async () => {
      stopped.abort();
      await rounds.stop();
    },
  };
}
