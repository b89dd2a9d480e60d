import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ADMIN_ROLE } from '#contract/admin-role';
import type { AdminUser, ConsoleAccount, ListedAccount } from '#contract/users';
import { changeAccount } from '#identity/domain/accounts/change-account';
import { createUser } from '#identity/domain/accounts/create-user';
import { addGroup } from '#identity/domain/accounts/groups';
import type { Reply } from '#kit/client';
import { PASSWORD, startIdentity, type TestIdentity } from './identity-kit.ts';

const USERS = '/astakos/identity/v2.0/users';
const UI = '/astakos/ui';
const NOBODY = '00000000-0000-4000-8000-000000000000';

/** Somebody in a group, who calls. */
async function memberOf(identity: TestIdentity, group: string, email: string) {
  const person = await identity.user(email);
  await addGroup(identity.service, group);
  await changeAccount(identity.service, person.uuid, { addGroups: [group] });
  const call = (method: string, path: string, body?: object): Promise<Reply> =>
    identity.call(method, path, { token: person.token, ...(body === undefined ? {} : { body }) });
  return { ...person, call };
}

/** Signed up, and nothing done with it yet. */
function signUp(identity: TestIdentity, email: string) {
  return createUser(identity.service, { email, firstName: 'New', lastName: 'Comer', password: PASSWORD });
}

test('the user administration API', async (t) => {
  const identity = await startIdentity(t, { settings: { ASTAKOS_ADMIN_API_ENABLED: true } });
  const program = await memberOf(identity, 'admin-api', 'program@example.org');
  const userOf = (reply: Reply) => (reply.json as { user: Record<string, unknown> }).user;

  await t.test(
    'T-I25 it is for members of its groups alone, administrators of the cloud not excepted',
    async () => {
      const admin = await memberOf(identity, ADMIN_ROLE, 'admin@example.org');
      const { uuid } = await identity.user('ada@example.org');
      for (const [method, path, body] of [
        ['GET', USERS],
        ['GET', `${USERS}/detail`],
        ['POST', USERS, { user: { username: 'x@example.org', first_name: 'A', last_name: 'B' } }],
        ['GET', `${USERS}/${uuid}`],
        ['PUT', `${USERS}/${uuid}`, { user: {} }],
        ['POST', `${USERS}/${uuid}/action`, { deactivate: {} }],
      ] as const) {
        assert.equal((await admin.call(method, path, body)).status, 403, `${method} ${path}`);
        assert.equal((await identity.call(method, path, body === undefined ? {} : { body })).status, 401);
      }
      assert.equal(userOf(await program.call('GET', `${USERS}/${uuid}`))['is_active'], true);
    },
  );

  await t.test('a user is made, who logs in at once and got no mail', async () => {
    const body = {
      user: {
        username: 'Ida@Example.org',
        first_name: 'Ida',
        last_name: 'Rhodes',
        metadata: { contract: 7 },
        affiliation: 'lab',
      },
    };
    const { id, password, auth_token: token } = userOf(await program.call('POST', USERS, body));
    const login = { email: 'ida@example.org', password };
    assert.equal((await identity.call('POST', `${UI}/session`, { body: login })).status, 200);
    const quotas = await identity.call('GET', '/astakos/account/v1.0/quotas', { token: String(token) });
    assert.equal(quotas.status, 200);
    const { mails } = await identity.service.store.mails.list({
      state: undefined,
      match: 'ida@example',
      offset: 0,
      limit: 9,
    });
    assert.deepEqual(mails, []);
    const detail = (await program.call('GET', `${USERS}/detail`)).json as { users: AdminUser[] };
    const ida = detail.users.find((each) => each.id === id)!;
    assert.deepEqual(ida.authentication_methods, [
      {
        backend: 'astakos',
        identifier: 'Ida@Example.org',
        active: true,
        affiliation: 'lab',
        metadata: { contract: 7 },
      },
    ]);
    assert.match(String(ida.verified_at), /\+00:00$/);
    const short = (await program.call('GET', USERS)).json as { users: AdminUser[] };
    assert.equal(short.users.find((each) => each.id === id)?.date_joined, undefined);
    assert.equal(short.users.length, detail.users.length);
    const again = await program.call('POST', USERS, body);
    assert.equal(again.status, 409);
    const unnamed = { user: { ...body.user, username: 'b@example.org', last_name: '' } };
    assert.equal((await program.call('POST', USERS, unnamed)).status, 400);
    assert.equal(
      (await program.call('POST', USERS, { user: { ...body.user, username: 'none' } })).status,
      400,
    );
  });

  await t.test('a user is changed; the token stays, the display name follows the e-mail', async () => {
    const bob = await identity.user('bob@example.org');
    const path = `${USERS}/${bob.uuid}`;
    const body = {
      user: { username: 'robert@example.org', first_name: 'Robert', password: 'nine quiet rivers' },
    };
    const changed = userOf(await program.call('PUT', path, body));
    assert.deepEqual(
      [changed['email'], changed['first_name'], changed['last_name']],
      ['robert@example.org', 'Robert', 'Example'],
    );
    const quotas = await identity.call('GET', '/astakos/account/v1.0/quotas', { token: bob.token });
    assert.equal(quotas.status, 200);
    const taken = await program.call('PUT', path, { user: { username: program.email } });
    assert.equal(taken.status, 409);
    assert.equal((await program.call('PUT', path, { user: { first_name: '' } })).status, 400);
    assert.equal((await program.call('PUT', `${USERS}/${NOBODY}`, { user: {} })).status, 404);
    assert.equal((await program.call('GET', `${USERS}/nobody`)).status, 404);
  });

  await t.test('actions say how the user is then; what his state does not allow is no failure', async () => {
    const carol = await identity.user('carol@example.org');
    const act = async (body: object, id = carol.uuid) =>
      userOf(await program.call('POST', `${USERS}/${id}/action`, body));
    assert.deepEqual(await act({ deactivate: { reason: 'left' } }), { id: carol.uuid, is_active: false });
    assert.deepEqual(await act({ activate: {}, deactivate: {} }), { id: carol.uuid, is_active: true });
    const { id: fresh } = { id: (await signUp(identity, 'fresh@example.org')).uuid };
    assert.deepEqual(await act({ activate: {} }, fresh), { id: fresh, is_active: false });
    assert.deepEqual(await act({ deactivate: {} }, program.uuid), { id: program.uuid, is_active: true });
    assert.deepEqual(await act({ signTerms: {} }), { id: carol.uuid, has_signed_terms: true });
    assert.deepEqual(await act({ setDefaultProject: { project_id: carol.uuid } }), {
      id: carol.uuid,
      default_project: carol.uuid,
    });
    const { auth_token: token } = await act({ renewToken: {} });
    const quotas = (secret: string) =>
      identity.call('GET', '/astakos/account/v1.0/quotas', { token: secret });
    assert.equal((await quotas(String(token))).status, 200);
    assert.equal((await quotas(carol.token)).status, 401);
    for (const body of [{}, { explode: {} }, { setDefaultProject: 'x' }]) {
      const refused = await program.call('POST', `${USERS}/${carol.uuid}/action`, body);
      assert.equal(refused.status, 400, JSON.stringify(body));
    }
    assert.equal((await program.call('POST', `${USERS}/${NOBODY}/action`, { activate: {} })).status, 404);
  });
});

