import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import { readdir, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { sql } from 'kysely';
import { blockId } from '#blockstore/content-hash';
import { contentBytes } from '#blockstore/read-content';
import { objectInternalClient } from '#contract/object-internal';
import { changeContainers } from '#object/domain/change-containers';
import { deleteObject } from '#object/domain/change-object';
import { runCollection } from '#object/domain/collection-run';
import { emptyContainer } from '#object/domain/delete-objects';
import { checkHorizon } from '#object/domain/horizon';
import type { InFlight } from '#object/domain/in-flight';
import { putHashmap } from '#object/domain/put-hashmap';
import { putObject } from '#object/domain/put-object';
import { openForReading } from '#object/domain/read-object';
import { contentOf } from '#object/domain/readable-content';
import { dataVersion } from '#object/domain/versions';
import { removeDetached } from '#object/domain/remove-containers';
import { beatHeart } from '#object/jobs/heartbeat';
import { recoverCommissions } from '#object/jobs/recovery';
import type { Db } from '#object/store/rows';
import { injectTransport } from '#platform/transport';
import { recount } from './kit/recount.ts';
import { ALICE, BOB, COMPUTE_TOKEN, startObject, type StartedObject } from './kit/start-object.ts';

const MB = 1_000_000;
const BLOCK = 256 * 1024;
const QUOTA = 30 * MB;
/** What may be there beside the quota: what waits for collection, and one upload that is just superseding another. */
const MOST = QUOTA + 16 * 1024 * 1024 + 20 * MB;

async function start(t: Parameters<typeof startObject>[0], settings = {}): Promise<StartedObject> {
  const object = await startObject(t, { settings: { PITHOS_BACKEND_BLOCK_SIZE: BLOCK, ...settings } });
  object.identity.setLimit(ALICE, ALICE, BigInt(QUOTA));
  return object;
}

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

async function assertExact(object: StartedObject, history = 0n): Promise<void> {
  await recoverCommissions(object.storage);
  const { problems, bytes } = await recount(object.databaseUrl, join(object.directory, 'blocks'), BLOCK);
  assert.deepEqual(problems, []);
  const total = (bytes.get(ALICE) ?? 0n) + history;
  assert.deepEqual(object.identity.usage(ALICE), { min: total, max: total });
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
      (await alice('GET', `${path}?version=list&format=json`)).json<{ versions: unknown[] }>().versions
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
    (await alice('GET', '/c/o?version=list&format=json')).json<{ versions: unknown[] }>().versions.length;
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
  await storage.identity.issue([{ account: ALICE, project: ALICE, bytes: BigInt(20 * MB) }], 'pending');
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
  const dropped = async () => (await object.storage.store.unpaidBytes(object.storage.db, ALICE)).dropped;
  assert.equal(await dropped(), 0n);
  await alice('PUT', '/n/o', { body: randomBytes(1 * MB) });
  assert.equal(await dropped(), BigInt(MB));
});

