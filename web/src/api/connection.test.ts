import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isAway, isReachable } from './connection.ts';

test('one look at the cloud that gets no answer is no outage, and who asks meanwhile shares it', async (t) => {
  // the last answer was long ago
  t.mock.method(performance, 'now', () => 3_600_000);
  const fetched = t.mock.method(globalThis, 'fetch', async () => new Response('{}'));
  fetched.mock.mockImplementationOnce(async () => {
    throw new TypeError('the connection was reset');
  });
  assert.deepEqual(await Promise.all([isReachable(), isReachable()]), [true, true]);
  assert.equal(isAway(), false);
  assert.equal(fetched.mock.callCount(), 2);
});
