import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createUser } from '#identity/domain/accounts/create-user';
import { testClock } from '#platform/clock';
import { PASSWORD, startIdentity } from './identity-kit.ts';
import { COMPONENT_TOKENS } from './open-identity.ts';

const FOR_USER = '/astakos/account/v1.0/user_catalogs';
const FOR_SERVICE = '/astakos/account/v1.0/service/user_catalogs';

test('user catalogs', async (t) => {
  const clock = testClock();
  const identity = await startIdentity(t, { clock });
  const ada = await identity.user('Ada@Example.org');
  const bob = await identity.user('bob@example.org');
  const unverified = await createUser(identity.service, {
    email: 'new@example.org',
    firstName: 'N',
    lastName: 'W',
    password: PASSWORD,
  });
  const asService = (body: unknown) =>
    identity.call('POST', FOR_SERVICE, { token: COMPONENT_TOKENS.pithos, body });
  const asAda = (body: unknown) => identity.call('POST', FOR_USER, { token: ada.token, body });

  await t.test("both directions, unknown entries absent, the caller's spelling kept", async () => {
    const reply = await asAda({
      uuids: [bob.uuid, 'nobody', bob.uuid.toUpperCase()],
      displaynames: ['BOB@example.org', 'x@y.z'],
    });
    assert.equal(reply.status, 200);
    assert.deepEqual(reply.json, {
      uuid_catalog: { [bob.uuid]: 'bob@example.org' },
      displayname_catalog: { 'BOB@example.org': bob.uuid },
    });
    const twice = await asService({ displaynames: ['ada@example.org', 'ADA@example.org'] });
    assert.deepEqual(twice.json, { uuid_catalog: {}, displayname_catalog: { 'ADA@example.org': ada.uuid } });
  });

  await t.test('accounts are found whatever their state; lists may be absent', async () => {
    const reply = await asService({ uuids: [unverified.uuid] });
    assert.deepEqual(reply.json, {
      uuid_catalog: { [unverified.uuid]: 'new@example.org' },
      displayname_catalog: {},
    });
    assert.deepEqual((await asService({})).json, { uuid_catalog: {}, displayname_catalog: {} });
  });

  await t.test('null is everybody for a service and nobody for a user', async () => {
    const all = (await asService({ uuids: null, displaynames: null })).json as Record<string, object>;
    assert.deepEqual(all['uuid_catalog'], {
      [ada.uuid]: 'ada@example.org',
      [bob.uuid]: 'bob@example.org',
      [unverified.uuid]: 'new@example.org',
    });
    assert.deepEqual(Object.keys(all['displayname_catalog']!).sort(), [
      'ada@example.org',
      'bob@example.org',
      'new@example.org',
    ]);
    assert.deepEqual((await asAda({ uuids: null, displaynames: null })).json, {
      uuid_catalog: {},
      displayname_catalog: {},
    });
  });

  await t.test(
    'the body is read whatever its type says, and must be an object with lists of text',
    async () => {
      const odd = await identity.call('POST', FOR_SERVICE, {
        token: COMPONENT_TOKENS.pithos,
        body: '{"uuids":[]}',
        headers: { 'content-type': 'application/octet-stream' },
      });
      assert.equal(odd.status, 200);
      const bad = [
        '',
        'x',
        '[]',
        '"a"',
        '{"displaynames":"a"}',
        '{"displaynames":[1]}',
        '{"uuids":{}}',
        '{"uuids":["a\\u0000b"]}',
      ];
      for (const body of bad) {
        const reply = await identity.call('POST', FOR_SERVICE, { token: COMPONENT_TOKENS.pithos, body });
        assert.equal(reply.status, 400, body);
        assert.ok('badRequest' in (reply.json as object));
      }
    },
  );

  await t.test('T-I3 1,000 names of strangers need more than half an hour', async () => {
    const eve = await identity.user('eve@example.org');
    const started = clock.monotonic();
    let asked = 0;
    while (asked < 1000) {
      const displaynames = Array.from({ length: 10 }, (_, index) => `guess${asked + index}@example.org`);
      const { status, headers } = await identity.call('POST', FOR_USER, {
        token: eve.token,
        body: { displaynames },
      });
      if (status === 200) asked += displaynames.length;
      else {
        assert.equal(status, 429);
        assert.ok(Number(headers['retry-after']) > 0);
        clock.advance(Number(headers['retry-after']) * 1000);
      }
    }
    assert.ok(clock.monotonic() - started > 30 * 60_000);
    const many = await identity.call('POST', FOR_USER, {
      token: ada.token,
      body: { uuids: Array.from({ length: 31 }, (_, index) => `no uuid ${index}`) },
    });
    assert.equal(many.status, 400);
  });

  await t.test('T-I3 a user may always ask for himself', async () => {
    for (let round = 0; round < 100; round += 1) {
      const { status } = await asAda({ uuids: [ada.uuid], displaynames: ['ada@example.org'] });
      assert.equal(status, 200);
    }
  });
});
