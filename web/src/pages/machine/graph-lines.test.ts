import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HEIGHT, lastAndMost, lineOf } from './graph-lines.ts';

test('a line stops where nothing is known, and a value alone is seen', () => {
  assert.equal(lineOf([null, null], 1), '');
  assert.equal(lineOf([0, 1, null, 1], 1), `M0 ${HEIGHT - 2}h1L200 2M600 2h1`);
});

test('what is now is what was measured last, unless that is long ago', () => {
  assert.deepEqual(lastAndMost([1, 5, 2, null]), { last: 2, most: 5 });
  assert.deepEqual(lastAndMost([1, 5, null, null, null]), { last: null, most: 5 });
});
