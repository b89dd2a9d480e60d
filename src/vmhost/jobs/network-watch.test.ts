import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NetworkWatch } from './network-watch.ts';

test('a network that is missed twice in a row is lost, once, and back as soon as it is seen', () => {
  const watch = new NetworkWatch();
  const take = (isThere: boolean) => watch.take(isThere, 0);
  const seen = [true, false, true, false, false, false, true, true, false, false];
  const told = [null, null, null, null, 'lost', null, 'back', null, null, 'lost'];
  assert.deepEqual(seen.map(take), told);
});

test('one that is lost is looked for less often, since each look may take long', () => {
  const watch = new NetworkWatch();
  assert.ok(watch.isDue(0));
  watch.take(false, 0);
  assert.deepEqual([watch.isDue(9_999), watch.isDue(10_000)], [false, true]);
  watch.take(false, 10_000);
  assert.deepEqual([watch.isDue(20_000), watch.isDue(70_000)], [false, true]);
});
