import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addressed } from './person-words.ts';

test('people are greeted by their first name, and nobody is called Cloud or by an address', () => {
  const email = 'ada@example.org';
  assert.equal(addressed({ name: 'Ada Example', email }), ', Ada');
  assert.equal(addressed({ name: 'Cloud Administrator', email }), '');
  assert.equal(addressed({ name: email, email }), '');
});
