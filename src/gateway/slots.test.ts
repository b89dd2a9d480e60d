import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Slots } from './slots.ts';

const never = new AbortController().signal;

test('a slot that is given back goes to the one who has waited longest', async () => {
  const slots = new Slots({ perCredential: 1, perAddress: 1, waitMs: 10_000 });
  const first = slots.tryTake('a')!;
  const order: number[] = [];
  const second = slots.wait('a', never).then((release) => (order.push(2), release!));
  const third = slots.wait('a', never).then((release) => (order.push(3), release!));
  first();
  first(); // giving back twice gives one slot
  (await second)();
  (await third)();
  assert.deepEqual(order, [2, 3]);
  assert.equal(slots.size, 0, 'nothing is kept of keys without work');
});

test('who leaves or waits too long gets none, and takes none from others', async () => {
  const slots = new Slots({ perCredential: 1, perAddress: 1, waitMs: 20 });
  const held = slots.tryTake('a')!;
  assert.ok(slots.tryTake('b'), 'another key is not concerned');
  const leaving = new AbortController();
  const gone = slots.wait('a', leaving.signal);
  leaving.abort();
  assert.equal(await gone, undefined);
  assert.equal(await slots.wait('a', never), undefined);
  held();
  assert.ok(slots.tryTake('a'));
});
