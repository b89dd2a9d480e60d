/** Polling rates of console 7.10, in milliseconds. */
export const RATES = { moving: 2_500, active: 5_000, idle: 15_000 };

const IDLE_AFTER = 60_000;
let lastTouch = performance.now();

/** Notes that the person did something; called once, when the page starts. */
export function watchActivity(): void {
  const touch = () => {
    lastTouch = performance.now();
  };
  for (const event of ['pointerdown', 'pointermove', 'keydown', 'focus'])
    addEventListener(event, touch, { passive: true });
}

let live = false;

/** Notes whether the services tell by themselves what changes. */
export function noteLive(isLive: boolean): void {
  live = isLive;
}

/**
 * How often to ask for news now: fast while something changes, slow when nobody does anything, or the services tell of it
 * themselves: a stream that died without a word is made good by that.
 */
export function pollInterval(moving: boolean): number {
  if (live) return RATES.idle;
  if (moving) return RATES.moving;
  return performance.now() - lastTouch > IDLE_AFTER ? RATES.idle : RATES.active;
}
