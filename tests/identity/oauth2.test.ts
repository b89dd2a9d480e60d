import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { Client } from 'pg';
import { identityCommands } from '#identity/commands/commands';
import { addClient, type NewClient } from '#identity/domain/programs/oauth2-clients';
import { isAtOrBelow } from '#identity/domain/programs/redirect-target';
import { changeAccount } from '#identity/domain/accounts/change-account';
import { cleanUp } from '#identity/jobs/clean-up';
import { runCommand } from '#kit/commands';
import { testClock } from '#platform/clock';
import { PASSWORD, startIdentity } from './identity-kit.ts';
import { BASE_URL } from './open-identity.ts';

const AUTH = '/astakos/oauth2/auth';
const TOKEN = '/astakos/oauth2/token';
const CONSENT = '/astakos/ui/oauth2';
const TOKENS = '/astakos/identity/v2.0/tokens';
const VIEW = 'https://files.example.org/view';
const SECRET = '12345';

const ABOVE_OR_ASIDE = [
  'https://files.example.org/',
  'https://files.example.org/viewer',
  'https://files.example.org/view/../admin',
  'https://files.example.org/view/..',
  'https://files.example.org/view/./x',
  'https://files.example.org/view/%2e%2e/admin',
  'https://files.example.org/view/%2E%2e/admin',
  'https://files.example.org/view/.%2e/admin',
  'https://files.example.org/view%2f..%2fadmin',
  'https://files.example.org/view/%2f',
  'https://files.example.org/view/%5c',
  'https://files.example.org/view/%252e%252e/admin',
  'https://files.example.org/view\\..\\admin',
  'https://files.example.org/view/\\evil.example',
  'https://files.example.org/VIEW',
  'https://files.example.org//view',
  'https://files.example.org:443/view',
  'https://files.example.org:444/view',
  'https://files.example.org./view',
  'https://files.example.org.evil.example/view',
  'https://files.example.org@evil.example/view',
  'https://evil.example@files.example.org/view',
  'https://evil.example/https://files.example.org/view',
  'https://evil.example\\@files.example.org/view',
  'https://evil.example#@files.example.org/view',
  'https://evil.example?https://files.example.org/view',
  'https://FILES.example.org/view',
  'http://files.example.org/view',
  'HTTPS://files.example.org/view',
  'https:files.example.org/view',
  'https:/files.example.org/view',
  'https:///files.example.org/view',
  '//files.example.org/view',
  '/view',
  'https://files.example.org/view#x',
  'https://files.example.org/view/ x',
  ' https://files.example.org/view',
  'https://files.example.org/view\n',
  'https://files.example.org/view/\tx',
  'https://files.example.org/view/%00',
  'https://files.example.org/view/%0d%0a',
  'https://files.example.org/view/é',
  'javascript:alert(1)//https://files.example.org/view',
  'data:text/html,x',
  '',
];

test('T-I19 a redirect goes to a registered address or below it, in its one plain spelling', () => {
  const below = [
    VIEW,
    `${VIEW}/`,
    `${VIEW}/a/b.txt`,
    `${VIEW}/my%20file`,
    `${VIEW}/%CE%B1?version=3`,
    `${VIEW}?x=y`,
  ];
  for (const wanted of below) assert.ok(isAtOrBelow(VIEW, wanted), wanted);
  for (const wanted of ABOVE_OR_ASIDE) assert.ok(!isAtOrBelow(VIEW, wanted), wanted);
});

