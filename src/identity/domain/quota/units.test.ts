import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INFINITE } from '#contract/infinite';
import { formatAmount, parseAmount } from './units.ts';

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

test('amounts are read with the units of spec/identity 2.7, all powers of 1024, and nothing else', () => {
  const read: [string, bigint | undefined][] = [
    ['100', 100n],
    ['20GB', 20n * 1024n ** 3n],
    ['20 gib', 20n * 1024n ** 3n],
    ['1.5K', 1536n],
    ['0.0001K', 0n],
    ['7 bytes', 7n],
    ['inf', INFINITE],
    ['infinite', INFINITE],
    ['9223372036854775807', INFINITE],
    ['9223372036854775808', undefined],
    ['8192P', undefined],
    ['-1', undefined],
    ['1e3', undefined],
    ['5B', undefined],
    ['INF', undefined],
    ['', undefined],
  ];
  for (const [text, amount] of read) assert.equal(parseAmount(text), amount, text);
});
