import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Rate } from './rate.ts';

test('a rate is that of the last seconds: a start after long checking and a pause do not slow it', () => {
  const rate = new Rate();
  assert.equal(rate.perSecond, 0);
  rate.note(0, 60_000);
  rate.note(5_000, 61_000);
  assert.equal(rate.perSecond, 5_000);
  rate.note(6_000, 71_000);
  rate.note(7_000, 72_000);
  assert.equal(Math.round(rate.perSecond), 1_000);
  rate.reset();
  assert.equal(rate.perSecond, 0);
});
