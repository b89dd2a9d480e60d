import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConsoleSession } from '#contract/profile';
import { testClock } from '#platform/clock';
import type { Reply } from '#kit/client';
import { PASSWORD, startIdentity } from './identity-kit.ts';

const UI = '/astakos/ui';
const NEW_PASSWORD = 'seven green umbrellas';

test('the own account', async (t) => {
  const clock = testClock(new Date('2031-01-02T00:00:00Z'));
  const identity = await startIdentity(t, { clock });
  const { call } = identity;

  const logIn = async (email: string, agent: string, password = PASSWORD): Promise<string> => {
    const headers = { 'user-agent': agent };
    const reply = await call('POST', `${UI}/session`, { body: { email, password }, headers });
    assert.equal(reply.status, 200);
    return /session\.[\w-]{43}/.exec(String(reply.headers['set-cookie']))![0];
  };
  const sessionsOf = async (token: string): Promise<ConsoleSession[]> => {
    const reply = await call('GET', `${UI}/sessions`, { token });
    return (reply.json as { sessions: ConsoleSession[] }).sessions;
  };
  const change = (token: string, current: string, next: string, more: object = {}): Promise<Reply> =>
    call('PUT', `${UI}/password`, { token, body: { current, next, ...more } });

  await t.test('names are changed, and say who it is from then on', async () => {
    const ada = await identity.user('ada@example.org');
    const token = await logIn(ada.email, 'Firefox');
    const body = { first_name: ' Augusta ', last_name: 'King' };
    const { json } = await call('PUT', `${UI}/profile`, { token, body });
    assert.deepEqual(json, {
      profile: {
        uuid: ada.uuid,
        email: ada.email,
        first_name: 'Augusta',
        last_name: 'King',
        joined: '2031-01-02T00:00:00+00:00',
        groups: [],
        password_ends_token: true,
      },
    });
    assert.equal(
      ((await call('GET', `${UI}/session`, { token })).json as { name: string }).name,
      'Augusta King',
    );
    for (const first of ['', ' ', 'a\u0000b', 'a\nBcc: b', 'x'.repeat(257)]) {
      const refused = await call('PUT', `${UI}/profile`, {
        token,
        body: { first_name: first, last_name: 'King' },
      });
      assert.equal(refused.status, 400, JSON.stringify(first.slice(0, 10)));
    }
  });

  await t.test(
    'sessions say where they are and when they were used; each can be ended, and all others',
    async () => {
      const eve = await identity.user('eve@example.org');
      const mallory = await identity.user('mallory@example.org');
      const [laptop, phone, tablet] = [
        await logIn(eve.email, 'Firefox'),
        await logIn(eve.email, 'Chrome'),
        await logIn(eve.email, 'Safari'),
      ];
      clock.advance(3_600_000);
      const listed = await sessionsOf(phone);
      assert.deepEqual(
        listed.map(({ agent, current, last_used: used }) => [agent, current, used]),
        [
          ['Safari', false, '2031-01-02T00:00:00+00:00'],
          ['Chrome', true, '2031-01-02T01:00:00+00:00'],
          ['Firefox', false, '2031-01-02T00:00:00+00:00'],
        ],
      );
      const [{ id }] = listed as [ConsoleSession];
      const foreign = await logIn(mallory.email, 'Firefox');
      assert.equal((await call('DELETE', `${UI}/sessions/${id}`, { token: foreign })).status, 404);
      assert.equal((await call('DELETE', `${UI}/sessions/${id}`, { token: phone })).status, 204);
      assert.equal((await call('GET', `${UI}/session`, { token: tablet })).status, 401);
      assert.equal((await call('DELETE', `${UI}/sessions/${id}`, { token: phone })).status, 404);
      assert.equal((await call('DELETE', `${UI}/sessions`, { token: phone })).status, 204);
      assert.equal((await call('GET', `${UI}/session`, { token: laptop })).status, 401);
      assert.deepEqual(
        (await sessionsOf(phone)).map(({ agent }) => agent),
        ['Chrome'],
      );
      assert.equal((await sessionsOf(foreign)).length, 1, 'those of others stay');
    },
  );

  await t.test('a new password needs the one of now, and ends all other sessions and the token', async () => {
    const bob = await identity.user('bob@example.org');
    const other = await logIn(bob.email, 'Firefox');
    const own = await logIn(bob.email, 'Chrome');
    assert.equal((await change(own, 'not the password', NEW_PASSWORD)).status, 403);
    const weak = await change(own, PASSWORD, 'bob@example.org1');
    assert.equal(weak.headers['x-fault-code'], 'password_weak');
    assert.equal((await call('GET', `${UI}/session`, { token: other })).status, 200, 'nothing ended yet');
    assert.equal((await change(own, PASSWORD, NEW_PASSWORD)).status, 204);
    assert.equal((await call('GET', `${UI}/session`, { token: other })).status, 401);
    assert.equal((await call('GET', `${UI}/session`, { token: own })).status, 200);
    assert.equal((await call('GET', '/astakos/account/v1.0/quotas', { token: bob.token })).status, 401);
    await logIn(bob.email, 'Firefox', NEW_PASSWORD);
  });

  await t.test('T-I1 a stolen session has no more tries at the password than a log-in', async () => {
    const carol = await identity.user('carol@example.org');
    const stolen = await logIn(carol.email, 'Chrome');
    const statuses: number[] = [];
    for (let at = 0; at < 12; at += 1)
      statuses.push((await change(stolen, `guess ${at}`, NEW_PASSWORD)).status);
    assert.deepEqual([...new Set(statuses)], [403, 429]);
    const right = await change(stolen, PASSWORD, NEW_PASSWORD);
    assert.equal(right.status, 429, 'the right one is not looked at either');
    assert.ok(Number(right.headers['retry-after']) > 0);
  });
});

test('where a new password leaves the token, its owner may end it all the same', async (t) => {
  const identity = await startIdentity(t, { settings: { ASTAKOS_NEWPASSWD_INVALIDATE_TOKEN: false } });
  const ada = await identity.user('ada@example.org');
  const quotas = () => identity.call('GET', '/astakos/account/v1.0/quotas', { token: ada.token });
  const change = (body: object) => identity.call('PUT', `${UI}/password`, { token: ada.token, body });
  assert.equal((await change({ current: PASSWORD, next: NEW_PASSWORD })).status, 204);
  assert.equal((await quotas()).status, 200);
  const back = { current: NEW_PASSWORD, next: PASSWORD, end_token: true };
  assert.equal((await change(back)).status, 204);
  assert.equal((await quotas()).status, 401);
});
