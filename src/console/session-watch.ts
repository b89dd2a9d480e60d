import type { Logger } from '#platform/telemetry/log';
import type { ScreenDoor } from './screen-door.ts';

export interface SessionWatchParts {
  door: Pick<ScreenDoor, 'credentials' | 'revoke'>;
  /** Those of the credentials that are good for nothing any more. */
  endedOf(credentials: string[], signal: AbortSignal): Promise<string[]>;
  everyMs: number;
  log: Logger;
}

/** An answer that takes longer is asked for again at the next round. */
const ANSWER_MS = 10_000;

/**
 * Ends screens whose session was logged out, whose token was renewed, or whose user may not come in any more, within one
 * round. While identity does not answer they stay: an outage takes nobody's screen, and the longest time still bounds them.
 */
export class SessionWatch {
  readonly #parts: SessionWatchParts;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #round: Promise<void> = Promise.resolve();

  constructor(parts: SessionWatchParts) {
    this.#parts = parts;
    this.#wait();
  }

  /** Resolves when no round is on its way any more. */
  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    await this.#round;
  }

  #wait(): void {
    this.#timer = setTimeout(() => {
      this.#round = this.#look().finally(() => {
        if (!this.#stop.signal.aborted) this.#wait();
      });
    }, this.#parts.everyMs);
    this.#timer.unref();
  }

  async #look(): Promise<void> {
    const { door, endedOf, log } = this.#parts;
    const credentials = door.credentials();
    if (credentials.length === 0) return;
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(ANSWER_MS)]);
    try {
      door.revoke(await endedOf(credentials, signal));
    } catch (error) {
      if (!this.#stop.signal.aborted)
        log.warn({ err: error }, 'whether the sessions of open screens still hold is not known now');
    }
  }
}
