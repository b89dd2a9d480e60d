import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  acceptUser,
  activateUser,
  deactivateUser,
  rejectUser,
  removeUser,
  verifyUser,
} from '#identity/domain/accounts/account-transitions';
import { setBaseQuota } from '#identity/domain/quota/base-quota';
import { createFirstAdministrator } from '#identity/domain/accounts/first-administrator';
import { createUser } from '#identity/domain/accounts/create-user';
import { changeAccount } from '#identity/domain/accounts/change-account';
import { findUser } from '#identity/domain/accounts/find-account';
import { setDefaultProject } from '#identity/domain/projects/default-project';
import { PASSWORD, startIdentity } from './identity-kit.ts';
import { COMPONENT_TOKENS, pair } from './open-identity.ts';
import { recountLedger } from './ledger-check.ts';

const ACCOUNT = '/astakos/account/v1.0';
const person = (email: string) => ({ email, firstName: 'Ada', lastName: 'Example', password: PASSWORD });

test('the life of an account', async (t) => {
  const identity = await startIdentity(t);
  const { service } = identity;

  await t.test('it is verified, then accepted, and only then has a project and can be used', async () => {
    const created = await createUser(service, person('Ada@Example.org'));
    assert.deepEqual(
      [created.username, created.isActive, created.tokenHash],
      ['ada@example.org', false, null],
    );
    await assert.rejects(acceptUser(service, created.uuid), { code: 'wrong_user_state' });
    const verified = await verifyUser(service, created.uuid);
    assert.deepEqual([verified.emailVerified, verified.isActive], [true, false]);
    await assert.rejects(verifyUser(service, created.uuid), { code: 'wrong_user_state' });
    assert.equal(await service.store.projects.byUuid(created.uuid), undefined);
    const accepted = await acceptUser(service, created.uuid);
    assert.deepEqual(
      [accepted.isActive, accepted.defaultProject, accepted.acceptedPolicy],
      [true, created.uuid, 'manual'],
    );
    const project = await service.store.projects.byUuid(created.uuid);
    assert.deepEqual(
      [project?.isBase, project?.realname, project?.maxMembers],
      [true, `system:${created.uuid}`, 1n],
    );
    await assert.rejects(acceptUser(service, created.uuid), { code: 'wrong_user_state' });
    await assert.rejects(removeUser(service, created.uuid), { code: 'user_accepted' });
  });

  await t.test('a rejected account can still be accepted; only verified ones are rejected', async () => {
    const { uuid } = await createUser(service, person('bob@example.org'));
    await assert.rejects(rejectUser(service, uuid, 'no'), { code: 'wrong_user_state' });
    await verifyUser(service, uuid);
    assert.equal((await rejectUser(service, uuid, 'no')).isRejected, true);
    await assert.rejects(activateUser(service, uuid), { code: 'wrong_user_state' });
    assert.deepEqual((await acceptUser(service, uuid)).isActive, true);
  });

  await t.test('a name belongs to the first who verifies it; unverified namesakes give way', async () => {
    const first = await createUser(service, person('cleo@example.org'));
    const second = await createUser(service, person('CLEO@example.org'));
    await assert.rejects(findUser(service, first.uuid), { code: 'user_not_found' });
    await verifyUser(service, second.uuid);
    await assert.rejects(createUser(service, person('Cleo@example.org')), { code: 'user_exists' });
    const racing = await Promise.allSettled(
      Array.from({ length: 6 }, () => createUser(service, person('dan@example.org'))),
    );
    assert.ok(racing.some(({ status }) => status === 'fulfilled'));
  });

  await t.test('what is no e-mail or no name is refused', async () => {
    for (const email of [
      '',
      'a',
      'a@',
      '@b',
      'a b@c',
      'a@b@c',
      `a@${'b'.repeat(300)}`,
      'a\n@b',
      'a\u0000@b',
    ]) {
      await assert.rejects(createUser(service, person(email)), { code: 'bad_email' }, email);
    }
    await assert.rejects(createUser(service, { ...person('x@y.z'), lastName: ' ' }), {
      code: 'name_missing',
    });
  });

  await t.test(
    'deactivation stops project and credentials and keeps usage; activation brings all back',
    async () => {
      const eve = await identity.user('eve@example.org');
      await setBaseQuota(service, eve, { 'cyclades.vm': 5n });
      const charge = (quantity: number) =>
        identity.call('POST', `${ACCOUNT}/commissions`, {
          token: COMPONENT_TOKENS.cyclades,
          body: { provisions: pair(eve, 'cyclades.vm', quantity), auto_accept: true },
        });
      assert.equal((await charge(3)).status, 201);
      await deactivateUser(service, eve.uuid, 'holiday');
      const quotasOf = async () => {
        const path = `${ACCOUNT}/service_quotas?user=${eve.uuid}`;
        const { json } = await identity.call('GET', path, { token: COMPONENT_TOKENS.cyclades });
        return (json as Record<string, Record<string, Record<string, { usage: number; limit: number }>>>)[
          eve.uuid
        ]![eve.uuid]!['cyclades.vm']!;
      };
      assert.deepEqual([(await quotasOf()).usage, (await quotasOf()).limit], [3, 0]);
      assert.equal((await charge(1)).status, 413);
      assert.equal((await charge(-1)).status, 201, 'releases keep working');
      assert.equal((await identity.call('GET', `${ACCOUNT}/quotas`, { token: eve.token })).status, 401);
      await activateUser(service, eve.uuid);
      assert.equal((await identity.call('GET', `${ACCOUNT}/quotas`, { token: eve.token })).status, 200);
      assert.equal((await quotasOf()).usage, 2);
      assert.equal((await quotasOf()).limit, 5, 'the limit is what the project grants');
      assert.deepEqual(await recountLedger(identity.url), []);
    },
  );

  await t.test('another e-mail is another name; a taken one is refused', async () => {
    const fay = await identity.user('fay@example.org');
    const user = await findUser(service, 'FAY@example.org');
    assert.equal(user.uuid, fay.uuid);
    await changeAccount(service, fay.uuid, { email: 'Fay@New.org' });
    assert.equal((await findUser(service, String(fay.id))).username, 'fay@new.org');
    await assert.rejects(changeAccount(service, fay.uuid, { email: 'Eve@example.org' }), {
      code: 'user_exists',
    });
  });

  await t.test('the default project is one that the user belongs to', async () => {
    const gus = await identity.user('gus@example.org');
    const eve = await findUser(service, 'eve@example.org');
    const user = await findUser(service, gus.uuid);
    await setDefaultProject(service, user, gus.uuid);
    await assert.rejects(setDefaultProject(service, user, eve.uuid), { code: 'membership_not_found' });
    await assert.rejects(setDefaultProject(service, user, '00000000-0000-4000-8000-000000000000'), {
      code: 'project_not_found',
    });
    const choose = async (body: object) => {
      const reply = await identity.call('POST', `${ACCOUNT}/myaccount/default_project`, {
        token: gus.token,
        body,
      });
      return [reply.status, reply.text];
    };
    assert.deepEqual(await choose({ project_id: gus.uuid }), [200, '']);
    const none = '{"forbidden":{"code":403,"message":"Project id not specified","details":""}}';
    assert.deepEqual(
      [await choose({}), await choose({ project_id: null })],
      [
        [403, none],
        [403, none],
      ],
    );
    assert.deepEqual(
      [(await choose({ project_id: 7 }))[0], (await choose({ project_id: "'" }))[0]],
      [400, 404],
    );
  });
});

