import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import { removeExpired } from '#object/domain/objects/expiry';
import { recount } from './kit/recount.ts';
import { ALICE, BOB, type Caller, startObject, type StartedObject, suiteEnd } from './kit/start-object.ts';

describe('objects that expire', () => {
  const end = suiteEnd();
  after(() => end.run());
  let object: StartedObject;
  let alice: Caller;
  before(async () => {
    object = await startObject(end);
    alice = object.as('alice-token', ALICE);
    await alice('PUT', '/c');
  });
  const put = (path: string, headers: Record<string, string>, body = '12345') =>
    alice('PUT', path, { body, headers });
  /** The time of an object is over, without waiting for it. */
  const passTime = (name: string) =>
    sql`update nodes set expires = 1 where name = ${name} and expires is not null`.execute(object.db);
  const later = () => String(Math.floor(Date.now() / 1000) + 1000);

  test('the time is told, kept by a change that does not name it, replaced and taken away', async () => {
    const at = later();
    assert.equal((await put('/c/o', { 'x-delete-at': at })).status, 201);
    const told = async () => (await alice('HEAD', '/c/o')).headers['x-delete-at'];
    assert.equal(await told(), at);
    await alice('POST', '/c/o?update', { headers: { 'x-object-meta-a': 'b' } });
    assert.equal(await told(), at);
    await alice('POST', '/c/o?update', { headers: { 'x-delete-after': '500' } });
    assert.ok(Math.abs(Number(await told()) - Number(at) + 500) < 60);
    await alice('POST', '/c/o?update', { headers: { 'x-delete-at': '' } });
    assert.equal(await told(), undefined);
    await alice('POST', '/c/o', { headers: { 'x-delete-at': at } });
    await alice('POST', '/c/o');
    assert.equal(await told(), undefined, 'a replacement replaces it too');
  });

  test('a time that is over, or none, is refused; only the owner sets one', async () => {
    for (const [name, value] of [
      ['x-delete-at', '1'],
      ['x-delete-at', 'tomorrow'],
      ['x-delete-at', '99999999999999'],
      ['x-delete-after', '-1'],
      ['x-delete-after', '0'],
      ['x-delete-after', '1.5'],
    ] as const)
      assert.equal((await put('/c/bad', { [name]: value })).status, 400, `${name}: ${value}`);
    await put('/c/shared', { 'x-object-sharing': `write=${BOB}` });
    const bob = object.as('bob-token', ALICE);
    for (const method of ['PUT', 'POST'])
      assert.equal(
        (await bob(method, '/c/shared', { headers: { 'x-delete-after': '100' } })).status,
        403,
        method,
      );
  });

  test('from that moment the object is gone for every reader and writer', async () => {
    await alice('PUT', '/gone');
    await put(
      '/gone/dir',
      { 'content-type': 'application/directory', 'x-object-sharing': `read=${BOB}`, 'x-delete-at': later() },
      '',
    );
    await put('/gone/dir/o', {});
    const version = (await put('/gone/o', { 'x-delete-at': later() })).headers['x-object-version'];
    for (const name of ['dir', 'o']) await passTime(name);
    for (const method of ['HEAD', 'GET', 'DELETE'])
      assert.equal((await alice(method, '/gone/o')).status, 404, method);
    assert.equal(
      (await alice('POST', '/gone/o?update', { headers: { 'x-object-meta-a': 'b' } })).status,
      404,
    );
    assert.equal((await alice('COPY', '/gone/o', { headers: { destination: '/gone/p' } })).status, 404);
    assert.equal((await put('/gone/o', { 'if-match': '*' })).status, 412);
    assert.equal((await alice('GET', '/gone')).text, 'dir/o\n');
    assert.equal(
      (await object.as('bob-token', ALICE)('GET', '/gone/dir/o')).status,
      403,
      'nothing is handed down',
    );
    assert.equal((await alice('GET', `/gone/o?version=${version}`)).text, '12345', 'history is history');
    const made = await put('/gone/o', { 'if-none-match': '*' }, 'new');
    assert.equal(made.status, 201);
    assert.equal((await alice('GET', '/gone/o')).text, 'new');
    assert.equal((await alice('HEAD', '/gone/o')).headers['x-delete-at'], undefined);
  });

  test('removal gives back what they cost, and a container with nothing else can be deleted at once', async () => {
    await alice('PUT', '/box');
    await removeExpired(object.storage);
    await object.storage.ledger.settler.done();
    const before = object.identity.usage(ALICE).max;
    for (const name of ['e1', 'e2', 'e3']) await put(`/box/${name}`, { 'x-delete-at': later() });
    await put('/box/stays', { 'x-delete-at': later() });
    for (const name of ['e1', 'e2', 'e3']) await passTime(name);
    assert.equal(await removeExpired(object.storage), 3);
    assert.equal(await removeExpired(object.storage), 0);
    await object.storage.ledger.settler.done();
    assert.equal((await alice('HEAD', '/box')).headers['x-container-object-count'], '1');
    assert.equal(object.identity.usage(ALICE).max - before, 5n);
    await passTime('stays');
    assert.equal((await alice('DELETE', '/box')).status, 204);
    const { problems } = await recount(object.databaseUrl, join(object.directory, 'blocks'), 4096);
    assert.deepEqual(problems, []);
  });

  test('a copy lives on, a moved object does not', async () => {
    await put('/c/src', { 'x-delete-at': later() });
    assert.equal((await alice('COPY', '/c/src', { headers: { destination: '/c/copy' } })).status, 201);
    assert.equal((await alice('HEAD', '/c/copy')).headers['x-delete-at'], undefined);
    assert.equal((await alice('MOVE', '/c/src', { headers: { destination: '/c/moved' } })).status, 201);
    const { headers } = await alice('HEAD', '/c/moved');
    assert.notEqual(headers['x-delete-at'], undefined);
    await passTime('moved');
    const restored = { 'x-copy-from': '/c/moved', 'x-source-version': headers['x-object-version'] ?? '' };
    assert.equal((await alice('PUT', '/c/moved', { headers: restored })).status, 201);
    assert.equal((await alice('GET', '/c/moved')).text, '12345', 'what is restored stays');
  });
});
