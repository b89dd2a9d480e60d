import assert from 'node:assert/strict';
import { test } from 'node:test';
import { collect } from '#blockstore/collection/collector';
import { BlockOwners, type Roots } from '#blockstore/collection/owners';
import { openBlockStore } from '#blockstore/open-block-store';
import { LossyFileSystem } from '../failure/kit/lossy-file-system.ts';
import { runOrders } from './kit/collector-orders.ts';
import { NO_WAIT, ownerOf } from './kit/owner.ts';

/** Orders of steps (O21), of all collectors together. */
const ROUNDS = 10_000;

for (const [kind, rounds] of [
  ['patient', 0.4 * ROUNDS],
  ['here', 0.3 * ROUNDS],
  ['elsewhere', 0.3 * ROUNDS],
] as const) {
  test(
    `T-O21 R-O5 whatever order the steps of writers and a collector (${kind}) fall in, nothing that is used goes`,
    { timeout: 120_000 },
    async () => {
      const discarded = await runOrders(kind, rounds);
      assert.ok(discarded > 0, 'the collector had something to do');
    },
  );
}

test('R-O5 what nothing uses is gone after the grace and a second run', async () => {
  const fs = new LossyFileSystem();
  const store = await openBlockStore({ directory: '/s', fs, blockSize: 16, now: () => 0 });
  const id = await store.putBlock(Buffer.alloc(16, 'block'));
  let olderThanMs = 0;
  const gone: string[] = [];
  const owner = ownerOf('tests', () => []);
  const roots: Roots = {
    ...owner.look(NO_WAIT),
    forget: async (ids) => void gone.push(...ids),
  };
  const owners = new BlockOwners(store.owners);
  await owners.register({ ...owner, begin: async () => ({ ...roots, olderThanMs }) });
  const run = () => collect(store, owners, NO_WAIT);
  assert.equal((await run())?.trashed, 0, 'within the grace it stays');
  olderThanMs = 1;
  assert.equal((await run())?.trashed, 1);
  assert.equal(await store.hasBlock(id), true, 'who asks for it in time gets it back');
  await run();
  assert.equal((await run())?.discarded, 1);
  assert.deepEqual(gone, [id]);
  assert.equal(await store.hasBlock(id), false);
});
