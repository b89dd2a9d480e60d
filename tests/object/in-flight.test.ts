import { objectInternalOver } from '#contract/program-clients';
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { sql } from 'kysely';
import { blockId } from '#blockstore/content-hash';
import { contentBytes } from '#blockstore/read-content';
import { until } from '#kit/until';
import { runCollection } from '#object/domain/blocks/collection-run';
import { checkHorizon } from '#object/domain/blocks/horizon';
import type { InFlight } from '#object/domain/blocks/in-flight';
import { openForReading } from '#object/domain/objects/read-object';
import { contentOf } from '#object/domain/objects/readable-content';
import { injectTransport } from '#platform/http/transport';
import { assertExact, BLOCK, collectorOfAll, makeOlder, MB, QUOTA, start } from './kit/room.ts';
import { ALICE, BOB, COMPUTE_TOKEN } from './kit/start-object.ts';

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
  assert.ok((await storage.store.collections.horizonAfter(0n)) !== undefined, 'there was a collection');
  await assertExact(object);
});

test('T-O21 what began before a collection that knew nothing of it is refused, never committed without its blocks', async (t) => {
  const object = await start(t);
  const { storage } = object;
  const alice = object.as('alice-token', ALICE);
  await alice('PUT', '/c');
  const horizon = BigInt(Date.now() + 60_000) * 1000n;
  const { during } = storage.inFlights;
  t.mock.method(storage.inFlights, 'during', (work: Parameters<typeof during>[0]) =>
    during.call(storage.inFlights, async (flight) => {
      await storage.store.transaction((tx) => tx.collections.announce(horizon));
      return work(flight);
    }),
  );
  const reply = await alice('PUT', '/c/late', { body: 'late' });
  assert.equal(reply.status, 503);
  t.mock.restoreAll();
  await object.db.deleteFrom('collections').execute();
  assert.equal((await alice('GET', '/c/late')).status, 404);
  assert.equal((await alice('PUT', '/c/late', { body: 'again' })).status, 201);
  await assertExact(object);
});

test('T-O21 what a foreign collection has overtaken stays so when this process collects next', async (t) => {
  const object = await start(t);
  const { storage } = object;
  const announce = () =>
    storage.store.transaction((tx) => tx.collections.announce(BigInt(Date.now() + 60_000) * 1000n));
  const waits = { unusedMs: 0, looseMs: 0, askedMs: 0 };
  const check = (flight: InFlight) => storage.store.transaction((tx) => checkHorizon(tx, [flight]));
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
  assert.deepEqual(await files.listTrash(id.slice(0, 2)), []);
  assert.ok((await alice('GET', '/c/target')).bytes.equals(body));
  lost = async () => {
    await files.setAside(id, 'trash');
    await files.discard(id, 'trash');
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

test('T-O7 whoever goes away before his first byte has come holds nothing any more', async (t) => {
  const object = await start(t);
  const { storage, app } = object;
  const alice = object.as('alice-token', ALICE);
  await alice('PUT', '/c');
  const body = randomBytes(2 * BLOCK);
  await alice('PUT', '/c/o', { body });
  const id = blockId(body.subarray(0, BLOCK));
  const base = await object.listen();
  const asked = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const read = storage.blocks.readBlock.bind(storage.blocks);
  t.mock.method(storage.blocks, 'readBlock', async (...given: Parameters<typeof read>) => {
    asked.resolve();
    await goOn.promise;
    return read(...given);
  });
  const closed = Promise.withResolvers<void>();
  app.server.once('connection', (socket: Socket) => socket.once('close', () => closed.resolve()));
  const gone = new AbortController();
  const download = fetch(`${base}/pithos/object-store/v1/${ALICE}/c/o`, {
    headers: { 'x-auth-token': 'alice-token' },
    signal: gone.signal,
  });
  await asked.promise;
  assert.ok(storage.inFlights.isClaimed(id));
  gone.abort();
  await assert.rejects(download);
  await closed.promise;
  goOn.resolve();
  await until(() => !storage.inFlights.isClaimed(id));
});

test('T-O21 the content of an image stays while a machine is made of it, and counts against who borrowed it', async (t) => {
  const object = await start(t);
  const { storage } = object;
  const alice = object.as('alice-token', ALICE);
  await alice('PUT', '/n', { headers: { 'x-container-policy-versioning': 'none' } });
  const headers = { 'x-object-sharing': 'read=*' };
  const body = randomBytes(6 * BLOCK);
  const uuid = (await alice('PUT', '/n/image', { body, headers })).headers['x-object-uuid'] ?? '';
  const compute = objectInternalOver(injectTransport(object.app), COMPUTE_TOKEN);
  const lent = await compute.lend(uuid, { user: BOB });
  const waiting = async () => (await storage.store.room.unpaid(BOB)).borrowed;
  assert.equal(await waiting(), 0n, 'an object keeps it');
  assert.equal((await alice('PUT', '/n/image', { body: 'another' })).status, 201);
  assert.equal(await waiting(), BigInt(body.length));
  const collectAll = await collectorOfAll(t, object);
  assert.equal(await collectAll(), 0);
  const map = await storage.blocks.openMap(lent.mapHash, lent.size);
  assert.ok(Buffer.concat(await Array.fromAsync(contentBytes(storage.blocks, map))).equals(body));
  await sql`update content_loans set until = 1`.execute(object.db);
  assert.equal(await waiting(), 0n);
  assert.equal(await collectAll(), 6);
  object.identity.setLimit(BOB, BOB, BigInt(QUOTA));
  const later = BigInt(Date.now() + 600_000) * 1000n;
  await sql`insert into content_loans values ('large', ${20 * MB}, ${BOB}, ${later})`.execute(object.db);
  const collected = await storage.store.collections.horizonAfter(0n);
  await assert.rejects(storage.room.before(storage, BOB, undefined), { code: 'waiting_exceeded' });
  assert.equal(
    await storage.store.collections.horizonAfter(0n),
    collected,
    'the store is not gone through in vain',
  );
});
