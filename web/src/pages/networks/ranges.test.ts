import assert from 'node:assert/strict';
import { test } from 'node:test';
import { freeRange, isRange } from './ranges.ts';

test('a range is four numbers and a size between 22 and 29', () => {
  for (const good of ['192.168.10.0/24', '10.0.0.0/22', '10.255.255.248/29']) assert.ok(isRange(good), good);
  for (const bad of ['', '10.0.0.0', '10.0.0.0/21', '10.0.0.0/30', '10.0.0.256/24', '10.0.0/24', 'fd00::/64'])
    assert.ok(!isRange(bad), bad);
});

test('the range that is proposed is one that no own network has', () => {
  assert.equal(freeRange([]), '192.168.10.0/24');
  assert.equal(freeRange(['192.168.10.0/24', '192.168.11.128/25']), '192.168.12.0/24');
});
