import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import type { Compute } from '#compute/domain/compute';
import { startLoops } from '#compute/jobs/schedule';

test('repeated work never overlaps itself, and a stop waits for every run that is under way', async () => {
  const compute = {} as Compute;
  const state = { running: 0, most: 0, runs: 0, ended: 0 };
  const gates = ['a', 'b'].map((name) => ({ name, gate: Promise.withResolvers<void>() }));
  const held = gates.map(({ name, gate }) => ({
    name,
    everyMs: 0,
    run: async () => {
      await gate.promise;
      state.ended += 1;
    },
  }));
  const quick = {
    name: 'quick',
    everyMs: 0,
    run: async () => {
      state.running += 1;
      state.runs += 1;
      state.most = Math.max(state.most, state.running);
      await sleep(1);
      state.running -= 1;
    },
  };
  const loops = startLoops(compute, [...held, quick], () => undefined);
  while (state.runs < 3) await sleep(1);
  let stopped = false;
  const stop = loops.stop().then(() => (stopped = true));
  gates[1]!.gate.resolve();
  await sleep(5);
  assert.equal(stopped, false, 'the first of them is still under way');
  gates[0]!.gate.resolve();
  await stop;
  assert.deepEqual([state.most, state.ended, state.running], [1, 2, 0]);
});
