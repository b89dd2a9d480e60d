import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordsOf } from './words.ts';

test('the form of a word goes by the rules of its language, and the number is written as there', () => {
  const forms = { one: '# machine', other: '# machines' };
  const english = wordsOf('en-GB');
  assert.deepEqual(
    [0, 1, 2, 2041].map((count) => english.plural(count, forms)),
    ['0 machines', '1 machine', '2 machines', '2,041 machines'],
  );
  assert.equal(wordsOf('el-GR').plural(2041, { one: '# αρχείο', other: '# αρχεία' }), '2.041 αρχεία');
  assert.equal(wordsOf('pl').plural(3, { one: '# plik', few: '# pliki', other: '# plików' }), '3 pliki');
});
