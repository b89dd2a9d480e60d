import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changeAccount } from '#identity/domain/accounts/change-account';
import { testClock } from '#platform/clock';
import { PASSWORD, startIdentity } from './identity-kit.ts';
import { BASE_URL, COMPONENT_TOKENS, pair } from './open-identity.ts';

const UI = '/astakos/ui';
const STATS = '/astakos/admin/stats';
const FEEDBACK = '/astakos/account/v1.0/feedback';
const BAD_CALLBACKS = [
  '',
  '1a',
  'a-b',
  'alert(1)',
  'a;b',
  'a/**/',
  'a[0]',
  'é',
  'a\u2028b',
  'f'.repeat(65),
  '.a',
];

test('what other user interfaces and operators read of identity', async (t) => {
  const clock = testClock(new Date('2031-04-02T17:04:43Z'));
  const identity = await startIdentity(t, {
    clock,
    settings: {
      ASTAKOS_COMPONENTS_META: { pithos: { order: 9, cloudbar: { title: 'files' } } },
      FEEDBACK_NOTIFICATIONS_RECIPIENTS: ['help@example.org', 'more@example.org'],
    },
  });
  const ada = await identity.user('ada@example.org');
  const get = (path: string, token?: string) =>
    identity.call('GET', path, token === undefined ? {} : { token });

  await t.test(
    'get_services lists components in order, and the operator’s words go before ours',
    async () => {
      const list = (await get(`${UI}/get_services`)).json as Record<string, unknown>[];
      assert.deepEqual(
        list.map(({ name }) => name),
        ['astakos', 'cyclades', 'pithos'],
      );
      const { dashboard, ...pithos } = list[2]!;
      assert.deepEqual(pithos, {
        name: 'pithos',
        url: `${BASE_URL}/ui`,
        order: 9,
        verbose_name: 'Pithos',
        cloudbar: { show: true, title: 'files' },
      });
      assert.equal((dashboard as { show: boolean }).show, true);
      const script = await get(`${UI}/get_services?callback=a.$b_1`);
      assert.equal(script.headers['content-type'], 'application/javascript; charset=UTF-8');
      assert.deepEqual(JSON.parse(/^\/\*\*\/a\.\$b_1\((.*)\);$/s.exec(script.text)![1]!), list);
    },
  );

  await t.test('T-I22 a callback is the name of a function, and get_menu is no script at all', async () => {
    for (const path of [`${UI}/get_services`, STATS])
      for (const name of BAD_CALLBACKS)
        assert.equal((await get(`${path}?callback=${encodeURIComponent(name)}`)).status, 400, name);
    assert.equal((await get(`${UI}/get_menu?callback=f`, ada.token)).status, 400);
  });

  await t.test('get_menu offers to sign in, or names the person', async () => {
    const session = await identity.call('POST', `${UI}/session`, {
      body: { email: ada.email, password: PASSWORD },
    });
    const [cookie = ''] = String(session.headers['set-cookie']).split(';', 1);
    const anonymous = [{ url: `${BASE_URL}/astakos/ui/`, name: 'Sign in' }];
    assert.deepEqual((await get(`${UI}/get_menu`)).json, anonymous);
    assert.deepEqual((await get(`${UI}/get_menu`, 'session.of-nobody')).json, anonymous);
    const menu = await identity.call('GET', `${UI}/get_menu`, { headers: { cookie, host: 'evil.example' } });
    assert.deepEqual(menu.json, [
      { url: `${BASE_URL}/astakos/ui/`, name: ada.email, is_active: true },
      { url: `${BASE_URL}/astakos/ui/landing`, name: 'Dashboard' },
      { url: `${BASE_URL}/astakos/ui/logout`, name: 'Sign out' },
    ]);
    for (const [path, place] of [
      ['/', '/ui/'],
      ['/landing', '/ui/'],
      ['/logout', '/ui/log-out'],
    ] as const) {
      const { status, headers } = await get(`${UI}${path}?next=//evil.example`);
      assert.deepEqual([status, headers['location']], [302, BASE_URL + place], 'T-I20');
    }
    assert.equal(
      (await identity.call('GET', `${UI}/session`, { headers: { cookie } })).status,
      200,
      'T-G15 still logged in',
    );
  });

  await t.test(
    'statistics: how many for everybody, the rest for the groups that the settings name',
    async () => {
      assert.deepEqual((await get(STATS)).json, { users: { total: 1, active: 1 } });
      assert.match((await get(`${STATS}?callback=f`)).text, /^\/\*\*\/f\(\{"users":/);
      assert.equal((await get(`${STATS}/detail`)).status, 401);
      assert.equal((await get(`${STATS}/detail`, ada.token)).status, 403);
      await identity.service.store.groups.ensure(['admin-stats']);
      await changeAccount(identity.service, ada.uuid, { addGroups: ['admin-stats'] });
      const body = { provisions: pair(ada, 'cyclades.vm', 2), auto_accept: true };
      await identity.call('POST', '/astakos/account/v1.0/commissions', {
        token: COMPONENT_TOKENS.cyclades,
        body,
      });
      const reply = await get(`${STATS}/detail`, ada.token);
      const { resources, ...rest } = reply.json as { resources: Record<string, Record<string, unknown>> };
      const people = { total: 1, verified: 1, active: 1 };
      assert.deepEqual(rest, {
        datetime: 'Wed Apr  2 17:04:43 2031',
        providers: ['local'],
        users: { all: people, local: { ...people, exclusive: 1 } },
      });
      for (const provider of ['all', 'local']) {
        const { description, ...vm } = resources[provider]!['cyclades.vm'] as { description: string };
        assert.deepEqual([typeof description, vm], ['string', { used: 2, allocated: 0, unit: null }]);
      }
      assert.equal((await get('/astakos/admin/users', ada.token)).status, 404);
    },
  );

  await t.test(
    'T-I24 feedback is a form whatever its type says, goes to each recipient, and five times an hour',
    async () => {
      const send = (form: Record<string, string>, type = 'application/octet-stream') =>
        identity.call('POST', FEEDBACK, {
          token: ada.token,
          body: new URLSearchParams(form).toString(),
          headers: { 'content-type': type },
        });
      for (const form of [
        {},
        { feedback_msg: ' ' },
        { feedback_msg: 'x'.repeat(10_001) },
        { feedback_msg: 'a\0b' },
      ])
        assert.equal((await send(form as Record<string, string>)).status, 400);
      const sent = await send({
        feedback_msg: 'It is slow & {{ url }}\r\nBcc: eve@example.org',
        feedback_data: '{"page": 1}',
      });
      assert.deepEqual([sent.status, sent.text], [200, '']);
      const { mails } = await identity.service.store.mails.list({
        state: undefined,
        match: '',
        offset: 0,
        limit: 10,
      });
      const recipients = mails
        .filter(({ template }) => template === 'im/feedback_mail.txt')
        .map(({ recipient }) => recipient);
      assert.deepEqual(recipients.toSorted(), ['help@example.org', 'more@example.org']);
      for (let round = 0; round < 4; round += 1)
        assert.equal((await send({ feedback_msg: 'again' })).status, 200);
      const refused = await send({ feedback_msg: 'again' });
      assert.ok(refused.status === 429 && Number(refused.headers['retry-after']) > 0);
    },
  );
});
