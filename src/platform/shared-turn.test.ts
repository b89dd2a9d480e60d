import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { SharedTurn } from './shared-turn.ts';

test('whoever asks during a turn shares the next one, and who asks between two joins it', async () => {
  const shared = new SharedTurn<number>();
  let [turns, atOnce, most] = [0, 0, 0];
  const work = async (): Promise<number> => {
    most = Math.max(most, (atOnce += 1));
    await setImmediate();
    atOnce -= 1;
    return (turns += 1);
  };
  const first = shared.run(work);
  const second = [shared.run(work), shared.run(work)];
  // asked at the very moment when the first has ended and the second has not begun
  const third = first.then(() => shared.run(work));
  assert.deepEqual(await Promise.all([first, ...second, third]), [1, 2, 2, 2]);
  assert.deepEqual([most, shared.isIdle], [1, true]);
});

test('a turn that fails is the failure of those who share it, and not of the next', async () => {
  const shared = new SharedTurn<string>();
  const broken = shared.run(() => Promise.reject(new Error('broken')));
  const next = shared.run(async () => 'done');
  await assert.rejects(broken, /broken/);
  assert.equal(await next, 'done');
});
