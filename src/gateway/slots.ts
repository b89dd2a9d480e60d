import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Gives a slot back. */
export type Release = () => void;

interface Lane {
  used: number;
  waiting: (() => void)[];
}

export interface SlotLimits {
  perCredential: number;
  perAddress: number;
  waitMs: number;
}

/** Starts the keys of requests without a credential. */
const ADDRESS = 'address ';

/** Bounds what one credential has in work at a time; what comes above that waits in line, and not for ever. */
export class Slots {
  readonly #lanes = new Map<string, Lane>();
  readonly #limits: SlotLimits;

  constructor(limits: SlotLimits) {
    this.#limits = limits;
  }

  /** A slot at once when one is free. */
  tryTake(key: string): Release | undefined {
    const lane = this.#lanes.get(key) ?? { used: 0, waiting: [] };
    const limit = key.startsWith(ADDRESS) ? this.#limits.perAddress : this.#limits.perCredential;
    if (lane.used >= limit) return undefined;
    this.#lanes.set(key, lane);
    lane.used += 1;
    return this.#releaseOf(key, lane);
  }

  /** A slot when it is this one's turn; undefined when that takes too long or the client has gone. */
  wait(key: string, gone: AbortSignal): Promise<Release | undefined> {
    const lane = this.#lanes.get(key);
    const now = this.tryTake(key);
    if (now !== undefined || lane === undefined) return Promise.resolve(now);
    return new Promise((resolve) => {
      const finish = (release: Release | undefined): void => {
        clearTimeout(timer);
        gone.removeEventListener('abort', giveUp);
        lane.waiting = lane.waiting.filter((entry) => entry !== turn);
        resolve(release);
      };
      const turn = (): void => {
        lane.used += 1;
        finish(this.#releaseOf(key, lane));
      };
      const giveUp = (): void => finish(undefined);
      const timer = setTimeout(giveUp, this.#limits.waitMs);
      gone.addEventListener('abort', giveUp, { once: true });
      lane.waiting.push(turn);
    });
  }

  /** Keys with work at present: the table holds no others. */
  get size(): number {
    return this.#lanes.size;
  }

  #releaseOf(key: string, lane: Lane): Release {
    let released = false;
    return () => {
      if (released) return;
      released = true;
      lane.used -= 1;
      const next = lane.waiting[0];
      if (next !== undefined) next();
      else if (lane.used === 0) this.#lanes.delete(key);
    };
  }
}

/** Whose work a request is: that of its credential, or of its address when it has none. Credentials are kept hashed. */
export function slotKey(request: IncomingMessage, clientAddress: string): string {
  const credential = request.headers['x-auth-token'] ?? request.headers.authorization;
  if (credential === undefined) return ADDRESS + clientAddress;
  return createHash('sha256').update(String(credential)).digest('base64');
}
