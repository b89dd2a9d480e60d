import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import http from 'node:http';
import { once } from 'node:events';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { until } from '#kit/until';
import type { ObjectStorage } from '#object/domain/object-storage';
import type { Store } from '#object/store/store';
import { openForReading } from '#object/domain/objects/read-object';
import { contentOf } from '#object/domain/objects/readable-content';
import { testClock, type TestClock } from '#platform/clock';
import { ALICE, BOB, type Caller, type StartedObject, startObject, suiteEnd } from './kit/start-object.ts';

const BLOCK = 4096;

describe('large objects by manifest', () => {
  const end = suiteEnd();
  after(() => end.run());
  let object: StartedObject;
  let alice: Caller;

  before(async () => {
    object = await startObject(end);
    alice = object.as('alice-token', ALICE);
    await alice('PUT', '/c');
  });

  const put = async (path: string, body: string | Buffer, headers: Record<string, string> = {}) =>
    assert.equal((await alice('PUT', path, { body, headers })).status, 201, path);

  /** Objects of no bytes put straight into the rows: more than one page of them. */
  async function manyParts(container: string, count: number): Promise<void> {
    await sql`
      with parts as materialized (select nextval('versions_serial_seq') as serial, g from generate_series(1, ${count}) g),
      n as (insert into nodes (parent, name, latest, live) select c.id, 'part-' || lpad(p.g::text, 8, '0'), p.serial, true
        from parts p, nodes c join nodes a on a.id = c.parent where a.name = ${ALICE} and c.name = ${container}
        returning id, latest)
      insert into versions (serial, node, hash, size, type, mtime, muser, uuid, checksum, cluster)
      overriding system value
      select latest, id, repeat('e', 64), 0, 'text/plain', 1, ${ALICE}, gen_random_uuid(), 'x', 0 from n`.execute(
      object.db,
    );
  }

  /** The content of a manifest over many parts, listed by a store that may be another, while time stands still. */
  async function manifestBy(
    change: (storage: ObjectStorage, clock: TestClock) => Pick<Store['listings'], 'objects'>,
  ) {
    const clock = testClock();
    const { storage } = object;
    const caller = { user: ALICE };
    const path = { account: ALICE, container: 'c', name: 'many' };
    const opened = await openForReading(storage, caller, path);
    const listings = change(storage, clock) as Store['listings'];
    const store = { ...storage.store, listings };
    return contentOf({ ...storage, clock, store }, caller, opened, false);
  }

  test('a plain POST keeps the manifest of a large object, and only naming it takes it away', async () => {
    await put('/c/large/1', 'one');
    await put('/c/large/2', 'two');
    await put('/c/large', '', { 'x-object-manifest': 'c/large/', 'x-object-meta-old': '1' });
    const text = async () => (await alice('GET', '/c/large')).text;
    const post = (headers: Record<string, string>) => alice('POST', '/c/large', { headers });
    assert.equal((await post({ 'x-object-meta-a': 'b' })).status, 202);
    const { headers } = await alice('HEAD', '/c/large');
    assert.deepEqual(
      [headers['x-object-manifest'], headers['x-object-meta-a'], headers['x-object-meta-old'], await text()],
      ['c/large/', 'b', undefined, 'onetwo'],
    );
    const data = { 'content-type': 'application/octet-stream', 'content-range': 'bytes */*' };
    assert.equal((await alice('POST', '/c/large', { headers: data, body: 'own' })).status, 204);
    assert.equal(await text(), 'onetwo');
    assert.equal((await post({ 'x-object-manifest': '' })).status, 202);
    assert.equal(await text(), 'own');
  });

  test('a manifest that could not be read is refused when it is written', async () => {
    for (const manifest of ['none', '/c/large', 'c/', '/', 'c%00/x']) {
      const headers = { 'x-object-manifest': manifest };
      assert.equal((await alice('PUT', '/c/bad', { body: '', headers })).status, 400, manifest);
      assert.equal((await alice('POST', '/c/large', { headers })).status, 400, manifest);
      const copy = { ...headers, 'x-copy-from': '/c/large' };
      assert.equal((await alice('PUT', '/c/bad', { headers: copy })).status, 400, manifest);
    }
  });

  test('T-O7 parts are listed page by page, and a manifest over more than 100,000 is refused', async () => {
    await alice('PUT', '/many');
    await manyParts('many', 10_001);
    await put('/many/part-z', 'the last');
    await put('/c/many', '', { 'x-object-manifest': 'many/part-' });
    assert.equal((await manifestBy(({ store }) => store.listings)).size, 8);
    const pages: number[] = [];
    const endless = manifestBy(({ store }) => ({
      objects: async (source, _after, limit) => {
        const page = await store.listings.objects(source, {}, limit);
        return pages.push(page.length) > 0 ? page : [];
      },
    }));
    await assert.rejects(endless, { code: 'manifest_too_long', status: 400 });
    assert.deepEqual(
      pages,
      Array.from({ length: 11 }, () => 10_000),
    );
    assert.equal((await alice('GET', '/c/many?multipart-manifest=get')).status, 200);
  });

  test('T-O7 a manifest whose parts take too long to list is given up', async () => {
    let pages = 0;
    const slow = manifestBy(({ store }, clock) => ({
      objects: (source, _after, limit) => {
        pages += 1;
        clock.advance(3000);
        return store.listings.objects(source, {}, limit);
      },
    }));
    await assert.rejects(slow, { code: 'manifest_too_slow', status: 503 });
    assert.equal(pages, 2);
  });

  test('T-O7 a manifest among its own parts, or another one, counts with its own bytes: nothing is followed twice', async () => {
    await put('/c/nest-1', 'one');
    await put('/c/nest-2', 'own bytes', { 'x-object-manifest': 'c/nest-' });
    await put('/c/nest-3', 'three', { 'x-object-manifest': 'c/nest-' });
    for (const name of ['nest-2', 'nest-3'])
      assert.equal((await alice('GET', `/c/${name}`)).text, 'oneown bytesthree');
  });

  test('a sharee reads a manifest when he may read every part, asked for all at once', async () => {
    const bob = object.as('bob-token', ALICE);
    const shared = { 'x-object-sharing': `read=${BOB}` };
    await put('/c/open-1', 'one', shared);
    await put('/c/open-2', 'two', shared);
    await put('/c/opened', '', { ...shared, 'x-object-manifest': 'c/open-' });
    assert.equal((await bob('GET', '/c/opened')).text, 'onetwo');
    await put('/c/open-3', 'mine');
    assert.equal((await bob('GET', '/c/opened')).status, 403);
  });

  test('T-O7 500 downloads that are cut in the middle of a part leave no file and no connection open', async () => {
    const part = Buffer.alloc(64 * BLOCK, 'p');
    for (const name of ['1', '2', '3', '4']) await put(`/c/cut-${name}`, part);
    await put('/c/cut', '', { 'x-object-manifest': 'c/cut-' });
    const base = await object.listen();
    const open = () => readdirSync('/proc/self/fd').length;
    const download = async () => {
      const request = http.get(`${base}/pithos/object-store/v1/${ALICE}/c/cut`, {
        headers: { 'x-auth-token': 'alice-token' },
        agent: false,
      });
      request.on('error', () => undefined);
      const [reply] = (await once(request, 'response')) as [http.IncomingMessage];
      assert.equal(reply.headers['content-length'], String(4 * part.length));
      await once(reply, 'data');
      reply.on('error', () => undefined);
      request.destroy();
    };
    await download();
    const connections = () =>
      new Promise<number>((resolve) => object.app.server.getConnections((_, count) => resolve(count)));
    await until(async () => (await connections()) === 0);
    const atFirst = open();
    for (let round = 0; round < 25; round += 1) await Promise.all(Array.from({ length: 20 }, download));
    await until(async () => (await connections()) === 0 && open() <= atFirst);
    assert.equal((await alice('GET', '/c/cut')).bytes.length, 4 * part.length);
  });
});
