import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readsOf } from './topic-reads.ts';

test('what changed in a container is read again, each answer once, and an unknown topic is nobody’s', () => {
  const object = { topic: 'object', account: 'a', container: 'c' };
  assert.deepEqual(readsOf([object, object, { topic: 'container', account: 'a' }, { topic: 'volume' }]), [
    ['folder', 'a', 'c'],
    ['containers', 'a'],
    ['images'],
    ['quotas'],
  ]);
  assert.deepEqual(readsOf([{ topic: 'toString' }]), []);
});