test('where the settings do not say so, there is no user administration API', async (t) => {
  const identity = await startIdentity(t);
  const program = await memberOf(identity, 'admin-api', 'program@example.org');
  const { status, json } = await program.call('GET', USERS);
  assert.equal(status, 400);
  assert.deepEqual(json, { badRequest: { code: 400, message: 'API endpoint not found', details: '' } });
});

test('accounts at the console', async (t) => {
  const identity = await startIdentity(t);
  const admin = await memberOf(identity, ADMIN_ROLE, 'admin@example.org');
  const list = async (query: string) =>
    (await admin.call('GET', `${UI}/users${query}`)).json as { accounts: ListedAccount[]; total: number };
  const act = (uuid: string, deed: object) => admin.call('POST', `${UI}/users/${uuid}/action`, deed);
  const accountOf = (reply: Reply) => (reply.json as { account: ConsoleAccount }).account;

  await t.test('T-I25 to all others there is nothing there, and nothing is done', async () => {
    const eve = await identity.user('eve@example.org');
    for (const [method, path, body] of [
      ['GET', `${UI}/users`],
      ['GET', `${UI}/users/${admin.uuid}`],
      ['POST', `${UI}/users/${admin.uuid}/action`, { deactivate: { reason: '' } }],
      ['POST', `${UI}/users/${eve.uuid}/action`, { set_admin: { admin: true } }],
    ] as const) {
      const reply = await identity.call(method, path, {
        token: eve.token,
        ...(body === undefined ? {} : { body }),
      });
      assert.equal(reply.status, 404, `${method} ${path}`);
    }
    assert.deepEqual(
      (await list('?match=e')).accounts.map(({ email, admin: isAdmin, state }) => [email, isAdmin, state]),
      [
        ['eve@example.org', false, 'active'],
        ['admin@example.org', true, 'active'],
      ],
    );
  });

  await t.test('a list of a state, of a name, by name, in pages', async () => {
    const { uuid } = await signUp(identity, 'zoe@example.org');
    await signUp(identity, 'zac@example.org');
    await changeAccount(identity.service, uuid, { verify: true });
    const emails = async (query: string) => {
      const { accounts, total } = await list(query);
      return [accounts.map(({ email }) => email), total];
    };
    assert.deepEqual(await emails('?state=waiting'), [['zoe@example.org'], 1]);
    assert.deepEqual(await emails('?state=unverified'), [['zac@example.org'], 1]);
    assert.deepEqual(await emails('?match=NEW%20c&order=name'), [['zac@example.org', 'zoe@example.org'], 2]);
    assert.deepEqual(await emails('?match=new&order=name&offset=1&limit=1'), [['zoe@example.org'], 2]);
    assert.deepEqual(await emails(`?match=${uuid}`), [['zoe@example.org'], 1]);
    assert.equal((await admin.call('GET', `${UI}/users?state=secret`)).status, 400);
    assert.equal((await admin.call('GET', `${UI}/users?match=%00`)).status, 400);
  });

  await t.test('an account goes all its ways: verified, rejected, accepted, shut out, let in', async () => {
    const { uuid } = await signUp(identity, 'nell@example.org');
    const state = async (deed: object) => accountOf(await act(uuid, deed)).state;
    const tooSoon = await act(uuid, { accept: {} });
    assert.deepEqual([tooSoon.status, tooSoon.headers['x-fault-code']], [409, 'wrong_user_state']);
    assert.equal((await act(uuid, { resend: {} })).status, 200);
    assert.equal(await state({ verify: {} }), 'waiting');
    assert.equal((await act(uuid, { resend: {} })).headers['x-fault-code'], 'link_not_sent');
    assert.equal(await state({ reject: { reason: 'Not of our lab' } }), 'rejected');
    assert.equal(accountOf(await admin.call('GET', `${UI}/users/${uuid}`)).rejected_reason, 'Not of our lab');
    assert.equal(await state({ accept: {} }), 'active');
    assert.equal(await state({ deactivate: { reason: 'On leave' } }), 'inactive');
    const account = accountOf(await act(uuid, { activate: {} }));
    assert.deepEqual([account.state, account.deactivated_reason], ['active', null]);
    assert.deepEqual(
      account.memberships.map(({ project, state: membership }) => [project, membership]),
      [[uuid, 'accepted']],
    );
    const set = await act(uuid, { set_limit: { resource: 'cyclades.vm', limit: 7 } });
    const own = accountOf(set).quota.find(({ project }) => project === uuid);
    assert.deepEqual(own?.resources['cyclades.vm'], { usage: 0, limit: 7 });
    assert.equal((await act(uuid, { set_limit: { resource: 'cyclades.vm', limit: -1 } })).status, 400);
    assert.equal((await act(uuid, { set_limit: { resource: 'none', limit: 1 } })).status, 404);
    assert.deepEqual(accountOf(await act(uuid, { add_group: { group: ADMIN_ROLE } })).groups, [ADMIN_ROLE]);
    assert.deepEqual(accountOf(await act(uuid, { remove_group: { group: ADMIN_ROLE } })).groups, []);
    assert.equal((await act(uuid, {})).status, 400);
    assert.equal((await act(uuid, { verify: {}, accept: {} })).status, 400);
    assert.equal((await act(NOBODY, { accept: {} })).status, 404);
  });

  await t.test('whoever is shut out, or whose sessions are ended, is out at once', async () => {
    const finn = await identity.user('finn@example.org');
    const body = { email: finn.email, password: PASSWORD };
    const reply = await identity.call('POST', `${UI}/session`, { body });
    const [token] = /session\.[\w-]{43}/.exec(String(reply.headers['set-cookie']))!;
    assert.equal(accountOf(await admin.call('GET', `${UI}/users/${finn.uuid}`)).sessions, 1);
    assert.equal(accountOf(await act(finn.uuid, { end_sessions: {} })).sessions, 0);
    assert.equal((await identity.call('GET', `${UI}/session`, { token })).status, 401);
  });

  await t.test('T-I27 nobody shuts himself out, and the last administrator stays one', async () => {
    const codes = async (uuid: string, call = act) =>
      Promise.all(
        [
          { deactivate: { reason: '' } },
          { set_admin: { admin: false } },
          { remove_group: { group: ADMIN_ROLE } },
        ].map(async (deed) => (await call(uuid, deed)).headers['x-fault-code']),
      );
    assert.deepEqual(await codes(admin.uuid), ['own_account', 'own_account', 'own_account']);
    await assert.rejects(changeAccount(identity.service, admin.uuid, { isAdmin: false }), {
      code: 'last_administrator',
    });
    const second = await memberOf(identity, ADMIN_ROLE, 'second@example.org');
    const away = (uuid: string) => changeAccount(identity.service, uuid, { isAdmin: false });
    const ends = await Promise.allSettled([away(admin.uuid), away(second.uuid)]);
    assert.deepEqual(ends.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected']);
  });
});
