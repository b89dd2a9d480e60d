import assert from 'node:assert/strict';
import { test } from 'node:test';
import { entryNames } from './entry-names.ts';

test('thousands of names that become one are told apart, and deep ones looked at once', () => {
  const same = Array.from({ length: 20_000 }, (_, index) =>
    [...index.toString(8).padStart(5, '0')].map((digit) => '<>:"\\|?*'[Number(digit)]).join(''),
  );
  const names = entryNames(same);
  assert.equal(new Set(names).size, same.length);
  assert.deepEqual(names.slice(0, 3), ['_____', '_____ (2)', '_____ (3)']);
  const deep = Array.from({ length: 500 }, (_, index) => `${'a/'.repeat(500)}${index}`);
  assert.deepEqual(entryNames(deep), deep);
});

test('a file never has the name of a folder, in whatever case', () => {
  assert.deepEqual(entryNames(['A', 'a/b', 'a (2)/c', 'x/']), ['A (3)', 'a/b', 'a (2)/c', 'x/']);
});
