import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testClock } from '#platform/clock';
import { TokenBuckets } from './token-buckets.ts';

test('an allowance is used up, refills with time and never beyond its size', () => {
  const clock = testClock();
  const buckets = new TokenBuckets({ capacity: 30, perSecond: 0.5, clock });
  assert.equal(buckets.take('ada', 30), 0);
  assert.equal(buckets.take('ada', 10), 20);
  assert.equal(buckets.take('bob', 1), 0, 'allowances are apart');
  clock.advance(20_000);
  assert.equal(buckets.take('ada', 10), 0);
  clock.advance(3_600_000);
  assert.equal(buckets.take('ada', 30), 0);
  assert.equal(buckets.take('ada', 1), 2);
});

test('a clock that is set does not give anything away', () => {
  const clock = testClock();
  const buckets = new TokenBuckets({ capacity: 1, perSecond: 1, clock });
  buckets.take('ada', 1);
  clock.jump(3_600_000);
  assert.equal(buckets.take('ada', 1), 1);
});
