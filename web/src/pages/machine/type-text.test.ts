import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toType, untypable } from './type-text.ts';

test('what cannot be typed on a machine’s keyboard is named before anything is typed', () => {
  assert.deepEqual(untypable('Plain text, {all} of\tit!\r\n'), []);
  assert.deepEqual(untypable('pässwörd é é 👍'), ['ä', 'ö', 'é', '👍']);
  assert.deepEqual(untypable('e\u0301'), ['é'], 'a letter and its accent are one character');
  assert.equal(toType('a\r\nb\rc'), 'a\nb\nc');
});
