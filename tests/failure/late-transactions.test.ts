import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ALICE, startObject, takeSpace } from '../object/kit/start-object.ts';

test('T-I11 releases that wait for an acceptance do not wait for one another, though they hold every connection', async (t) => {
  const { storage } = await startObject(t, { settings: { PITHOS_BACKEND_POOL_SIZE: 2 } });
  const { store, settler } = storage.ledger;
  const serial = await takeSpace(storage, ALICE, 1000n);
  const waiting = [1, 2].map(() =>
    store.transaction(async () => {
      await sleep(100); // until both connections are taken
      void settler.accept([serial]);
      await settler.flush();
      return 'went on';
    }),
  );
  const outcome = await Promise.race([Promise.all(waiting), sleep(5000, 'stuck', { ref: false })]);
  assert.deepEqual(outcome, ['went on', 'went on']);
});

test('T-O4 when identity hangs, uploads are refused in seconds, and meanwhile readers and other containers are served', async (t) => {
  const { as, identity } = await startObject(t, { settings: { PITHOS_BACKEND_POOL_SIZE: 4 } });
  const alice = as('alice-token', ALICE);
  for (const name of ['a', 'b', 'c', 'd']) await alice('PUT', `/${name}`);
  await alice('PUT', '/a/kept', { body: 'kept' });
  await alice('PUT', '/d/kept', { body: 'kept' });
  identity.hang = /commissions/;
  let waiting = 0;
  const uploads = ['a', 'b', 'c'].map(async (name) => {
    waiting += 1;
    const reply = await alice('PUT', `/${name}/new`, { body: 'new' });
    waiting -= 1;
    return reply;
  });
  await sleep(300); // until they hold their containers
  const read = await Promise.all(Array.from({ length: 20 }, () => alice('GET', '/a/kept')));
  assert.deepEqual(new Set(read.map(({ status }) => status)), new Set([200]));
  const changed = await alice('POST', '/d/kept', { headers: { 'x-object-meta-color': 'red' } });
  assert.equal(changed.status, 202);
  assert.equal(waiting, 3, 'the uploads still wait');
  for (const { status, headers } of await Promise.all(uploads)) {
    assert.equal(status, 503);
    assert.match(headers['retry-after'] ?? '', /^\d+$/);
  }
  identity.hang = undefined;
  assert.equal((await alice('PUT', '/a/new', { body: 'new' })).status, 201);
});
