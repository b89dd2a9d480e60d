import { setTimeout } from 'node:timers/promises';

/** The only source of time. `now` may jump with the machine's clock; `monotonic` (milliseconds) never goes back. */
export interface Clock {
  now(): Date;
  monotonic(): number;
  /** Resolves when so many milliseconds have passed, or as soon as the signal aborts. It keeps no process alive. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
  sleep: async (milliseconds, signal) => {
    const options = { ref: false, ...(signal === undefined ? {} : { signal }) };
    await setTimeout(milliseconds, undefined, options).catch(() => undefined);
  },
};

/** A clock that stands still until it is told to move; wall and monotonic time move apart with `jump`. */
export interface TestClock extends Clock {
  /** Lets time pass. */
  advance(milliseconds: number): void;
  /** Moves the wall clock alone, as a machine's clock does when it is set. */
  jump(milliseconds: number): void;
}

/** A test clock that starts at the given moment. */
export function testClock(start = new Date('2026-01-01T00:00:00Z')): TestClock {
  let wall = start.getTime();
  let passed = 0;
  const sleepers = new Set<{ until: number; wake(): void }>();
  return {
    now: () => new Date(wall),
    monotonic: () => passed,
    sleep: (milliseconds, signal) =>
      new Promise((resolve) => {
        const sleeper = {
          until: passed + milliseconds,
          wake: () => {
            sleepers.delete(sleeper);
            resolve();
          },
        };
        if (milliseconds <= 0 || signal?.aborted === true) return resolve();
        sleepers.add(sleeper);
        signal?.addEventListener('abort', sleeper.wake, { once: true });
      }),
    advance: (milliseconds) => {
      wall += milliseconds;
      passed += milliseconds;
      for (const sleeper of [...sleepers]) if (sleeper.until <= passed) sleeper.wake();
    },
    jump: (milliseconds) => {
      wall += milliseconds;
    },
  };
}
