import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressesIn } from './addresses.ts';

test('addresses are found in a list, in a line of a mail and in a table, each once', () => {
  assert.deepEqual(addressesIn('ada@example.org, Bob Byte <bob@example.org>;ADA@example.org'), [
    'ADA@example.org',
    'bob@example.org',
  ]);
  assert.deepEqual(addressesIn('name,mail\n"Grace, G.","grace@lab.example.org"\nno address here'), [
    'grace@lab.example.org',
  ]);
  assert.deepEqual(addressesIn('nothing'), []);
});
