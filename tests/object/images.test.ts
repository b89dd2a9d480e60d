import { objectInternalOver } from '#contract/program-clients';
import type { ObjectInternalClient } from '#contract/object-internal-client';
import { Refusal } from '#contract/refusal';
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { convertWaiting } from '#object/domain/conversion/convert';
import { injectTransport } from '#platform/http/transport';
import {
  ALICE,
  BOB,
  type Caller,
  COMPUTE_TOKEN,
  startObject,
  type StartedObject,
  suiteEnd,
} from './kit/start-object.ts';
import { qcow2 } from './kit/qcow2.ts';

describe('objects as images', () => {
  const end = suiteEnd();
  after(() => end.run());
  let object: StartedObject;
  let alice: Caller;
  let compute: ObjectInternalClient;
  let uuid: string;
  before(async () => {
    object = await startObject(end);
    alice = object.as('alice-token', ALICE);
    compute = objectInternalOver(injectTransport(object.app), COMPUTE_TOKEN);
    await alice('PUT', '/images');
    uuid =
      (await alice('PUT', '/images/disk.raw', { body: 'x'.repeat(9000) })).headers['x-object-uuid'] ?? '';
  });
  const refused = (status: number) => (error: unknown) => error instanceof Refusal && error.status === status;
  const names = async (user: string) => (await compute.list({ user })).map((record) => record.object);

  test('an object is found by its path and by its uuid, by those who may read it', async () => {
    const found = await compute.find(
      { account: ALICE, container: 'images', object: 'disk.raw' },
      { user: ALICE },
    );
    assert.deepEqual([found.uuid, found.size, found.access, found.isPublic], [uuid, 9000n, 'owner', false]);
    const map = await object.storage.blocks.openMap(found.mapHash, found.size);
    assert.equal(map.ids.length, 3 * 32);
    await assert.rejects(compute.get(uuid, { user: BOB }), refused(403));
    await assert.rejects(
      compute.find({ account: ALICE, container: 'images', object: 'none' }, { user: ALICE }),
      refused(404),
    );
    await assert.rejects(compute.get('00000000-0000-4000-8000-000000000000', { user: ALICE }), refused(404));
  });

  test('registering is metadata of a domain of its own, and makes a version', async () => {
    const before = await compute.get(uuid, { user: ALICE });
    const after = await compute.setMetadata(uuid, {
      user: ALICE,
      set: { 'plankton:name': 'Ubuntu ü', 'plankton:status': 'x' },
    });
    assert.deepEqual(after.metadata, { 'plankton:name': 'Ubuntu ü', 'plankton:status': 'x' });
    assert.ok(after.version > before.version);
    assert.equal((await alice('HEAD', '/images/disk.raw')).headers['x-object-meta-plankton:name'], undefined);
    const less = await compute.setMetadata(uuid, {
      user: ALICE,
      set: { 'plankton:os': 'debian' },
      remove: ['plankton:status'],
    });
    assert.deepEqual(less.metadata, { 'plankton:name': 'Ubuntu ü', 'plankton:os': 'debian' });
    await assert.rejects(compute.setMetadata(uuid, { user: BOB, set: { a: 'b' } }), refused(403));
    await assert.rejects(
      compute.setMetadata(uuid, { user: ALICE, set: { k: 'v'.repeat(257) } }),
      refused(400),
    );
  });

  test('an image is listed for its owner, and for everybody once it is public', async () => {
    assert.deepEqual(await names(ALICE), ['disk.raw']);
    assert.deepEqual(await names(BOB), []);
    const shared = await compute.setPermissions(uuid, { user: ALICE, read: [ALICE, '*'], write: [] });
    assert.equal(shared.isPublic, true);
    assert.deepEqual(await names(BOB), ['disk.raw']);
    const [record] = await compute.list({ user: BOB });
    assert.deepEqual([record?.access, record?.metadata['plankton:name']], ['read', 'Ubuntu ü']);
    assert.deepEqual(await compute.list({ user: BOB, owner: BOB }), []);
    await assert.rejects(compute.setPermissions(uuid, { user: BOB, read: [], write: [BOB] }), refused(403));
    await compute.setPermissions(uuid, { user: ALICE, read: [BOB], write: [] });
    assert.deepEqual(await names(BOB), ['disk.raw']);
    await compute.setPermissions(uuid, { user: ALICE, read: [], write: [] });
    assert.deepEqual(await names(BOB), []);
  });

  test('images are paged for a reader, and for operators all of them, the newest by a key first', async () => {
    const by = 'plankton:created_at';
    for (const [name, created] of [
      ['old', '2026-01-01T00:00:00Z'],
      ['new', '2026-03-01T00:00:00Z'],
      ['twin', '2026-01-01T00:00:00Z'],
    ] as const) {
      await alice('PUT', `/images/${name}`, { body: 'x' });
      const { uuid: id } = await compute.find(
        { account: ALICE, container: 'images', object: name },
        { user: ALICE },
      );
      await compute.setMetadata(id, { user: ALICE, set: { [by]: created } });
    }
    const paged = async (limit: number, user?: string): Promise<string[]> => {
      const found: string[] = [];
      let after: string | undefined;
      do {
        const page = await compute.page({ user, by, limit, after });
        found.push(...page.objects.map(({ object: name }) => name));
        after = page.next;
      } while (after !== undefined);
      return found;
    };
    const all = ['new', 'twin', 'old', 'disk.raw'];
    for (const limit of [1, 2, 3, 100]) assert.deepEqual(await paged(limit), all, `by ${limit}`);
    assert.deepEqual([await paged(2, ALICE), await paged(2, BOB)], [all, []]);
    await assert.rejects(compute.page({ by, limit: 1, after: 'nonsense' }), refused(400));
    for (const name of ['old', 'new', 'twin']) await alice('DELETE', `/images/${name}`);
  });

  test('a registration survives new data, new metadata, a move and a copy, and goes with the object', async () => {
    const named = async (path: string) =>
      (await compute.find({ account: ALICE, container: 'images', object: path }, { user: ALICE })).metadata[
        'plankton:name'
      ];
    await alice('PUT', '/images/disk.raw', { body: 'new data' });
    await alice('POST', '/images/disk.raw', { headers: { 'x-object-meta-a': '1' } });
    assert.equal(await named('disk.raw'), 'Ubuntu ü');
    await alice('COPY', '/images/disk.raw', { headers: { destination: '/images/copy' } });
    await alice('MOVE', '/images/disk.raw', { headers: { destination: '/images/moved' } });
    assert.deepEqual([await named('copy'), await named('moved')], ['Ubuntu ü', 'Ubuntu ü']);
    assert.equal((await compute.get(uuid, { user: ALICE })).object, 'moved');
    await alice('DELETE', '/images/copy');
    assert.deepEqual(await names(ALICE), ['moved']);
  });

  test('T-O24 no token of a user opens these routes, and users cannot reach the domain', async () => {
    const calls = [
      ['GET', `/objects?user=${ALICE}`],
      ['GET', '/object-pages?by=x&limit=1'],
      ['GET', `/objects/${uuid}?user=${ALICE}`],
      ['GET', `/object?user=${ALICE}&account=${ALICE}&container=images&object=moved`],
      ['PUT', `/objects/${uuid}/metadata/plankton`],
      ['PUT', `/objects/${uuid}/permissions`],
    ] as const;
    for (const [method, path] of calls) {
      const url = `//pithos/internal/v1${path}`;
      const headers = { 'content-type': 'application/json' };
      assert.equal((await alice(method, url, { body: '{}', headers })).status, 403, path);
      assert.equal((await object.as('', ALICE)(method, url, { body: '{}', headers })).status, 401, path);
    }
    await assert.rejects(
      compute.setMetadata(uuid, { user: ALICE, set: { 'X-Object-Meta-A': '2' } }, 'pithos'),
      refused(403),
    );
  });

  test('a conversion that fails keeps no other waiting, even when its image has no room for the reason', async (t) => {
    const { blocks } = object.storage;
    const { openMap } = blocks;
    /** Puts a file with another salt until its hash fits: the greatest is converted first. */
    const put = async (name: string, file: (salt: number) => Buffer, fits: (hash: string) => boolean) => {
      for (let salt = 0; ; salt++) {
        await alice('PUT', `/images/${name}.qcow2`, { body: file(salt) });
        const path = { account: ALICE, container: 'images', object: `${name}.qcow2` };
        const { uuid: id, mapHash } = await compute.find(path, { user: ALICE });
        if (fits(mapHash)) return { id: (await compute.convert(id, { user: ALICE })).uuid, mapHash };
      }
    };
    const good = await put(
      'good',
      (salt) => qcow2(salt),
      (hash) => hash < '8',
    );
    const isBefore = (hash: string): boolean => hash > good.mapHash;
    const full = await put('full', (salt) => qcow2(salt, 'damaged'), isBefore);
    const unread = await put('unread', (salt) => qcow2(1000 + salt), isBefore);
    const { maxMetadata } = object.storage.limits;
    const set = Object.fromEntries(Array.from({ length: maxMetadata }, (_, index) => [`key-${index}`, 'x']));
    await compute.setMetadata(full.id, { user: ALICE, set });
    const available = () =>
      Promise.all(
        [good, full, unread].map(async ({ id }) => (await compute.get(id, { user: ALICE })).available),
      );
    assert.deepEqual(await available(), [0, 0, 0]);

    t.mock.method(blocks, 'openMap', async (...given: Parameters<typeof openMap>) => {
      if (given[0] === unread.mapHash) throw new Error('EIO: the disk cannot be read');
      return openMap.apply(blocks, given);
    });
    const { signal } = new AbortController();
    await assert.rejects(convertWaiting(object.storage, signal), /EIO/);
    assert.deepEqual(await available(), [1, -1, 0], 'only what could not be read waits for the next turn');
    t.mock.restoreAll();
    await convertWaiting(object.storage, signal);
    assert.deepEqual(await available(), [1, -1, 1]);
    assert.equal((await compute.get(full.id, { user: ALICE })).metadata['key-0'], 'x');
  });
});
