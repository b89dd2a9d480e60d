import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { runCollection } from '#object/domain/blocks/collection-run';
import { putHashmap } from '#object/domain/objects/put-hashmap';
import { putObject } from '#object/domain/objects/put-object';
import { beatHeart } from '#object/jobs/heartbeat';
import { type DiskState, unwatchedDisk } from '#platform/disk-space';
import { assertExact, BLOCK, collectorOfAll, MB, QUOTA, start } from './kit/room.ts';
import { ALICE, type StartedObject, takeSpace } from './kit/start-object.ts';

/** What may be there beside the quota: what waits for collection, and one upload that is just superseding another. */
const MOST = QUOTA + 16 * 1024 * 1024 + 20 * MB;

/** Bytes of blocks on the disk, wherever they are. */
async function onDisk(object: StartedObject): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(join(object.directory, 'blocks', 'blocks'), {
    recursive: true,
    withFileTypes: true,
  }))
    if (entry.isFile() && !entry.parentPath.includes('/journal'))
      bytes += (await stat(join(entry.parentPath, entry.name)).catch(() => ({ size: 0 }))).size;
  return bytes;
}

async function assertWithin(object: StartedObject, what: string): Promise<void> {
  const bytes = await onDisk(object);
  assert.ok(bytes <= MOST, `${what}: ${bytes} bytes`);
}

test(
  'what is sent and deleted again, or over itself, takes little more than the quota on the disk',
  { timeout: 280_000 },
  async (t) => {
    const object = await start(t);
    const alice = object.as('alice-token', ALICE);
    await alice('PUT', '/c');
    await alice('PUT', '/n', { headers: { 'x-container-policy-versioning': 'none' } });
    const put = async (path: string): Promise<void> => {
      const { status, text } = await alice('PUT', path, { body: randomBytes(20 * MB) });
      assert.equal(status, 201, text);
      await assertWithin(object, path);
    };
    for (const path of ['/c/again', '/n/again', '/c/again'])
      for (let round = 0; round < 2; round += 1) {
        await put(path);
        assert.equal((await alice('DELETE', path)).status, 204);
      }
    for (let round = 0; round < 8; round += 1) await put('/c/over');
    assert.equal((await alice('GET', '/c/over')).bytes.length, 20 * MB, 'what is current is whole');
    await assertExact(object);
  },
);

test('uploads that fail leave no more on the disk than the quota allows', { timeout: 120_000 }, async (t) => {
  const object = await start(t);
  const alice = object.as('alice-token', ALICE);
  await alice('PUT', '/c');
  for (let round = 0; round < 3; round += 1) {
    const headers = { etag: '0'.repeat(32) };
    const { status, text } = await alice('PUT', '/c/wrong', { body: randomBytes(20 * MB), headers });
    assert.equal(status, 422, text);
    await assertWithin(object, `round ${round}`);
  }
  const loose = (bytes: number) =>
    alice('POST', '/c?update', {
      body: randomBytes(bytes),
      headers: { 'content-type': 'application/octet-stream' },
    });
  assert.equal((await loose(20 * MB)).status, 202);
  assert.equal((await loose(20 * MB)).status, 413, 'blocks without an object are bounded by the quota, too');
  await assertExact(object);
});

test(
  'history lives in what the quota leaves free, and the oldest goes first',
  { timeout: 60_000 },
  async (t) => {
    const object = await start(t);
    const alice = object.as('alice-token', ALICE);
    await alice('PUT', '/c');
    const versions = async (path: string) =>
      ((await alice('GET', `${path}?version=list&format=json`)).json as { versions: unknown[] }).versions
        .length;
    for (let round = 0; round < 3; round += 1) await alice('PUT', '/c/old', { body: randomBytes(5 * MB) });
    for (let round = 0; round < 3; round += 1) await alice('PUT', '/c/new', { body: randomBytes(5 * MB) });
    assert.deepEqual(
      [await versions('/c/old'), await versions('/c/new')],
      [3, 3],
      '10 MB in use, 20 of history',
    );
    await alice('PUT', '/c/more', { body: randomBytes(8 * MB) });
    assert.equal(await versions('/c/old'), 1, 'the oldest had to go');
    assert.ok((await versions('/c/new')) >= 2);
    await assertExact(object);
  },
);

