import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import { listSlots } from './list-slots.ts';

test('T-C15 of one account so many are inside at a time, in order, and other accounts do not wait for them', async () => {
  const slots = listSlots(2);
  const inside: string[] = [];
  const leaves: (() => void)[] = [];
  const enter = async (account: string, name: string): Promise<void> => {
    leaves.push(await slots.enter(account));
    inside.push(name);
  };
  const all = ['a1', 'a2', 'a3', 'a4'].map((name) => enter('a', name));
  all.push(enter('b', 'b1'));
  await turn();
  assert.deepEqual(inside, ['a1', 'a2', 'b1']);
  leaves[0]!();
  leaves[0]!();
  await turn();
  assert.deepEqual(inside, ['a1', 'a2', 'b1', 'a3'], 'leaving twice makes room once');
  leaves[1]!();
  await Promise.all(all);
  assert.equal(inside.at(-1), 'a4');
});
