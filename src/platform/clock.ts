/** The only source of time. `now` may jump with the machine's clock; `monotonic` (milliseconds) never goes back. */
export interface Clock {
  now(): Date;
  monotonic(): number;
}

export const systemClock: Clock = {
  now: () => new Date(),
  monotonic: () => performance.now(),
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
  return {
    now: () => new Date(wall),
    monotonic: () => passed,
    advance: (milliseconds) => {
      wall += milliseconds;
      passed += milliseconds;
    },
    jump: (milliseconds) => {
      wall += milliseconds;
    },
  };
}
