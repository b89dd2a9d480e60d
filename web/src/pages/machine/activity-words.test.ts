import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionWord, personWord, reasonOf, resultOf } from './activity-words.ts';

test('what was asked has words for action, person, result and reason', () => {
  assert.deepEqual(
    ['BUILD', 'STOP', 'toString'].map((action) => actionWord({ action })),
    ['Create', 'Shut down', 'toString'],
  );
  assert.deepEqual(
    (['open', 'done', 'failed'] as const).map((result) => resultOf({ result }).word),
    ['Running', 'Done', 'Failed'],
  );
  const failed = (code: string) =>
    reasonOf({ result: 'failed', 'SNF:code': code, created: '2026-11-24T09:00:00+00:00' });
  assert.match(failed('disk_too_small'), /^The disk is smaller than the image\. /);
  assert.match(failed('job_failed'), /could not do it/);
  assert.equal(failed(''), 'No reason was kept.');
  assert.equal(reasonOf({ result: 'done', 'SNF:code': '', created: '' }), '');
  const emails = { b: 'bob@example.org' };
  assert.deepEqual(
    ['a', 'b', 'c', null].map((user_id) => personWord({ user_id }, 'a', emails)),
    ['You', 'bob@example.org', 'c', 'Not known who'],
  );
});
