import assert from 'node:assert/strict';
import { test } from 'node:test';
import { firstName } from './person-words.ts';

test('people are greeted by their first name, and nobody is called Cloud or by an address', () => {
  const email = 'ada@example.org';
  assert.equal(firstName({ name: 'Ada Example', email }), 'Ada');
  assert.equal(firstName({ name: 'Cloud Administrator', email }), '');
  assert.equal(firstName({ name: email, email }), '');
});