test('no history goes for what is only announced, nor while nobody knows the quota', async (t) => {
  const object = await start(t);
  const { storage, identity } = object;
  const alice = object.as('alice-token', ALICE);
  await alice('PUT', '/c');
  const send = async () => (await alice('PUT', '/c/o', { body: randomBytes(5 * MB) })).status;
  for (let round = 0; round < 6; round += 1) assert.equal(await send(), 201);
  const versions = async () =>
    ((await alice('GET', '/c/o?version=list&format=json')).json as { versions: unknown[] }).versions.length;
  assert.equal(await versions(), 6);
  async function* nothing() {
    // The client sends no byte of what it has announced.
  }
  const path = { account: ALICE, container: 'c', name: 'new' };
  const headers = { type: '', attributes: new Map<string, string>(), sharing: undefined, conditions: {} };
  for (const [length, refusal] of [
    [5 * 1024 ** 3, /quota/i],
    [20 * MB, /./],
  ] as const) {
    const upload = { ...headers, body: nothing(), length, etag: undefined };
    await assert.rejects(putObject(storage, { user: ALICE }, path, upload), refusal);
  }
  const bytes = 1024 * BLOCK;
  const hashes = Array.from({ length: 1024 }, () => 'a'.repeat(64));
  await assert.rejects(putHashmap(storage, { user: ALICE }, path, headers, { bytes, hashes }), /quota/i);
  await takeSpace(storage, ALICE, BigInt(20 * MB));
  assert.equal(await send(), 201);
  await storage.room.sweep(storage);
  assert.equal(await versions(), 6, 'one more was written and one cut, whatever others have reserved');

  identity.setLimit(ALICE, ALICE, 0n);
  assert.equal(await send(), 201);
  await storage.room.sweep(storage);
  assert.equal(
    await versions(),
    6,
    'without any disk space history does not grow, and is not taken away either',
  );
  identity.holdings.clear();
  assert.equal(await send(), 201);
  await storage.room.sweep(storage);
  assert.equal(await versions(), 7);
});

test('metadata of an object that keeps no history drops nothing', async (t) => {
  const object = await start(t);
  const alice = object.as('alice-token', ALICE);
  await alice('PUT', '/n', { headers: { 'x-container-policy-versioning': 'none' } });
  await alice('PUT', '/n/o', { body: randomBytes(1 * MB) });
  await alice('POST', '/n/o', { headers: { 'x-object-meta-a': '1' } });
  const dropped = async () => (await object.storage.store.room.unpaid(ALICE)).dropped;
  assert.equal(await dropped(), 0n);
  await alice('PUT', '/n/o', { body: randomBytes(1 * MB) });
  assert.equal(await dropped(), BigInt(MB));
});

test('an append that is committed is answered so, even when what it wrote cannot be counted', async (t) => {
  const object = await start(t);
  const alice = object.as('alice-token', ALICE);
  await alice('PUT', '/c');
  await alice('PUT', '/c/o', { body: 'one ' });
  t.mock.method(object.storage.store.room, 'countDropped', () => Promise.reject(new Error('no database')));
  const headers = { 'content-range': 'bytes */*', 'content-type': 'application/octet-stream' };
  assert.equal((await alice('POST', '/c/o', { body: 'two', headers })).status, 204);
  assert.equal((await alice('GET', '/c/o')).text, 'one two');
});

test('where versions are charged, they stay and uploads are refused', async (t) => {
  const object = await start(t, { PITHOS_BACKEND_FREE_VERSIONING: false });
  const alice = object.as('alice-token', ALICE);
  await alice('PUT', '/c');
  assert.equal((await alice('PUT', '/c/a', { body: randomBytes(20 * MB) })).status, 201);
  assert.equal((await alice('PUT', '/c/a', { body: randomBytes(20 * MB) })).status, 413);
  assert.equal((await alice('DELETE', '/c/a')).status, 204);
  await assertExact(object, BigInt(20 * MB));
});

