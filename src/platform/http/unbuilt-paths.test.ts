import assert from 'node:assert/strict';
import { test } from 'node:test';
import { unbuiltAt } from './unbuilt-paths.ts';

test('an address that is not built yet is known by its method, its named segments and what is below it', () => {
  const at = unbuiltAt([
    { path: '/a/:id/tags', what: 'tags' },
    { path: '/a', methods: ['POST'], what: 'making' },
    { path: '/v/*', what: 'volumes' },
  ]);
  assert.equal(at('GET', '/a/7/tags'), 'tags');
  assert.equal(at('DELETE', '/a/7/tags/'), 'tags');
  assert.equal(at('GET', '/a/7/tags/x'), undefined);
  assert.equal(at('POST', '/a'), 'making');
  assert.equal(at('GET', '/a'), undefined);
  assert.deepEqual(
    ['/v', '/v/', '/v/2/x', '/vv'].map((path) => at('GET', path)),
    ['volumes', 'volumes', 'volumes', undefined],
  );
});
