import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { eachOf, Semaphore } from './semaphore.ts';

test('T-C15 so many run at once for each key, the next is who has waited longest, and other keys do not wait for them', async () => {
  const semaphore = new Semaphore({ atOnce: 1 });
  const first = semaphore.tryTake('a')!;
  assert.equal(semaphore.tryTake('a'), undefined);
  assert.ok(semaphore.tryTake('b'), 'another key is not concerned');
  const order: number[] = [];
  const second = semaphore.take('a').then((release) => (order.push(2), release));
  const third = semaphore.take('a').then((release) => (order.push(3), release));
  first();
  first(); // giving back twice gives one place
  assert.equal(semaphore.tryTake('a'), undefined, 'nobody overtakes who waits');
  (await second)();
  (await third)();
  assert.deepEqual(order, [2, 3]);
  assert.equal(semaphore.size, 1, 'nothing is kept of keys without work');
});

test('who leaves gets no place and takes none from others', async () => {
  const semaphore = new Semaphore({ atOnce: (key) => (key === 'narrow' ? 1 : 2) });
  const held = semaphore.tryTake('narrow')!;
  const leaving = new AbortController();
  const gone = semaphore.take('narrow', leaving.signal);
  leaving.abort(new Error('left'));
  await assert.rejects(gone, /left/);
  await assert.rejects(semaphore.take('narrow', leaving.signal), /left/);
  held();
  assert.ok(semaphore.tryTake('narrow'));
  assert.ok(semaphore.tryTake('wide') && semaphore.tryTake('wide'));
});

test('one too many to wait is refused, and a failure of one is not that of the next', async () => {
  const semaphore = new Semaphore({
    atOnce: 1,
    waiting: 1,
    refuse: () => {
      throw new Error('too many');
    },
  });
  const failing = semaphore.run('a', () => Promise.reject(new Error('broken')));
  const next = semaphore.run('a', async () => 'done');
  await assert.rejects(
    semaphore.run('a', async () => 'never'),
    /too many/,
  );
  await assert.rejects(failing, /broken/);
  assert.equal(await next, 'done');
  assert.equal(semaphore.size, 0);
});

test('all items are worked on, so many at a time, and none is begun after a failure', async () => {
  let [running, most] = [0, 0];
  const done: number[] = [];
  const work = async (item: number): Promise<void> => {
    most = Math.max(most, (running += 1));
    await setImmediate();
    running -= 1;
    if (item === 7) throw new Error('seven');
    done.push(item);
  };
  await eachOf([1, 2, 3, 4, 5], 2, work);
  assert.deepEqual([done, most], [[1, 2, 3, 4, 5], 2]);
  await assert.rejects(eachOf([6, 7, 8, 9, 10, 11], 2, work), /seven/);
  assert.ok(!done.includes(11));
  await eachOf([], 3, work);
  assert.equal(running, 0);
});

test('a failure is told when nothing is under way any more', async () => {
  const ended: string[] = [];
  const work = async (item: string): Promise<void> => {
    if (item === 'fails') throw new Error('broken');
    await setImmediate();
    ended.push(item);
  };
  await assert.rejects(eachOf(['fails', 'slow'], 2, work), /broken/);
  assert.deepEqual(ended, ['slow']);
});
