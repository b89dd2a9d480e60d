import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inOrder, sortOf, sortText } from './sort.ts';

const COLUMNS = ['name', 'size'] as const;

test('the address names a column and a direction; what it does not know is the first column upwards', () => {
  assert.deepEqual(sortOf('-size', COLUMNS), { by: 'size', down: true });
  assert.deepEqual(sortOf('colour', COLUMNS), { by: 'name', down: false });
  assert.deepEqual(sortOf(undefined, COLUMNS), { by: 'name', down: false });
  assert.equal(sortText({ by: 'size', down: true }), '-size');
});

test('names are ordered as people count, and equal entries keep their order', () => {
  const files = [
    { name: 'run-10', size: 1 },
    { name: 'run-9', size: 1 },
    { name: 'run-2', size: 7 },
  ];
  const key = { name: (file: { name: string }) => file.name, size: (file: { size: number }) => file.size };
  const names = (sort: string) => inOrder(files, sortOf(sort, COLUMNS), key).map(({ name }) => name);
  assert.deepEqual(names('name'), ['run-2', 'run-9', 'run-10']);
  assert.deepEqual(names('-size'), ['run-2', 'run-10', 'run-9']);
});
