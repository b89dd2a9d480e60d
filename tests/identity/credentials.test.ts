import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findComponent } from '#identity/domain/catalog/components';
import { testClock } from '#platform/clock';
import { startIdentity, type TestIdentity } from './identity-kit.ts';
import { COMPONENT_TOKENS } from './open-identity.ts';

const ACCOUNT = '/astakos/account/v1.0';

const userRoutes: [string, string][] = [
  ['GET', '/quotas'],
  ['GET', '/projects'],
  ['POST', '/user_catalogs'],
];
const componentRoutes: [string, string][] = [
  ['POST', '/service/user_catalogs'],
  ['GET', '/service_quotas'],
  ['GET', '/service_project_quotas'],
  ['GET', '/commissions'],
  ['POST', '/commissions'],
  ['POST', '/commissions/action'],
  ['GET', '/commissions/1'],
  ['POST', '/commissions/1/action'],
];

const refused = (message: string) => ({ unauthorized: { code: 401, message, details: '' } });

async function say(identity: TestIdentity, method: string, path: string, token?: string): Promise<unknown> {
  const body = method === 'POST' ? { body: {} } : {};
  const { status, json } = await identity.call(method, `${ACCOUNT}${path}`, {
    ...body,
    ...(token === undefined ? {} : { token }),
  });
  return status === 401 ? json : status;
}

test('credentials of the API', async (t) => {
  const clock = testClock();
  const identity = await startIdentity(t, { clock });
  const ada = await identity.user('ada@example.org');

  await t.test('T-G13 no route believes a call without a token, also without a socket', async () => {
    for (const [method, path] of [...userRoutes, ...componentRoutes]) {
      assert.deepEqual(
        await say(identity, method, path),
        refused('Access denied. No authentication token'),
        path,
      );
      assert.deepEqual(
        await say(identity, method, path, 'x'.repeat(43)),
        refused('Invalid X-Auth-Token'),
        path,
      );
    }
  });

  await t.test('a user token is none on service calls, and the other way round', async () => {
    for (const [method, path] of userRoutes) {
      assert.deepEqual(
        await say(identity, method, path, COMPONENT_TOKENS.cyclades),
        refused('Invalid X-Auth-Token'),
        path,
      );
    }
    for (const [method, path] of componentRoutes) {
      assert.deepEqual(await say(identity, method, path, ada.token), refused('Invalid X-Auth-Token'), path);
    }
  });

  await t.test('an expired component is told so', async () => {
    const { id } = await findComponent(identity.service, 'pithos');
    await identity.service.store.catalog.update(id, { tokenExpiresAt: clock.now() });
    assert.deepEqual(
      await say(identity, 'GET', '/commissions', COMPONENT_TOKENS.pithos),
      refused('Authentication expired'),
    );
  });

  await t.test(
    'T-I6 a token in the address is no token, unless the operator allowed it for POST',
    async () => {
      const inQuery = `?X-Auth-Token=${ada.token}`;
      assert.equal((await identity.call('GET', `${ACCOUNT}/quotas${inQuery}`)).status, 401);
      assert.equal(
        (await identity.call('POST', `${ACCOUNT}/user_catalogs${inQuery}`, { body: {} })).status,
        401,
      );
      const lenient = await startIdentity(t, { settings: { ASTAKOS_QUERY_TOKEN_ALLOWED: true } });
      const bob = await lenient.user('bob@example.org');
      const allowed = `?X-Auth-Token=${bob.token}`;
      assert.equal(
        (await lenient.call('POST', `${ACCOUNT}/user_catalogs${allowed}`, { body: {} })).status,
        200,
      );
      assert.equal((await lenient.call('GET', `${ACCOUNT}/quotas${allowed}`)).status, 401);
      const both = await lenient.call('POST', `${ACCOUNT}/user_catalogs${allowed}`, {
        body: {},
        token: 'wrong',
      });
      assert.equal(both.status, 401, 'the header wins');
    },
  );
});
