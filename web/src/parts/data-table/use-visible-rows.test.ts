import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placesOf, rangeOf } from './use-visible-rows.ts';

test('so many rows are drawn as can be seen and some beside them, however many there are', () => {
  assert.deepEqual(rangeOf(0, 20, 100_000), { first: 0, end: 32 });
  assert.deepEqual(rangeOf(50_000, 50_020, 100_000), { first: 49_984, end: 50_032 });
  assert.deepEqual(rangeOf(99_990, 100_010, 100_000), { first: 99_976, end: 100_000 });
  assert.deepEqual(rangeOf(-40, -10, 100_000), { first: 0, end: 8 }, 'below the window');
});

test('the row with the focus stays, also when it is out of sight', () => {
  assert.deepEqual(placesOf({ first: 8, end: 11 }, 2, 100), [2, 8, 9, 10]);
  assert.deepEqual(placesOf({ first: 8, end: 11 }, 50, 100), [8, 9, 10, 50]);
  assert.deepEqual(placesOf({ first: 8, end: 11 }, 9, 100), [8, 9, 10]);
  assert.deepEqual(placesOf({ first: 8, end: 11 }, 200, 100), [8, 9, 10], 'a row that is gone');
});