test('whoever waits for room goes when the service stops, however long the collection takes', async (t) => {
  const { storage } = await start(t);
  await storage.store.room.countDropped(ALICE, 10n ** 9n, 1n);
  const asked = Promise.withResolvers<void>();
  t.mock.method(storage.recovery, 'lock', () => {
    asked.resolve();
    return new Promise(() => undefined);
  });
  const waiting = assert.rejects(storage.room.before(storage, ALICE, undefined), /too much to do/);
  await asked.promise;
  storage.room.stop();
  await waiting;
});

test('when the disk comes near its reserve, what anybody has dropped goes at once', async (t) => {
  const object = await start(t);
  const alice = object.as('alice-token', ALICE);
  await alice('PUT', '/n', { headers: { 'x-container-policy-versioning': 'none' } });
  await alice('PUT', '/n/o', { body: randomBytes(MB) });
  await alice('DELETE', '/n/o');
  await collectorOfAll(t, object);
  await sql`update dropped_bytes set at = 1`.execute(object.db);
  const looks = async (state: DiskState) => {
    await object.storage.room.whenLow({ ...object.storage, disk: { ...unwatchedDisk, state: () => state } });
    return onDisk(object);
  };
  assert.ok((await looks('ok')) >= MB, 'there is room enough');
  assert.equal(await looks('low'), 0);
  const { dropped } = await object.storage.store.room.unpaid(ALICE);
  assert.equal(dropped, 0n);
});

test('what was dropped is joined by the minute, and counts no less', async (t) => {
  const { storage } = await start(t);
  const { store } = storage;
  for (const at of [1n, 500_000n, 1_500_000n, 59_000_001n, 60_000_001n])
    await store.room.countDropped(ALICE, 10n, at);
  assert.equal((await store.room.droppedBefore(10n ** 12n)).length, 4, 'by the second at first');
  await store.room.joinDropped(10n ** 12n);
  await store.room.joinDropped(10n ** 12n);
  const joined = (await store.room.droppedBefore(10n ** 12n)).map(({ at, bytes }) => [at, bytes]);
  assert.deepEqual(joined.sort(), [
    [120_000_000n, 10n],
    [60_000_000n, 40n],
  ]);
});

test('a collection gives way to commits that take long', async (t) => {
  const object = await start(t);
  const { storage } = object;
  const waits = { unusedMs: 0, looseMs: 0, askedMs: 0 };
  t.mock.method(storage.clockWatch, 'steadyFor', () => true);
  await storage.store.transaction(async (tx) => {
    await tx.collections.shareHorizon();
    assert.equal(await runCollection(storage, waits), undefined);
  });
  assert.ok(await runCollection(storage, waits));
});

test('what a process that is gone had reserved is given back within a minute, what a living one has is not', async (t) => {
  const object = await start(t);
  const { storage, identity } = object;
  const reserve = async (process: string) => {
    const serial = await takeSpace(storage, ALICE, 1000n);
    const aliveUntil = new Date(Date.now() + 300_000);
    await storage.store.quota.reservations.add(serial, { aliveUntil, process });
  };
  const [gone, other] = ['dead0000-0000-4000-8000-000000000000', 'a11fe000-0000-4000-8000-000000000000'];
  for (const process of [gone, other, storage.processId]) await reserve(process);
  const seconds = async (process: string, alive: number) =>
    storage.store.processes.beat({
      id: process,
      aliveUntil: BigInt(Date.now() + alive * 1000) * 1000n,
      oldest: 0n,
    });
  await seconds(other, 20);
  await beatHeart(storage);
  assert.equal(identity.usage(ALICE).max, 3000n, 'nobody is known to be gone');
  await seconds(gone, -1);
  await beatHeart(storage);
  assert.equal(identity.usage(ALICE).max, 2000n);
});
