import assert from 'node:assert/strict';
import test from 'node:test';
import { parseLocation } from './location.ts';

test('a place is a path, a container with a path, or an address with an account', () => {
  assert.deepEqual(parseLocation('a/b'), { account: '', container: '', path: 'a/b' });
  assert.deepEqual(parseLocation('/images/a/b'), { account: '', container: 'images', path: 'a/b' });
  assert.deepEqual(parseLocation('/images'), { account: '', container: 'images', path: '' });
  assert.deepEqual(parseLocation('/images/'), { account: '', container: 'images', path: '' });
  assert.deepEqual(parseLocation('/images//x'), { account: '', container: 'images', path: '/x' });
  assert.deepEqual(parseLocation('pithos://u-1/images/a/b'), {
    account: 'u-1',
    container: 'images',
    path: 'a/b',
  });
});

test('a place without its container is refused', () => {
  assert.throws(() => parseLocation('//x'), /names no container/);
  assert.throws(() => parseLocation('pithos://u-1'), /pithos:\/\/ACCOUNT/);
  assert.throws(() => parseLocation('pithos:///images/x'), /pithos:\/\/ACCOUNT/);
});
