/** Work that is overdue, when its process starts or takes the lead, begins within this time. */
const OVERDUE_SPREAD_MS = 10_000;
/** Part of the time between two runs by which it varies. */
const JITTER = 0.1;

/**
 * Milliseconds until the first run of a process or leader. `sinceMs` is the time since the last run of anybody, or since the
 * work was first known. Nothing but what has to begin at once does: all else is spread. `chance` is from 0 to 1.
 */
export function firstPause(work: { everyMs: number; sinceMs: number | undefined; chance: number }): number {
  const { everyMs, sinceMs, chance } = work;
  // Set back: how long ago it was is not known.
  if (sinceMs === undefined || sinceMs < 0) return chance * everyMs;
  return sinceMs >= everyMs ? chance * Math.min(everyMs, OVERDUE_SPREAD_MS) : everyMs - sinceMs;
}

/** Milliseconds between the end of a run and the next: those of several processes do not stay together. */
export function nextPause(everyMs: number, chance: number): number {
  return everyMs * (1 + JITTER * (chance - 0.5));
}
