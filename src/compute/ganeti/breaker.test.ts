import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testClock } from '#platform/clock';
import { withBreaker } from './breaker.ts';
import { type Cluster, ClusterFailure } from './cluster.ts';

function cluster(answer: () => Promise<[]>): { cluster: Cluster; calls(): number } {
  let calls = 0;
  const jobs = (): Promise<[]> => {
    calls += 1;
    return answer();
  };
  return { cluster: { jobs } as unknown as Cluster, calls: () => calls };
}

test('T-F13 a back end that stays silent is left alone, tried by one call after a pause, and used again when it is back', async () => {
  const clock = testClock();
  let silent = true;
  const inner = cluster(async () => {
    if (silent) throw new ClusterFailure('unknown', 'no answer');
    return [];
  });
  const guarded = withBreaker(inner.cluster, 'a', clock);
  for (let round = 0; round < 10; round += 1) await assert.rejects(guarded.jobs());
  assert.equal(inner.calls(), 3);
  await assert.rejects(guarded.jobs(), { kind: 'unsent' });
  clock.advance(15_001);
  await Promise.allSettled([guarded.jobs(), guarded.jobs(), guarded.jobs()]);
  assert.equal(inner.calls(), 4, 'one call tries');
  silent = false;
  clock.advance(15_001);
  assert.deepEqual(await guarded.jobs(), []);
  assert.deepEqual(await guarded.jobs(), []);
  assert.equal(inner.calls(), 6);
});

test('a back end that refuses answers, and is not left alone', async () => {
  const inner = cluster(async () => {
    throw new ClusterFailure('refused', 'no');
  });
  const guarded = withBreaker(inner.cluster, 'a', testClock());
  for (let round = 0; round < 10; round += 1) await assert.rejects(guarded.jobs(), { kind: 'refused' });
  assert.equal(inner.calls(), 10);
});
