import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PASSWORD, startIdentity } from './identity-kit.ts';
import { BASE_URL } from './open-identity.ts';

const LOGIN = '/astakos/weblogin/login';
const GIVE = '/astakos/ui/weblogin';
const QUOTAS = '/astakos/account/v1.0/quotas';

/** Addresses of the web, and those that a careless reader takes for an allowed one. */
const ELSEWHERE = [
  'https://evil.example/',
  'http://127.0.0.1/',
  '//evil.example',
  '\\\\evil.example',
  '/ui/',
  'pithos',
  'evil',
  ' pithos://x',
  '\tpithos://x',
  'pit\thos://x',
  'pithos:\n//x',
  'pithos://x y',
  'pithos:\\\\evil.example',
  'pithos://user@host/',
  'pithos://user:word@host/',
  'javascript:alert(1)//pithos://',
  'JavaScript:alert(1)',
  'data:text/html,x',
  'view-source:pithos://x',
  'pithosx://x',
  'xpithos://x',
  'pithos%3a//x',
  'π://x',
  `pithos://${'x'.repeat(4000)}`,
];

test('weblogin hands a token over to a program', async (t) => {
  const identity = await startIdentity(t);
  const ada = await identity.user('ada@example.org');
  const logIn = async () => {
    const reply = await identity.call('POST', '/astakos/ui/session', {
      body: { email: ada.email, password: PASSWORD },
    });
    return /synnefo_session=([^;]+)/.exec(String(reply.headers['set-cookie']))![1]!;
  };
  const asked = (query: string) => identity.call('GET', `${LOGIN}?${query}`);
  const statusOf = async (token: string) => (await identity.call('GET', QUOTAS, { token })).status;

  await t.test(
    'T-G15 asking by GET changes nothing and leads to a page of the console, whoever is logged in',
    async () => {
      const session = await logIn();
      for (const query of [
        'next=pithos://x',
        'next=pithos://x&renew',
        'next=pithos://x&force',
        'next=pithos://x&renew=&force=',
      ]) {
        const reply = await identity.call('GET', `${LOGIN}?${query}`, {
          headers: { cookie: `synnefo_session=${session}` },
        });
        assert.equal(reply.status, 302);
        const place = new URL(reply.headers['location']!);
        assert.equal(`${place.origin}${place.pathname}`, `${BASE_URL}/ui/weblogin`);
        assert.equal(place.searchParams.get('next'), 'pithos://x');
        assert.equal(place.searchParams.get('renew'), query.includes('renew') ? 'yes' : null);
        assert.equal(place.searchParams.get('force'), query.includes('force') ? 'yes' : null);
      }
      assert.equal((await asked('next=pithos://x&renew=no')).headers['location']?.includes('renew'), false);
      assert.deepEqual([await statusOf(ada.token), await statusOf(session)], [200, 200]);
    },
  );

  await t.test(
    'T-I18 T-I20 a token goes to a scheme that the operator allows, and nowhere else',
    async () => {
      const session = await logIn();
      assert.equal((await asked('')).status, 400);
      for (const next of ELSEWHERE) {
        assert.equal((await asked(new URLSearchParams({ next }).toString())).status, 403, next);
        assert.equal(
          (await identity.call('POST', GIVE, { token: session, body: { next } })).status,
          403,
          next,
        );
      }
      assert.equal(await statusOf(ada.token), 200, 'nothing was renewed');
    },
  );

  await t.test('after the click the program has a new token in the query of its own address', async () => {
    const session = await logIn();
    const other = await logIn();
    const give = async (body: object) => {
      const { status, json } = await identity.call('POST', GIVE, { token: session, body });
      assert.equal(status, 200);
      return (json as { location: string }).location;
    };
    const location = await give({ next: 'PITHOS://desktop/there?token=mine&a=b#c' });
    const [, uuid, token = ''] =
      /^pithos:\/\/desktop\/there\?uuid=([^&]+)&token=([\w-]{43})$/.exec(location) ?? [];
    assert.equal(uuid, ada.uuid);
    assert.deepEqual([await statusOf(token), await statusOf(ada.token)], [200, 401]);
    assert.deepEqual([await statusOf(session), await statusOf(other)], [200, 200]);
    await give({ next: 'pithosdev:x', renew: true });
    assert.deepEqual(
      [await statusOf(token), await statusOf(session), await statusOf(other)],
      [401, 200, 401],
    );
    const headers = { cookie: `synnefo_session=${session}` };
    assert.equal(
      (await identity.call('POST', GIVE, { headers, body: { next: 'pithos:x' } })).status,
      403,
      'T-G14',
    );
    assert.equal((await identity.call('POST', GIVE, { body: { next: 'pithos:x' } })).status, 401);
  });
});
