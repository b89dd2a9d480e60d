import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Lanes } from './lanes.ts';

test('a lane keeps its order, lanes run beside each other up to the limit', async () => {
  const lanes = new Lanes(2);
  const done: string[] = [];
  let running = 0;
  let most = 0;
  for (let round = 0; round < 3; round += 1) {
    for (const lane of ['a', 'b', 'c']) {
      lanes.add(lane, async () => {
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setImmediate(resolve));
        done.push(`${lane}${round}`);
        running -= 1;
      });
    }
  }
  await lanes.idle();
  assert.equal(most, 2);
  assert.equal(lanes.size, 0);
  for (const lane of ['a', 'b', 'c']) {
    assert.deepEqual(
      done.filter((name) => name.startsWith(lane)),
      [`${lane}0`, `${lane}1`, `${lane}2`],
    );
  }
});
