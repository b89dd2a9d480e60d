import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceName, portName, portOfName, serverOfInstance } from './names.ts';

test('T-D2 a name of a back end is ours when it is the prefix and a number, and leads to that number only', () => {
  assert.equal(serverOfInstance('snf-', instanceName('snf-', 42)), 42);
  assert.equal(portOfName('snf-', portName('snf-', 7)), 7);
  for (const name of [
    'snf-',
    'snf-0',
    'snf-042',
    'snf-4 2',
    'snf-42x',
    'snf-4.2',
    'snf-1234567890',
    'x-42',
    'snf-nic-7',
  ])
    assert.equal(serverOfInstance('snf-', name), undefined, name);
});