test('programs act for a person by OAuth2', async (t) => {
  const clock = testClock(new Date('2031-01-02T00:00:00Z'));
  const identity = await startIdentity(t, { clock });
  const ada = await identity.user('ada@example.org');
  const register = (client: Partial<NewClient> & { identifier: string }) =>
    addClient(identity.service, {
      type: 'confidential',
      secret: SECRET,
      isTrusted: false,
      redirectUrls: [VIEW],
      ...client,
    });
  await register({ identifier: 'viewer' });
  await register({ identifier: 'other', secret: 'another', isTrusted: true });
  await register({
    identifier: 'desktop',
    type: 'public',
    secret: undefined,
    redirectUrls: ['http://127.0.0.1:9999/in'],
  });

  const logIn = async () => {
    const body = { email: ada.email, password: PASSWORD };
    const reply = await identity.call('POST', '/astakos/ui/session', { body });
    return /synnefo_session=([^;]+)/.exec(String(reply.headers['set-cookie']))![1]!;
  };
  const session = await logIn();
  const asked = { response_type: 'code', client_id: 'viewer', redirect_uri: `${VIEW}/a.txt`, state: 's t' };
  const codeFor = async (more: object = {}, token = session) => {
    const { status, json, text } = await identity.call('POST', CONSENT, {
      token,
      body: { ...asked, ...more },
    });
    assert.equal(status, 200, text);
    const place = new URL((json as { location: string }).location);
    return { place, code: place.searchParams.get('code')! };
  };
  const exchange = (
    code: string,
    more: Record<string, string> = {},
    basic: string | null = `viewer:${SECRET}`,
  ) =>
    identity.call('POST', TOKEN, {
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code,
        redirect_uri: asked.redirect_uri,
        ...more,
      }).toString(),
      headers: {
        'content-type': 'application/x-www-form-urlencoded; charset=UTF-8',
        ...(basic === null ? {} : { authorization: `Basic ${Buffer.from(basic).toString('base64')}` }),
      },
    });
  const tokenFor = async (code: string) =>
    ((await exchange(code)).json as { access_token: string }).access_token;
  const validate = (token: string, belongsTo = `${VIEW}/a.txt`) =>
    identity.call('GET', `${TOKENS}/${token}?${new URLSearchParams({ belongsTo }).toString()}`);
  const refused = (reply: { status: number; json: unknown }, what: string) => {
    assert.equal(reply.status, 400, what);
    assert.deepEqual(Object.keys(reply.json as object), ['error', 'exception']);
    assert.equal((reply.json as { error: string }).error, 'generic_error');
  };

  await t.test('T-G15 asking leads to a page of the console, and gives no code by itself', async () => {
    const reply = await identity.call('GET', `${AUTH}?${new URLSearchParams(asked).toString()}`);
    assert.equal(reply.status, 302);
    const place = new URL(reply.headers['location']!);
    assert.equal(`${place.origin}${place.pathname}`, `${BASE_URL}/ui/authorize`);
    const sent = new URLSearchParams(place.searchParams.get('request')!);
    assert.deepEqual(Object.fromEntries(sent), asked);
    const shown = await identity.call('GET', `${CONSENT}?${new URLSearchParams(asked).toString()}`, {
      token: session,
    });
    const { redirect_uri } = asked;
    assert.deepEqual(shown.json, { client: 'viewer', redirect_uri, scope: redirect_uri, trusted: false });
    assert.equal((await identity.call('POST', CONSENT, { body: asked })).status, 401);
    const headers = { cookie: `synnefo_session=${session}` };
    assert.equal((await identity.call('POST', CONSENT, { headers, body: asked })).status, 403, 'T-G14');
  });

  await t.test('a wrong request is told here, in the one form of refusals, and never sent on', async () => {
    const wrong: Record<string, string | undefined>[] = [
      { response_type: 'token' },
      { response_type: undefined },
      { client_id: undefined },
      { client_id: 'nobody' },
      { redirect_uri: `${VIEW}/${'x'.repeat(5000)}` },
      { scope: ' ' },
      { client_id: 'desktop', redirect_uri: 'http://127.0.0.1:9999/in' },
      { code_challenge: 'x'.repeat(43) },
      { code_challenge: 'x', code_challenge_method: 'S256' },
      ...ABOVE_OR_ASIDE.slice(0, 5).map((redirect_uri) => ({ redirect_uri })),
    ];
    for (const more of wrong) {
      const query = Object.entries({ ...asked, ...more }).filter(
        (entry): entry is [string, string] => entry[1] !== undefined,
      );
      refused(
        await identity.call('GET', `${AUTH}?${new URLSearchParams(query).toString()}`),
        JSON.stringify(more).slice(0, 99),
      );
    }
    assert.equal((await identity.call('GET', TOKEN)).status, 405);
  });

  await t.test('a code is exchanged for a token of 20 seconds, which says whom it stands for', async () => {
    const { place, code } = await codeFor();
    assert.equal(`${place.origin}${place.pathname}`, asked.redirect_uri);
    assert.equal(place.searchParams.get('state'), 's t');
    assert.match(code, /^[\w-]{60}$/);
    const { status, json } = await exchange(code);
    const { access_token: token, ...rest } = json as { access_token: string };
    assert.deepEqual([status, rest], [200, { token_type: 'Bearer', expires_in: 20 }]);
    assert.match(token, /^[\w-]{30}$/);
    await changeAccount(identity.service, ada.uuid, { isAdmin: true });
    const holder = await validate(token);
    const { roles, ...user } = (holder.json as { access: { user: { roles: object[] } } }).access.user;
    assert.equal(roles.length, 1);
    assert.deepEqual(user, { id: ada.uuid, name: 'Ada Example', roles_links: [] });
    assert.deepEqual((holder.json as { access: { token: object } }).access.token, {
      id: token,
      expires: '2031-01-02T00:00:20+00:00',
      tenant: { id: ada.uuid, name: 'Ada Example' },
    });
    assert.equal((await validate(token)).status, 200, 'reading does not use it up');
    for (const elsewhere of [VIEW, '', 'https://evil.example/', `x${VIEW}/a.txt`])
      assert.equal((await validate(token, elsewhere)).status, 404, elsewhere);
    const quotas = await identity.call('GET', '/astakos/account/v1.0/quotas', { token });
    assert.equal(quotas.status, 401, 'it is no token of the API');
    assert.equal((await validate(ada.token)).status, 404, 'and a user’s token is none of these');
    clock.advance(20_000);
    assert.equal((await validate(token)).status, 404);
  });

  await t.test(
    'T-I19 a code is good once, for a minute, for its client and its address; a second use ends the token',
    async () => {
      const { code } = await codeFor();
      const token = await tokenFor(code);
      refused(await exchange(code), 'second use');
      assert.equal((await validate(token)).status, 404);
      refused(await exchange((await codeFor()).code, { redirect_uri: VIEW }), 'other address');
      const { code: foreign } = await codeFor();
      refused(await exchange(foreign, {}, 'other:another'), 'other client');
      assert.equal((await exchange(foreign)).status, 200, 'which cannot use it up either');
      for (const basic of ['viewer:wrong', 'viewer:', 'viewer', 'nobody:x', ':', null])
        refused(await exchange((await codeFor()).code, {}, basic), String(basic));
      const { code: late } = await codeFor();
      clock.advance(60_000);
      refused(await exchange(late), 'after a minute');
      const twice = await codeFor();
      const both = await Promise.all([exchange(twice.code), exchange(twice.code)]);
      assert.deepEqual(both.map(({ status }) => status).sort(), [200, 400]);
    },
  );

  await t.test('a public client shows by PKCE that it asked', async () => {
    const verifier = 'v'.repeat(50);
    const desktop = {
      client_id: 'desktop',
      redirect_uri: 'http://127.0.0.1:9999/in',
      code_challenge: hash('sha256', verifier, 'base64url'),
      code_challenge_method: 'S256',
    };
    const { client_id, redirect_uri } = desktop;
    const tried = async (more: Record<string, string>) =>
      (await exchange((await codeFor(desktop)).code, { redirect_uri, client_id, ...more }, null)).status;
    assert.equal(await tried({ code_verifier: verifier }), 200);
    assert.deepEqual([await tried({}), await tried({ code_verifier: 'w'.repeat(50) })], [400, 400]);
  });

  await t.test('codes and tokens end with log-out, a renewed token, and the account', async () => {
    const given = async () => ({
      token: await tokenFor((await codeFor({}, ada.token)).code),
      code: (await codeFor({}, ada.token)).code,
    });
    const ended = async ({ token, code }: { token: string; code: string }) => [
      (await validate(token)).status,
      (await exchange(code)).status,
    ];
    const first = await given();
    await identity.call('DELETE', '/astakos/ui/session', { token: await logIn() });
    assert.deepEqual(await ended(first), [404, 400]);
    const second = await given();
    const { newToken } = await changeAccount(identity.service, ada.uuid, { renewToken: true });
    ada.token = newToken!.token;
    assert.deepEqual(await ended(second), [404, 400]);
    const { token } = await given();
    // the last administrator could not be shut out
    const ben = await identity.user('ben@example.org');
    await changeAccount(identity.service, ben.uuid, { isAdmin: true });
    await changeAccount(identity.service, ada.uuid, { deactivate: { reason: null } });
    assert.equal((await validate(token)).status, 404);
    await changeAccount(identity.service, ada.uuid, { activate: true });
  });

  await t.test('commands register, list and remove clients', async () => {
    const run = (...line: string[]) => runCommand(identityCommands, identity.service, line);
    const added = await run(
      'oauth2-client-add',
      'pithos-view',
      '--secret=12345',
      '--is-trusted',
      '--url',
      VIEW,
    );
    assert.deepEqual(added.lines, ['Client created successfully']);
    const { tables } = await run(
      'oauth2-client-list',
      '--trusted',
      '-o',
      'identifier,type,is_trusted,redirect_urls',
    );
    assert.deepEqual(tables[0]?.rows, [
      ['other', 'confidential', true, VIEW],
      ['pithos-view', 'confidential', true, VIEW],
    ]);
    const wrong = [
      ['viewer', '--secret=x', '--url', VIEW],
      ['a:b', '--secret=x', '--url', VIEW],
      ['plain', '--secret=x', '--url', `${VIEW}/../`],
      ['query', '--secret=x', '--url', `${VIEW}?a`],
      ['none', '--secret=x'],
      ['open', '--url', VIEW],
    ];
    for (const line of wrong) await assert.rejects(run('oauth2-client-add', ...line), line.join(' '));
    const { code } = await codeFor({ client_id: 'pithos-view' }, ada.token);
    await run('oauth2-client-remove', 'pithos-view');
    refused(await exchange(code, {}, 'pithos-view:12345'), 'of a client that is gone');
    await assert.rejects(run('oauth2-client-remove', 'pithos-view'), { code: 'client_not_found' });
  });

  await t.test('T-I5 the database has no secret, code or token as it is, and what is over goes', async () => {
    const { code } = await codeFor({}, await logIn());
    const token = await tokenFor(code);
    const client = new Client({ connectionString: identity.url });
    await client.connect();
    const dump = async () => {
      const tables = ['oauth2_clients', 'oauth2_codes', 'oauth2_tokens'];
      const texts = await Promise.all(
        tables.map(async (table) => (await client.query(`select t.*::text from ${table} t`)).rows),
      );
      return JSON.stringify(texts);
    };
    const kept = await dump();
    for (const secret of [SECRET, code, token, hash('sha256', SECRET)])
      assert.ok(!kept.includes(secret), secret);
    clock.advance(2 * 24 * 3_600_000);
    await cleanUp(identity.service);
    const { rows } = await client.query('select count(*) from oauth2_codes');
    await client.end();
    assert.deepEqual(rows, [{ count: '0' }]);
  });
});
