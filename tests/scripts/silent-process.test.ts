import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';

import { processEnvironment } from '#platform/settings';

import { runTogether } from '../../scripts/run-together.ts';
import type { FinishedTest } from '../../scripts/test-events.ts';

test('a process of tests that says nothing is ended, and told by what it was at', async () => {
  const file = join(import.meta.dirname, 'hanging-hook.ts');
  const finished: FinishedTest[] = [];
  await runTogether(
    { files: [file], timeoutMs: 60_000, silenceMs: 8_000, environment: processEnvironment() },
    (event) => {
      if ('outcome' in event) finished.push(event);
    },
  );
  assert.deepEqual(
    finished.map(({ title, outcome }) => [title, outcome]),
    [
      ['a test that passes', 'passed'],
      ['a suite', 'failed'],
    ],
  );
  assert.equal(finished[1]?.file, file);
  assert.match(
    finished[1]?.failure ?? '',
    /said nothing for 8 s.*begun and not ended: "a suite"; last ended: "a test that passes"/,
  );
});
