import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AccessReply, PublicAccessReply } from '#contract/identity';
import { deactivateUser } from '#identity/domain/accounts/account-transitions';
import { changeAccount } from '#identity/domain/accounts/change-account';
import { createUser } from '#identity/domain/accounts/create-user';
import { renewToken } from '#identity/domain/tokens/tokens';
import { testClock } from '#platform/clock';
import { startIdentity, PASSWORD } from './identity-kit.ts';
import { BASE_URL, COMPONENT_TOKENS } from './open-identity.ts';

const TOKENS = '/astakos/identity/v2.0/tokens';

const fault = (name: string, code: number, message: string) => ({ [name]: { code, message, details: '' } });

test('POST tokens', async (t) => {
  const clock = testClock(new Date('2031-01-02T09:30:00.120Z'));
  const identity = await startIdentity(t, { clock });
  const ada = await identity.user('Ada@Example.org', ['Ada', 'Example']);
  const eve = await identity.user('eve@example.org');
  const tokenMode = (id: unknown, more: object = {}) => ({ auth: { token: { id }, ...more } });

  await t.test('a token is answered with who holds it, until when, and the catalog', async () => {
    await createUser(identity.service, {
      email: 'sue@example.org',
      firstName: 'Sue',
      lastName: 'Example',
      password: PASSWORD,
      groups: ['students'],
    });
    await changeAccount(identity.service, ada.uuid, { addGroups: ['students'] });
    const { status, json, headers } = await identity.call('POST', TOKENS, { body: tokenMode(ada.token) });
    assert.equal(status, 200);
    const { access } = AccessReply.parse(json);
    assert.deepEqual(access.token, {
      id: ada.token,
      expires: '2031-02-01T09:30:00.120000+00:00',
      tenant: { id: ada.uuid, name: 'Ada Example' },
    });
    const roles = access.user.roles.map(({ id, name }) => [typeof id, name]);
    assert.deepEqual(roles, [['string', 'students']]);
    assert.deepEqual(
      { ...access.user, roles: [] },
      { id: ada.uuid, name: 'Ada Example', roles: [], roles_links: [], projects: [ada.uuid] },
    );
    assert.equal(headers['vary'], 'X-Auth-Token');
    assert.equal(headers['cache-control'], 'no-cache, no-store, must-revalidate, max-age=0');
    assert.equal(headers['content-type'], 'application/json; charset=UTF-8');
  });

  await t.test('each service type and version has exactly one endpoint, with text values', async () => {
    const { json } = await identity.call('POST', TOKENS);
    const { serviceCatalog } = PublicAccessReply.parse(json).access;
    assert.deepEqual(Object.keys((json as { access: object }).access), ['serviceCatalog']);
    const keys = serviceCatalog.flatMap(({ type, endpoints }) =>
      endpoints.map(({ versionId }) => `${type} ${versionId}`),
    );
    assert.equal(new Set(keys).size, keys.length);
    const compute = serviceCatalog.find(({ name }) => name === 'cyclades_compute');
    assert.deepEqual(compute, {
      name: 'cyclades_compute',
      type: 'compute',
      endpoints_links: [],
      endpoints: [
        {
          publicURL: `${BASE_URL}/cyclades/compute/v2.0`,
          versionId: 'v2.0',
          region: 'default',
          'SNF:uiURL': `${BASE_URL}/ui`,
          'SNF:exposeVersion': 'True',
        },
      ],
    });
    const addressOf = (name: string) =>
      serviceCatalog.find((service) => service.name === name)?.endpoints[0]?.['publicURL'];
    assert.equal(addressOf('astakos_account'), `${BASE_URL}/astakos/account/v1.0`);
    assert.equal(addressOf('cyclades_plankton'), `${BASE_URL}/cyclades/image`);
    assert.equal(addressOf('cyclades_network'), `${BASE_URL}/cyclades/network`);
    assert.equal(addressOf('pithos_object-store'), `${BASE_URL}/pithos/object-store/v1`);
  });

  await t.test('without a body the token header is ignored', async () => {
    const { status } = await identity.call('POST', TOKENS, { token: 'wrong' });
    assert.equal(status, 200);
  });

  await t.test('the token is also taken as password of the uuid', async () => {
    const body = (username: string) => ({
      auth: { passwordCredentials: { username, password: ada.token }, tenantName: '' },
    });
    assert.equal((await identity.call('POST', TOKENS, { body: body(ada.uuid) })).status, 200);
    const foreign = await identity.call('POST', TOKENS, { body: body(eve.uuid) });
    assert.deepEqual([foreign.status, foreign.headers['www-authenticate']], [401, 'Bearer realm="identity"']);
    assert.deepEqual(foreign.json, fault('unauthorized', 401, 'Invalid credentials'));
  });

  await t.test('each refusal has its sentence', async () => {
    const cases: [unknown, number, string, string][] = [
      [{}, 400, 'badRequest', 'Malformed request: missing credentials'],
      [{ auth: {} }, 400, 'badRequest', 'Malformed request: missing credentials'],
      [{ auth: [] }, 400, 'badRequest', 'Malformed request: missing credentials'],
      [[], 400, 'badRequest', 'Malformed request: missing credentials'],
      [{ auth: { token: { id: 7 } } }, 400, 'badRequest', 'Malformed request: missing credentials'],
      [tokenMode(null), 400, 'badRequest', 'Malformed request: missing token'],
      [{ auth: { token: {} } }, 400, 'badRequest', 'Malformed request: missing token'],
      [tokenMode('nobody has this'), 401, 'unauthorized', 'Invalid token'],
      [tokenMode(COMPONENT_TOKENS.cyclades), 401, 'unauthorized', 'Invalid token'],
      [tokenMode(ada.token, { tenantName: eve.uuid }), 400, 'badRequest', 'Not conforming tenantName'],
    ];
    for (const [body, status, name, message] of cases) {
      const reply = await identity.call('POST', TOKENS, { body });
      assert.equal(reply.status, status, JSON.stringify(body));
      assert.deepEqual(reply.json, fault(name, status, message));
    }
    assert.equal(
      (await identity.call('POST', TOKENS, { body: tokenMode(ada.token, { tenantName: null }) })).status,
      200,
    );
    assert.equal(
      (await identity.call('POST', TOKENS, { body: tokenMode(ada.token, { tenantName: ada.uuid }) })).status,
      200,
    );
  });

  await t.test('a body must be JSON and say so', async () => {
    const raw = (body: string, type?: string) =>
      identity.call('POST', TOKENS, { body, headers: { 'content-type': type ?? 'application/json' } });
    assert.equal((await raw('{"auth":')).status, 400);
    assert.equal((await raw('\u0000')).status, 400);
    assert.equal((await raw('[['.repeat(100_000))).status, 413);
    assert.equal((await raw('[['.repeat(1000))).status, 400);
    const wrong = await raw('{}', 'text/plain');
    assert.deepEqual(wrong.json, fault('badRequest', 400, 'Unsupported Content-type: text/plain'));
    const spellings = [
      'application/jsonx',
      'application/json\t;a',
      'text/json',
      'application/x-www-form-urlencoded',
      'APPLICATION/XML',
    ];
    for (const type of spellings) assert.equal((await raw('{}', type)).status, 400, type);
    assert.equal(
      (await raw(JSON.stringify(tokenMode(ada.token)), 'Application/JSON; charset=utf-8')).status,
      200,
    );
  });

  await t.test('XML is answered where it is asked for', async () => {
    const body = tokenMode(ada.token);
    const asked = [
      await identity.call('POST', `${TOKENS}?format=xml`, { body }),
      await identity.call('POST', TOKENS, { body, headers: { accept: 'application/xml' } }),
    ];
    for (const { headers, text } of asked) {
      assert.equal(headers['content-type'], 'application/xml; charset=UTF-8');
      assert.match(
        text,
        /^<\?xml version="1.0" encoding="UTF-8"\?>\n<access xmlns="http:\/\/docs.openstack.org\/identity\/api\/v2.0"/,
      );
      assert.ok(text.includes(`<token id="${ada.token}" expires="2031-02-01T09:30:00.120000+00:00">`));
      assert.ok(text.includes('<service type="compute" name="cyclades_compute"><endpoint publicURL='));
    }
    const refused = await identity.call('POST', `${TOKENS}?format=xml`, { body: tokenMode('x') });
    assert.match(
      refused.text,
      /<unauthorized xmlns="[^"]+" code="401"><message>Invalid token<\/message><details\/><\/unauthorized>/,
    );
  });

  await t.test('an inactive user comes before an expired token', async () => {
    const bob = await identity.user('bob@example.org');
    const say = async () => (await identity.call('POST', TOKENS, { body: tokenMode(bob.token) })).json;
    clock.advance(721 * 3_600_000);
    assert.deepEqual(await say(), fault('unauthorized', 401, 'Authentication expired'));
    await deactivateUser(identity.service, bob.uuid, null);
    assert.deepEqual(await say(), fault('unauthorized', 401, 'User inactive'));
  });

  await t.test('T-I7 a renewed token and a deactivated user are refused by the very next call', async () => {
    const cleo = await identity.user('cleo@example.org');
    const status = async (token: string) =>
      (await identity.call('POST', TOKENS, { body: tokenMode(token) })).status;
    assert.equal(await status(cleo.token), 200);
    const { token } = await renewToken(identity.service, cleo);
    assert.equal(await status(cleo.token), 401);
    assert.equal(await status(token), 200);
    await deactivateUser(identity.service, cleo.uuid, 'left');
    assert.equal(await status(token), 401);
  });

  await t.test('T-I8 validating a token any number of times never lengthens its life', async () => {
    const dan = await identity.user('dan@example.org');
    const expires = new Set<string>();
    for (let round = 0; round < 50; round += 1) {
      clock.advance(60_000);
      const { json } = await identity.call('POST', TOKENS, { body: tokenMode(dan.token) });
      expires.add(AccessReply.parse(json).access.token.expires);
    }
    assert.equal(expires.size, 1);
  });
});

