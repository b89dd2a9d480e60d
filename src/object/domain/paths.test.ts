import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ServiceError } from '#platform/errors';
import { namesAbove } from './sharing/access.ts';
import { parseSource, parseTarget } from './paths.ts';

const refused = (code: string) => (thrown: unknown) => thrown instanceof ServiceError && thrown.code === code;

test('an address names a level, and the object keeps every slash of its own', () => {
  assert.deepEqual(parseTarget(''), {});
  assert.deepEqual(parseTarget('/'), {});
  assert.deepEqual(parseTarget('/a/'), { account: 'a' });
  assert.deepEqual(parseTarget('/a/c/'), { account: 'a', container: 'c' });
  assert.deepEqual(parseTarget('/a/c//x/'), { account: 'a', container: 'c', object: '/x/' });
  assert.deepEqual(parseTarget('/AUTH_a/c/o%20'), { account: 'a', container: 'c', object: 'o ' });
  assert.deepEqual(parseTarget('/a/c/../../%2e%2e/x'), {
    account: 'a',
    container: 'c',
    object: '../../../x',
  });
});

test('names that cannot be kept are refused', () => {
  assert.throws(() => parseTarget('//c/o'), refused('unknown_endpoint'));
  assert.throws(() => parseTarget('/a//o'), refused('container_name_missing'));
  assert.throws(() => parseTarget('/a/c/%ff'), refused('bad_name'));
  assert.throws(() => parseTarget('/a/c/x%00y'), refused('bad_name'));
  assert.throws(() => parseTarget(`/a/${'c'.repeat(257)}`), refused('container_name_too_large'));
  assert.throws(() => parseTarget(`/a/c/${'o'.repeat(1025)}`), refused('object_name_too_large'));
  assert.equal(parseTarget(`/a/c/${encodeURIComponent('𝒜'.repeat(1024))}`).object?.length, 2048);
});

test('an escaped slash is a slash, also between container and object', () => {
  assert.deepEqual(parseTarget('/a/b%2Fc/o'), { account: 'a', container: 'b', object: 'c/o' });
});

test('T-O14 sources are read by the same rules as addresses', () => {
  assert.deepEqual(parseSource('X-Copy-From', '/c/a%2Fb', true), { container: 'c', object: 'a/b' });
  assert.deepEqual(parseSource('X-Copy-From', 'c/o', true), { container: 'c', object: 'o' });
  assert.throws(() => parseSource('X-Source-Object', 'c/o', false), refused('bad_source'));
  assert.throws(() => parseSource('X-Copy-From', '/c/', true), refused('bad_source'));
  assert.throws(() => parseSource('X-Copy-From', '//o', true), refused('bad_source'));
  assert.deepEqual(parseSource('X-Copy-From', '/c/%252e', true), { container: 'c', object: '%2e' });
});

test('the directories above a name come nearest first', () => {
  assert.deepEqual(namesAbove('a/b/c'), ['a/b/', 'a/b', 'a/', 'a']);
  assert.deepEqual(namesAbove('a/b/'), ['a/b', 'a/', 'a']);
  assert.deepEqual(namesAbove('/a'), ['/']);
  assert.deepEqual(namesAbove('a'), []);
});
