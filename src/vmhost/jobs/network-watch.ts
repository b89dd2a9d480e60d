const LOOK_EVERY_MS = 10_000;
/** A look at one that is silent takes long, and everybody else waits for it. */
const LOOK_FOR_LOST_EVERY_MS = 60_000;
/** Looks in a row that miss it: what a busy host delays once is not lost. */
const MISSES = 2;

/** What is to be told of a machine's network. */
export type NetworkChange = 'lost' | 'back';

/** Decides when to look for a machine's network, and what to make of what is seen. Times are monotonic milliseconds. */
export class NetworkWatch {
  #next = -Infinity;
  #misses = 0;

  isDue(now: number): boolean {
    return now >= this.#next;
  }

  /** Takes in a look; gives what is new since the last ones, null when nothing is. */
  take(isThere: boolean, now: number): NetworkChange | null {
    const wasLost = this.#misses >= MISSES;
    this.#misses = isThere ? 0 : this.#misses + 1;
    const isLost = this.#misses >= MISSES;
    this.#next = now + (isLost ? LOOK_FOR_LOST_EVERY_MS : LOOK_EVERY_MS);
    if (isLost === wasLost) return null;
    return isLost ? 'lost' : 'back';
  }
}
