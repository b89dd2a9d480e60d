import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { componentOver } from '#contract/program-clients';
import { provisionPair } from '#contract/component-client';
import { sampleUsage } from '#identity/domain/projects/usage-history';
import { testClock } from '#platform/clock';
import { openDatabase } from '#platform/database/database';
import { injectTransport } from '#platform/http/transport';
import { type TestUser } from '../identity-kit.ts';
import { COMPONENT_TOKENS } from '../open-identity.ts';
import { startProjects } from './kit.ts';

const HOUR_MS = 3_600_000;
const VM = 'cyclades.vm';

test('what members use is known by the hour for a week and by the day for a year, and takes no more room', async (t) => {
  const clock = testClock(new Date('2031-01-01T00:30:00Z'));
  const cloud = await startProjects(t, { clock });
  const ada = await cloud.user('ada@example.org');
  const bob = await cloud.user('bob@example.org');
  const project = await cloud.project(ada, {
    join_policy: 'auto',
    resources: { [VM]: { member_capacity: 5000, project_capacity: 5000 } },
  });
  await cloud.join(bob, project);
  const database = openDatabase<unknown>({ url: cloud.url, poolSize: 1, name: 'samples' });
  t.after(() => database.destroy());
  const holder = componentOver(injectTransport(cloud.app), COMPONENT_TOKENS.cyclades);
  let calls = 0;
  const charge = (quantity: bigint) =>
    holder.issueCommission({
      name: 'machine',
      provisions: provisionPair({ user: bob.uuid, project, resource: VM, quantity }),
      autoAccept: true,
      idempotencyKey: String((calls += 1)),
    });
  const hours = async (count: number, quantity: bigint) => {
    for (let hour = 0; hour < count; hour += 1) {
      if (quantity !== 0n) await charge(quantity);
      await sampleUsage(cloud.service);
      clock.advance(HOUR_MS);
    }
  };
  const rows = async () =>
    Number((await sql<{ n: string }>`select count(*) as n from usage_samples`.execute(database)).rows[0]?.n);
  const history = (by: TestUser, query: string) =>
    cloud.call('GET', `/astakos/ui/projects/${project}/usage-history?resource=${VM}${query}`, {
      token: by.token,
    });
  const points = async (by: TestUser, query = '') =>
    ((await history(by, query)).json as { points: { at: string; usage: number }[] }).points;

  await hours(3, 1n);
  await hours(3, 0n);
  assert.deepEqual(await points(ada, `&user=${bob.uuid}`), [
    { at: '2031-01-01T00:00:00+00:00', usage: 1 },
    { at: '2031-01-01T01:00:00+00:00', usage: 2 },
    { at: '2031-01-01T02:00:00+00:00', usage: 3 },
  ]);
  assert.deepEqual(await points(bob), await points(ada), 'a member sees the sum');
  assert.equal((await points(bob, `&user=${bob.uuid}`)).length, 3, 'and his own');
  assert.equal((await history(bob, `&user=${ada.uuid}`)).status, 403);
  assert.equal((await history(await cloud.user('eve@example.org'), '')).status, 403);
  assert.equal((await history(ada, '&period=decade')).status, 400);
  assert.equal(await rows(), 6, 'what stays as it is takes no row');

  clock.advance(8 * 24 * HOUR_MS);
  await sampleUsage(cloud.service);
  assert.equal(await rows(), 2, 'of a day that is long over the last is kept');
  assert.deepEqual(
    (await points(ada)).map(({ usage }) => usage),
    [3],
    'what held on at the begin of the week is known',
  );
  await charge(-3n);
  await sampleUsage(cloud.service);
  clock.advance(366 * 24 * HOUR_MS);
  await sampleUsage(cloud.service);
  assert.equal(await rows(), 2, 'only what holds on');
});
