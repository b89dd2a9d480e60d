import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nameParts, plainName, typedName } from './plain-name.ts';

test('marks of direction and other hidden characters in a name can be read, and need not be typed', () => {
  const name = 'invoice\u202efdp.exe';
  assert.equal(plainName(name), 'invoice⟨U+202E⟩fdp.exe');
  assert.equal(typedName(name), 'invoicefdp.exe');
  assert.deepEqual(nameParts(name), [
    { text: 'invoice', hidden: false },
    { text: 'U+202E', hidden: true },
    { text: 'fdp.exe', hidden: false },
  ]);
});

test('names of any script, and emoji of several parts, stay as they are', () => {
  for (const name of ['note.txt', 'Ελληνικά & more', 'שלום', '👩‍🚀', 'می‌خواهم'])
    assert.deepEqual(nameParts(name), [{ text: name, hidden: false }]);
});