test('without moderation, and for chosen e-mails, verification accepts', async (t) => {
  const open = await startIdentity(t, { settings: { ASTAKOS_MODERATION_ENABLED: false } });
  const { uuid } = await createUser(open.service, person('ada@example.org'));
  assert.equal((await verifyUser(open.service, uuid)).acceptedPolicy, 'auto_moderation');
  const some = await startIdentity(t, { settings: { ASTAKOS_RE_USER_EMAIL_PATTERNS: ['[a-z]+@lab\\.'] } });
  const inside = await createUser(some.service, person('bob@lab.example.org'));
  const outside = await createUser(some.service, person('bob@example.org'));
  assert.equal((await verifyUser(some.service, inside.uuid)).acceptedPolicy, 'email');
  assert.equal((await verifyUser(some.service, outside.uuid)).isActive, false);
});

test('T-I27 a new cloud has no account; the first administrator is made once, whole or not at all', async (t) => {
  const identity = await startIdentity(t);
  const wanted = { email: 'admin@example.org', firstName: 'Cloud', lastName: 'Administrator' };
  assert.deepEqual(await identity.service.store.accounts.usernames(undefined), []);
  await assert.rejects(
    createFirstAdministrator(identity.service, wanted, () => {
      throw new Error('the disk is full');
    }),
    /the disk is full/,
  );
  assert.deepEqual(await identity.service.store.accounts.usernames(undefined), []);
  const made = await createFirstAdministrator(identity.service, wanted);
  assert.ok(made !== undefined);
  assert.match(made.password, /^[\w-]{24}$/);
  const log = await identity.call('POST', '/astakos/ui/session', {
    body: { email: made.email, password: made.password },
  });
  assert.deepEqual((log.json as { roles: string[] }).roles, ['admin']);
  const body = { auth: { token: { id: made.token } } };
  const { json } = await identity.call('POST', '/astakos/identity/v2.0/tokens', { body });
  assert.deepEqual(
    (json as { access: { user: { roles: { name: string }[] } } }).access.user.roles.map(({ name }) => name),
    ['admin'],
  );
  assert.equal(
    await createFirstAdministrator(identity.service, { ...wanted, email: 'second@example.org' }),
    undefined,
  );
});
