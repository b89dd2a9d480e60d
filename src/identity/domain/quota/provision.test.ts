import assert from 'node:assert/strict';
import { test } from 'node:test';
import { INFINITE } from '#contract/infinite';
import { mergeProvisions, type Provision, requirePairs } from './provision.ts';

const user = (quantity: bigint, project = 'p'): Provision => ({
  holder: 'user:u',
  source: `project:${project}`,
  resource: 'r',
  quantity,
});
const own = (quantity: bigint, project = 'p'): Provision => ({
  holder: `project:${project}`,
  source: null,
  resource: 'r',
  quantity,
});

test('provisions of one key are summed, in the order in which the keys first appear', () => {
  assert.deepEqual(mergeProvisions([own(3n), user(3n), own(-2n)]), [own(1n), user(3n)]);
});

test('T-I13 a sum outside 64 bits is refused', () => {
  assert.throws(() => mergeProvisions([own(INFINITE), own(1n)]), { code: 'quantity_too_large' });
  assert.throws(() => mergeProvisions([own(-INFINITE), own(-2n)]), { code: 'quantity_too_large' });
  assert.deepEqual(mergeProvisions([own(-INFINITE), own(-1n)]), [own(-INFINITE - 1n)]);
});

test('T-I10 what users draw from a project must be what the project is charged', () => {
  requirePairs([user(2n), own(2n)]);
  requirePairs([user(-2n), own(-2n), user(2n, 'q'), own(2n, 'q')]);
  requirePairs([]);
  for (const bad of [[user(1n)], [own(1n)], [user(2n), own(1n)], [user(1n), own(1n, 'q')]]) {
    assert.throws(() => requirePairs(bad), { code: 'unpaired_provision', status: 400 });
  }
});
