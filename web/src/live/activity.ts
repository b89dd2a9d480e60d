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

/** How often to ask for news now: fast while something changes, slow when nobody does anything. */
export function pollInterval(moving: boolean): number {
  if (moving) return RATES.moving;
  return performance.now() - lastTouch > IDLE_AFTER ? RATES.idle : RATES.active;
}
