import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changedPermissions } from './change-account.ts';

test('permissions are added once, and what is taken away is gone, whoever gave it', () => {
  const cases: [held: string[], added: string[], removed: string[], after: string[]][] = [
    [[], ['a', 'b', 'a'], [], ['a', 'b']],
    [['a'], ['a'], [], ['a']],
    [['a', 'b'], [], ['a'], ['b']],
    [['a'], ['b'], ['b', 'never held'], ['a']],
  ];
  for (const [held, added, removed, after] of cases)
    assert.deepEqual(changedPermissions(held, added, removed), after);
});
