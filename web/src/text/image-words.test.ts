import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Image } from '../api/images.ts';
import { setsPassword, takesKeys } from './image-words.ts';

const imageWith = (properties: Record<string, string>) => ({ properties }) as Image;

test('an image sets a password unless its properties say that nothing, or no password, is set up inside', () => {
  assert.equal(setsPassword(undefined), true);
  assert.equal(setsPassword(imageWith({})), true);
  for (const no of ['', 'no', 'False', '0'])
    assert.equal(setsPassword(imageWith({ EXCLUDE_ALL_TASKS: no })), true, no);
  for (const name of ['EXCLUDE_ALL_TASKS', 'exclude_all_tasks', 'EXCLUDE_TASK_CHANGEPASSWORD'])
    assert.equal(setsPassword(imageWith({ [name]: 'yes' })), false, name);
  assert.equal(setsPassword(imageWith({ EXCLUDE_TASK_DELETESSHKEYS: 'yes' })), true);
  assert.equal(takesKeys(imageWith({ EXCLUDE_TASK_CHANGEPASSWORD: 'yes' })), true);
  assert.equal(takesKeys(imageWith({ EXCLUDE_ALL_TASKS: 'yes' })), false);
});
