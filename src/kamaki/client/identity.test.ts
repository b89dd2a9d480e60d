import assert from 'node:assert/strict';
import test from 'node:test';
import { loginAddresses } from './identity.ts';

test('an address with a version is taken as it is, another is looked below', () => {
  assert.deepEqual(loginAddresses('https://a/identity/v2.0/'), ['https://a/identity/v2.0']);
  assert.deepEqual(loginAddresses('https://a/identity'), ['https://a/identity/v2.0']);
  assert.deepEqual(loginAddresses('http://127.0.0.1:8080'), [
    'http://127.0.0.1:8080/astakos/identity/v2.0',
    'http://127.0.0.1:8080/identity/v2.0',
    'http://127.0.0.1:8080',
  ]);
});
