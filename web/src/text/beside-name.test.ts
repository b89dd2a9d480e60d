import assert from 'node:assert/strict';
import { test } from 'node:test';
import { besideName } from './beside-name.ts';

test('a file that is kept beside another gets the next number before its ending', () => {
  assert.equal(besideName('notes.docx'), 'notes (2).docx');
  assert.equal(besideName('notes (2).docx'), 'notes (3).docx');
  assert.equal(besideName('a.b/read me'), 'a.b/read me (2)');
  assert.equal(besideName('.profile'), '.profile (2)');
  assert.equal(besideName('sets/v1.2', true), 'sets/v1.2 (2)');
});
