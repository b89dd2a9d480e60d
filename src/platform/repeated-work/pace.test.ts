import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstPause, nextPause } from './pace.ts';

const HOUR_MS = 3_600_000;
const pause = (sinceMs: number | undefined, chance = 0.5) =>
  firstPause({ everyMs: HOUR_MS, sinceMs, chance });

test('a first run is due when the last one, of whatever process, is long enough ago', () => {
  assert.equal(pause(HOUR_MS / 4), (HOUR_MS * 3) / 4);
  assert.equal(pause(0), HOUR_MS);
});

test('what is overdue begins soon but not all at once, and what never ran is spread over its whole interval', () => {
  assert.deepEqual([pause(HOUR_MS, 0), pause(5 * HOUR_MS, 1)], [0, 10_000]);
  assert.equal(firstPause({ everyMs: 1_000, sinceMs: 2_000, chance: 1 }), 1_000);
  assert.deepEqual([pause(undefined, 0), pause(undefined, 1)], [0, HOUR_MS]);
});

test('a last run in the future, before the clock was set back, keeps nothing waiting longer than one interval', () => {
  assert.equal(pause(-10 * HOUR_MS, 1), HOUR_MS);
});

test('runs of several processes drift apart by a tenth', () => {
  assert.deepEqual([nextPause(1_000, 0), nextPause(1_000, 0.5), nextPause(1_000, 1)], [950, 1_000, 1_050]);
});
