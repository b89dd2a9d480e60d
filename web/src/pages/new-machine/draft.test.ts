import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draftOf } from './draft.ts';

test('a draft keeps what was chosen and drops what an address cannot mean', () => {
  const whole = {
    ...{ open: 'size', image: 'i', size: 3, networks: ['1'], address: '203.0.113.2' },
    ...{ name: 'web', keys: [], count: 3, tags: 'a, b', instead: 7 },
  };
  assert.deepEqual(draftOf(whole), whole);
  assert.deepEqual(
    draftOf({
      open: 'elsewhere',
      count: 1000,
      size: '3',
      networks: 'all',
      keys: [1, 'laptop', {}],
      name: 42,
    }),
    {
      // All digits come back from an address as a number.
      keys: ['1', 'laptop'],
      name: '42',
    },
  );
});