test('documents of versions, unknown paths and wrong methods', async (t) => {
  const identity = await startIdentity(t);
  const self = { rel: 'self', href: `${BASE_URL}/astakos/identity/v2.0/` };
  const version = { id: 'v2.0', status: 'CURRENT', updated: '2014-04-17T00:00:00Z' };

  await t.test('the versions, with every spelling of the address', async () => {
    for (const path of ['/astakos/identity', '/astakos/identity/', '/astakos/identity/.json']) {
      const { status, json } = await identity.call('GET', path);
      assert.equal(status, 200, path);
      assert.deepEqual(json, { versions: { values: [{ ...version, links: [self] }] } });
    }
    for (const path of ['/astakos/identity/v2.0', '/astakos/identity/v2.0/', '/astakos/identity/v2.0.json']) {
      const { json } = await identity.call('GET', path);
      const { links, ...rest } = (json as { version: { links: { rel: string; type?: string }[] } }).version;
      assert.deepEqual(rest, {
        ...version,
        media_types: [{ base: 'application/json', type: 'application/vnd.openstack.identity-v2.0+json' }],
      });
      assert.deepEqual(links[0], self);
      assert.deepEqual([links[1]?.rel, links[1]?.type], ['describedby', 'text/html']);
    }
  });

  await t.test('an unknown path of the API is 400, elsewhere 404', async () => {
    const paths = ['/astakos/account/v1.0/nothing', '/astakos/account', '/astakos/identity/v2.0/users'];
    for (const path of paths) {
      const { status, json } = await identity.call('GET', path);
      assert.equal(status, 400, path);
      assert.deepEqual(json, fault('badRequest', 400, 'API endpoint not found'));
    }
    assert.equal((await identity.call('GET', '/astakos/nothing')).status, 404);
  });

  await t.test('a wrong method is 405 and names the right ones', async () => {
    const cases: [string, string, string][] = [
      ['GET', TOKENS, 'POST'],
      ['DELETE', '/astakos/account/v1.0/commissions', 'GET,HEAD,POST'],
      ['POST', '/astakos/account/v1.0/quotas', 'GET,HEAD'],
      ['PUT', '/astakos/ui/session', 'POST,GET,HEAD,DELETE'],
    ];
    for (const [method, path, allowed] of cases) {
      const { status, json, headers } = await identity.call(method, path);
      assert.equal(status, 405, path);
      assert.deepEqual(json, fault('notAllowed', 405, 'Method not allowed'));
      assert.deepEqual(new Set(String(headers['allow']).split(', ')), new Set(allowed.split(',')));
    }
  });

  await t.test('a path that cannot be read is refused without a crash', async () => {
    for (const path of [
      '/astakos/account/v1.0/commissions/%ff/action',
      '/astakos/identity/%00',
      '/astakos/%c0%ae',
    ]) {
      const { status } = await identity.call('POST', path);
      assert.ok(status >= 400 && status < 500, `${path}: ${status}`);
    }
  });
});
