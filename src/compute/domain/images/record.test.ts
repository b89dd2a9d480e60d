import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { locationOf, readLocation } from './record.ts';

test('a location that was written is read as it was meant, whatever the names', () => {
  const name = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
    .filter((text) => !text.includes('\u0000'));
  fc.assert(
    fc.property(name, name, name, (owner, container, object) => {
      assert.deepEqual(readLocation(locationOf({ owner, container, object })), {
        account: owner,
        container,
        object,
      });
    }),
  );
});

test('T-C5 nothing but an object of the object store is a location', () => {
  for (const text of [
    '',
    'tiny.raw',
    '/etc/passwd',
    'file:///etc/passwd',
    'http://10.0.0.1/metadata',
    'pithos://account/container',
    'pithos://account//object',
    'pithos:///container/object',
    'pithos://account/container/object?version=1',
    'pithos://account/container/%zz',
    'pithos://account/container/a%00b',
  ])
    assert.equal(readLocation(text), undefined, text);
});