test('an append that is committed is answered so, even when what it wrote cannot be counted', async (t) => {
  const object = await start(t);
  const alice = object.as('alice-token', ALICE);
  await alice('PUT', '/c');
  await alice('PUT', '/c/o', { body: 'one ' });
  t.mock.method(object.storage.store, 'countDropped', () => Promise.reject(new Error('no database')));
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

test('T-O21 an upload keeps what it has written while others make room', { timeout: 60_000 }, async (t) => {
  const object = await start(t);
  const { storage } = object;
  const alice = object.as('alice-token', ALICE);
  await alice('PUT', '/c');
  const base = await object.listen();
  const body = randomBytes(4 * MB);
  const halfway = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  async function* slowly() {
    yield body.subarray(0, 2 * MB);
    halfway.resolve();
    await goOn.promise;
    yield body.subarray(2 * MB);
  }
  const upload = fetch(`${base}/pithos/object-store/v1/${ALICE}/c/slow`, {
    method: 'PUT',
    headers: { 'x-auth-token': 'alice-token', 'content-length': String(body.length) },
    body: ReadableStream.from(slowly()),
    duplex: 'half',
  } as RequestInit);
  await halfway.promise;
  const age = new Date(Date.now() - 60_000);
  await makeOlder(join(object.directory, 'blocks', 'blocks'), age);
  for (let round = 0; round < 3; round += 1) {
    assert.equal((await alice('PUT', '/c/other', { body: randomBytes(20 * MB) })).status, 201);
    assert.equal((await alice('DELETE', '/c/other')).status, 204);
  }
  goOn.resolve();
  assert.equal((await upload).status, 201);
  assert.ok((await alice('GET', '/c/slow')).bytes.equals(body));
  assert.ok((await storage.store.horizonAfter(storage.db, 0n)) !== undefined, 'there was a collection');
  await assertExact(object);
});

async function makeOlder(directory: string, to: Date): Promise<void> {
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) await utimes(join(entry.parentPath, entry.name), to, to).catch(() => undefined);
}

test('T-O21 what began before a collection that knew nothing of it is refused, never committed without its blocks', async (t) => {
  const object = await start(t);
  const { storage } = object;
  const alice = object.as('alice-token', ALICE);
  await alice('PUT', '/c');
  const horizon = BigInt(Date.now() + 60_000) * 1000n;
  const { during } = storage.inFlights;
  t.mock.method(storage.inFlights, 'during', (work: Parameters<typeof during>[0]) =>
    during.call(storage.inFlights, async (flight) => {
      await storage.db.transaction().execute((tx) => storage.store.announceHorizon(tx, horizon));
      return work(flight);
    }),
  );
  const reply = await alice('PUT', '/c/late', { body: 'late' });
  assert.equal(reply.status, 503);
  t.mock.restoreAll();
  await storage.db.deleteFrom('collections').execute();
  assert.equal((await alice('GET', '/c/late')).status, 404);
  assert.equal((await alice('PUT', '/c/late', { body: 'again' })).status, 201);
  await assertExact(object);
});

test('T-O21 what a foreign collection has overtaken stays so when this process collects next', async (t) => {
  const object = await start(t);
  const { storage } = object;
  const announce = () =>
    storage.db
      .transaction()
      .execute((tx) => storage.store.announceHorizon(tx, BigInt(Date.now() + 60_000) * 1000n));
  const waits = { unusedMs: 0, looseMs: 0, askedMs: 0 };
  const check = (flight: InFlight) =>
    storage.db.transaction().execute((tx) => checkHorizon(storage, tx, [flight]));
  t.mock.method(storage.clockWatch, 'steadyFor', () => true);
  await storage.inFlights.during(async (flight) => {
    assert.ok(await runCollection(storage, waits));
    await check(flight);
    await announce();
    assert.ok(await runCollection(storage, waits));
    await assert.rejects(check(flight), /held up/);
  });
});

test('T-O21 an update with another object takes what it shares back when it is committed, or is refused', async (t) => {
  const object = await start(t);
  const { storage } = object;
  const files = storage.blocks.blocks;
  const alice = object.as('alice-token', ALICE);
  await alice('PUT', '/c');
  const body = randomBytes(BLOCK);
  const id = blockId(body);
  await alice('PUT', '/c/source', { body });
  await alice('PUT', '/c/target', { body: '' });
  const commit = storage.commits.commit.bind(storage.commits);
  let lost: () => Promise<unknown> = async () => undefined;
  t.mock.method(storage.commits, 'commit', async (...given: Parameters<typeof commit>) => {
    await lost();
    return commit(...given);
  });
  const update = () =>
    alice('POST', '/c/target', {
      headers: { 'content-range': 'bytes */*', 'x-source-object': '/c/source' },
    });
  lost = () => files.setAside(id, 'trash');
  assert.equal((await update()).status, 204);
  assert.deepEqual(await files.list('trash'), []);
  assert.ok((await alice('GET', '/c/target')).bytes.equals(body));
  lost = async () => {
    await files.setAside(id, 'trash');
    await files.discard(id);
  };
  assert.equal((await update()).status, 503);
});

test('T-O21 a reader who has begun gets all of an object that is deleted and collected meanwhile', async (t) => {
  const object = await start(t);
  const { storage } = object;
  const alice = object.as('alice-token', ALICE);
  await alice('PUT', '/n', { headers: { 'x-container-policy-versioning': 'none' } });
  const body = randomBytes(6 * BLOCK);
  await alice('PUT', '/n/o', { body });
  const caller = { user: ALICE };
  const opened = await openForReading(storage, caller, { account: ALICE, container: 'n', name: 'o' });
  const content = await contentOf(storage, caller, opened, false);
  const reader = content.bytes(0, body.length);
  const parts = [(await reader.next()).value as Buffer];
  assert.equal((await alice('DELETE', '/n/o')).status, 204);
  const collectAll = await collectorOfAll(t, object);
  assert.equal(await collectAll(), 0);
  for await (const part of reader) parts.push(part);
  assert.ok(Buffer.concat(parts).equals(body));
  assert.equal(await collectAll(), 6);
});

/** Makes everything old enough to go. Gives a collection that tells how many blocks it has removed. */
async function collectorOfAll(t: TestContext, { storage, directory }: StartedObject) {
  await makeOlder(join(directory, 'blocks'), new Date(Date.now() - 60_000));
  await sql`update block_proofs set proved = 0`.execute(storage.db);
  t.mock.method(storage.clockWatch, 'steadyFor', () => true);
  return async () => {
    const run = await runCollection(storage, { unusedMs: 0, looseMs: 0, askedMs: 0 }, { times: 2 });
    return run?.discarded.length;
  };
}

test('T-O21 the content of an image stays while a machine is made of it, and counts against who borrowed it', async (t) => {
  const object = await start(t);
  const { storage } = object;
  const alice = object.as('alice-token', ALICE);
  await alice('PUT', '/n', { headers: { 'x-container-policy-versioning': 'none' } });
  const headers = { 'x-object-sharing': 'read=*' };
  const body = randomBytes(6 * BLOCK);
  const uuid = (await alice('PUT', '/n/image', { body, headers })).headers['x-object-uuid'] ?? '';
  const compute = objectInternalClient(injectTransport(object.app), COMPUTE_TOKEN);
  const lent = await compute.lend(uuid, { user: BOB });
  const waiting = async () => (await storage.store.unpaidBytes(storage.db, BOB)).dropped;
  assert.equal(await waiting(), 0n, 'an object keeps it');
  assert.equal((await alice('PUT', '/n/image', { body: 'another' })).status, 201);
  assert.equal(await waiting(), BigInt(body.length));
  const collectAll = await collectorOfAll(t, object);
  assert.equal(await collectAll(), 0);
  const map = await storage.blocks.openMap(lent.mapHash, lent.size);
  assert.ok(Buffer.concat(await Array.fromAsync(contentBytes(storage.blocks, map))).equals(body));
  await sql`update content_loans set until = 1`.execute(storage.db);
  assert.equal(await waiting(), 0n);
  assert.equal(await collectAll(), 6);
});

test('whoever waits for room goes when the service stops, however long the collection takes', async (t) => {
  const { storage } = await start(t);
  await storage.store.countDropped(storage.db, ALICE, 10n ** 9n, 1n);
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

test('what was dropped is joined by the minute, and counts no less', async (t) => {
  const { storage } = await start(t);
  const { store, db } = storage;
  for (const at of [1n, 500_000n, 1_500_000n, 59_000_001n, 60_000_001n])
    await store.countDropped(db, ALICE, 10n, at);
  assert.equal((await store.droppedBefore(db, 10n ** 12n)).length, 4, 'by the second at first');
  await store.joinDropped(db, 10n ** 12n);
  await store.joinDropped(db, 10n ** 12n);
  const joined = (await store.droppedBefore(db, 10n ** 12n)).map(({ at, bytes }) => [at, bytes]);
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
  await storage.db.transaction().execute(async (tx) => {
    await storage.store.shareHorizon(tx);
    assert.equal(await runCollection(storage, waits), undefined);
  });
  assert.ok(await runCollection(storage, waits));
});

test('what a process that is gone had reserved is given back within a minute, what a living one has is not', async (t) => {
  const object = await start(t);
  const { storage, identity } = object;
  const reserve = async (process: string) => {
    const serial = await storage.identity.issue([{ account: ALICE, project: ALICE, bytes: 1000n }], 'upload');
    const aliveUntil = BigInt(Date.now() + 300_000) * 1000n;
    await storage.store.keepReservation(storage.db, serial, { aliveUntil, process });
  };
  const [gone, other] = ['dead0000-0000-4000-8000-000000000000', 'a11fe000-0000-4000-8000-000000000000'];
  for (const process of [gone, other, storage.processId]) await reserve(process);
  const seconds = async (process: string, alive: number) =>
    storage.store.beat(storage.db, {
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

test('a full container, or a folder, is emptied in strides: what a death leaves is whole, and goes when it is asked for again', async (t) => {
  const object = await start(t);
  const { storage } = object;
  const alice = object.as('alice-token', ALICE);
  const caller = { user: ALICE };
  await alice('PUT', '/c');
  for (const name of ['dir', 'other']) await alice('PUT', `/c/${name}`, { body: 'four' });
  const container = (await storage.store.findContainer(storage.db, ALICE, 'c'))!;
  await changeContainers(storage, [container.id], { name: 'many' }, async (change) => {
    const dir = (await change.current(container, ['dir'])).get('dir')!;
    const draft = () =>
      dataVersion({ ...dir, hash: dir.hash! }, { user: ALICE, uuid: randomUUID() }, new Map(), undefined);
    const names = Array.from({ length: 2500 }, (_, index) => `dir/${index}`);
    await change.write(
      container,
      names.map((name) => ({ name, current: undefined, draft: draft() })),
    );
  });
  const counted = async () => (await alice('HEAD', '/c')).headers['x-container-object-count'];
  const dying = (after: number) => ({
    ...storage,
    killPoint: (point: string) => {
      if (point === 'object.put.rows-committed' && (after -= 1) === 0) throw new Error('killed');
    },
  });
  const folder = { account: ALICE, container: 'c', name: 'dir' };
  await assert.rejects(deleteObject(dying(1), caller, folder, { delimiter: '/' }), /killed/);
  assert.equal(await counted(), '1502');
  await assertExact(object);
  assert.equal((await alice('HEAD', '/c/dir')).status, 200, 'the folder itself goes at the end');
  await assert.rejects(emptyContainer(dying(1), caller, folder), /killed/);
  assert.equal(await counted(), '502');
  assert.equal((await alice('GET', '/c/other')).text, 'four');
  assert.equal((await alice('DELETE', '/c?delimiter=/')).status, 204);
  assert.equal(await counted(), '0');
  await assertExact(object);
});

test(
  'a container with a long history is deleted at once, its charge too, and the rest goes in parts',
  { timeout: 60_000 },
  async (t) => {
    const object = await start(t, { PITHOS_BACKEND_FREE_VERSIONING: false });
    const { storage } = object;
    const alice = object.as('alice-token', ALICE);
    await alice('PUT', '/large');
    await alice('PUT', '/large/o', { body: 'x'.repeat(100) });
    await alice('DELETE', '/large/o');
    const container = await storage.store.findContainer(storage.db, ALICE, 'large');
    assert.ok(container);
    await sql`
    with made as (
      insert into nodes (parent, name, live) select ${container.id}, 'n' || i, false from generate_series(1, 20000) i returning id)
    insert into versions (node, hash, size, type, mtime, muser, uuid, checksum, cluster)
    select m.id, null, 0, '', 1, '', gen_random_uuid(), '', 2 from made m`.execute(storage.db);
    await sql`update nodes set latest = v.serial from versions v where v.node = nodes.id and nodes.latest is null`.execute(
      storage.db,
    );
    await sql`update statistics set population = population + 20000 where node = ${container.id} and cluster = 2`.execute(
      storage.db,
    );
    assert.equal(object.identity.usage(ALICE).max, 100n);
    assert.equal((await alice('DELETE', '/large')).status, 204);
    assert.equal((await alice('HEAD', '/large')).status, 404);
    assert.equal(object.identity.usage(ALICE).max, 0n);
    const left = async () => (await storage.store.detachedContainers(storage.db)).length;
    assert.equal(await left(), 1, 'most of it is still there');
    assert.equal((await alice('PUT', '/large')).status, 201, 'its name is free');
    await refuseToRemoveNodes(storage.db);
    await assert.rejects(removeDetached(storage), /not now/);
    await assertExact(object); // versions and their objects go together
    await sql`drop function not_now cascade`.execute(storage.db);
    let parts = 0;
    const dies = {
      ...storage,
      killPoint: () => {
        if ((parts += 1) === 3) throw new Error('killed');
      },
    };
    await assert.rejects(removeDetached(dies), /killed/);
    await removeDetached(storage);
    assert.equal(await left(), 0);
    const { rows } = await sql<{
      count: bigint;
    }>`select count(*) as count from nodes where name like 'n%'`.execute(storage.db);
    assert.equal(rows[0]?.count, 0n);
    await assertExact(object);
  },
);

/** Whatever removes an object's row fails, as when the process dies between two statements. */
async function refuseToRemoveNodes(db: Db): Promise<void> {
  await sql`create function not_now() returns trigger language plpgsql as $$ begin raise exception 'not now'; end $$`.execute(
    db,
  );
  await sql`create trigger not_now before delete on nodes for each row execute function not_now()`.execute(
    db,
  );
}
