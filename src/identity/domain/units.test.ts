import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INFINITE } from '#contract/scalars';
import { formatAmount, isUnitStyle } from './units.ts';

test('amounts of bytes are written in the unit of the style', () => {
  const half = 512n * 1024n ** 2n;
  assert.equal(formatAmount(half, 'bytes', 'gb'), '0.500 GB');
  assert.equal(formatAmount(2n * 1024n ** 3n, 'bytes', 'gb'), '2.00 GB');
  assert.equal(formatAmount(20n * 1024n ** 3n, 'bytes', 'gb'), '20.0 GB');
  assert.equal(formatAmount(half, 'bytes', 'auto'), '512.0 MB');
  assert.equal(formatAmount(1023n, 'bytes', 'auto'), '1023 bytes');
  assert.equal(formatAmount(7n, 'bytes', 'b'), '7 bytes');
});

test('what has no unit is a plain integer, and no limit is inf', () => {
  assert.equal(formatAmount(3n, null, 'gb'), '3');
  assert.equal(formatAmount(INFINITE, 'bytes', 'mb'), 'inf');
  assert.equal(formatAmount(INFINITE, null, 'none'), '9223372036854775807');
  assert.equal(formatAmount(1024n, 'bytes', 'none'), '1024');
});

test('styles are a closed list', () => {
  assert.ok(['b', 'kb', 'mb', 'gb', 'tb', 'pb', 'auto', 'none'].every(isUnitStyle));
  assert.ok(!isUnitStyle('constructor') && !isUnitStyle('MB'));
});
