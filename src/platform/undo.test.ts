import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Undo } from './undo.ts';

test('steps are taken back in reverse when the work fails', async () => {
  const done: string[] = [];
  await assert.rejects(async () => {
    await using undo = new Undo();
    undo.push(() => done.push('first'));
    undo.push(() => done.push('second'));
    throw new Error('work failed');
  }, /work failed/);
  assert.deepEqual(done, ['second', 'first']);
});

test('nothing is taken back once the work is kept', async () => {
  const done: string[] = [];
  {
    await using undo = new Undo();
    undo.push(() => done.push('undone'));
    undo.keep();
  }
  assert.deepEqual(done, []);
});

test('a step that fails does not keep the others from running', async () => {
  const done: string[] = [];
  await assert.rejects(async () => {
    await using undo = new Undo();
    undo.push(() => done.push('still done'));
    undo.push(() => {
      throw new Error('cannot undo');
    });
  }, AggregateError);
  assert.deepEqual(done, ['still done']);
});
