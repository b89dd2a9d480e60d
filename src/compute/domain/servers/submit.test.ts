import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { JobDocument } from '#contract/ganeti';
import { intentReason } from '#contract/instance-config';
import { ClusterFailure } from '../../ganeti/cluster.ts';
import { carries, endAfter } from './submit.ts';

const LONG_MS = 6 * 60_000;

test('a refused call ends its change at once, with the words of the back end', () => {
  const end = endAfter(new ClusterFailure('refused', 'No room.'), { neverSent: false, waitedMs: 0 });
  assert.deepEqual(end, { outcome: 'failed', cause: 'cluster_refused', reason: 'No room.' });
});

test('silence ends a change only when it has lasted and no call can have arrived', () => {
  const unsent = new ClusterFailure('unsent', 'no connection');
  const unknown = new ClusterFailure('unknown', 'no answer');
  assert.equal(endAfter(unsent, { neverSent: true, waitedMs: 1000 }), undefined, 'not long enough');
  assert.equal(
    endAfter(unsent, { neverSent: false, waitedMs: LONG_MS }),
    undefined,
    'an earlier call may have',
  );
  assert.equal(endAfter(unknown, { neverSent: true, waitedMs: LONG_MS }), undefined, 'this call may have');
  const end = endAfter(unsent, { neverSent: true, waitedMs: LONG_MS });
  assert.equal(end?.outcome === 'failed' && end.cause, 'cluster_unreachable');
});

test('a job is known by the intent among the reasons of its operations, and by nothing else', () => {
  const job = (...reasons: string[]) =>
    ({ id: 1, ops: [{ reason: reasons.map((text) => ['x', text, 1]) }] }) as unknown as JobDocument;
  assert.equal(carries(job('other', intentReason('a')), 'a'), true);
  assert.equal(carries(job(intentReason('ab')), 'a'), false);
  assert.equal(carries({ id: 1 } as unknown as JobDocument, 'a'), false);
});
