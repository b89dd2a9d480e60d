import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { remindOwners } from '#identity/domain/projects/remind';
import { testClock } from '#platform/clock';
import { openDatabase } from '#platform/database/database';
import { startProjects } from './kit.ts';

const DAY_MS = 24 * 3_600_000;
const PAGES = '/astakos/ui/projects';

test('owners are reminded of projects that end: all in one mail, once a week, in the last week every day', async (t) => {
  const clock = testClock(new Date('2031-01-01T12:00:00Z'));
  const cloud = await startProjects(t, { clock });
  const ada = await cloud.user('ada@example.org');
  const bob = await cloud.user('bob@example.org');
  const database = openDatabase<unknown>({ url: cloud.url, poolSize: 1, name: 'reminders' });
  t.after(() => database.destroy());
  const project = (owner: typeof ada, name: string, end_date: string) =>
    cloud.project(owner, { name, end_date });
  const first = await project(ada, 'first.example.org', '2031-01-29T12:00:00Z');
  await project(ada, 'second.example.org', '2031-01-30T12:00:00Z');
  await project(bob, 'far.example.org', '2031-05-01T00:00:00Z');
  const due = (): Promise<number> => remindOwners(cloud.service);
  const pass = (days: number) => clock.advance(days * DAY_MS);
  const last = async (): Promise<{ recipient: string; body: string } | undefined> =>
    (
      await sql<{ recipient: string; body: string }>`select recipient, body from mails
        where template like '%project_ending%' order by id desc limit 1`.execute(database)
    ).rows[0];
  const renewal = (by: typeof ada, renews: unknown) =>
    cloud.call('POST', `${PAGES}/${first}/renewal`, { token: by.token, body: { renews } });

  await t.test('one mail tells of all that end within thirty days, and none comes for a week', async () => {
    assert.equal(await due(), 1);
    const mail = await last();
    assert.equal(mail?.recipient, 'ada@example.org');
    assert.match(mail?.body ?? '', /first\.example\.org[^]*in 28 days[^]*second\.example\.org/);
    assert.doesNotMatch(mail?.body ?? '', /far\.example\.org/);
    pass(6);
    assert.equal(await due(), 0);
    pass(1);
    assert.equal(await due(), 1);
  });

  await t.test('in the last week one comes a day, however often it is looked', async () => {
    pass(14);
    assert.deepEqual([await due(), await due()], [1, 0]);
    pass(1);
    assert.deepEqual([await due(), await due()], [1, 0]);
    assert.match((await last())?.body ?? '', /in 6 days/);
  });

  await t.test('a project that waits for a later end is left out until that is decided', async () => {
    const asked = await cloud.call('PUT', `/astakos/account/v1.0/projects/${first}`, {
      token: ada.token,
      body: { end_date: '2031-12-31T00:00:00Z', comments: 'The bees are late.' },
    });
    const { application } = asked.json as { application: number };
    const listed = await cloud.call('GET', `${PAGES}/${first}/applications`, { token: ada.token });
    const [extension] = (listed.json as { applications: { is_extension: boolean }[] }).applications;
    assert.equal(extension?.is_extension, true);
    pass(1);
    assert.equal(await due(), 1, 'of the other one');
    assert.doesNotMatch((await last())?.body ?? '', /first\.example\.org/);
    await cloud.act(cloud.admin, first, { deny: { app_id: application, reason: 'no' } });
    pass(1);
    assert.equal(await due(), 1);
    assert.match((await last())?.body ?? '', /first\.example\.org/);
  });

  await t.test(
    'what will not be renewed is left out; only who manages it says so, and takes it back',
    async () => {
      assert.equal((await renewal(bob, false)).status, 403);
      assert.equal((await renewal(ada, 'no')).status, 400);
      assert.equal((await renewal(ada, false)).status, 200);
      const shown = await cloud.call('GET', `${PAGES}/${first}`, { token: ada.token });
      assert.equal((shown.json as { renewal_declined: boolean }).renewal_declined, true);
      pass(1);
      await due();
      assert.doesNotMatch((await last())?.body ?? '', /first\.example\.org/);
      assert.equal((await renewal(ada, true)).status, 200);
      pass(1);
      await due();
      assert.match((await last())?.body ?? '', /first\.example\.org/);
    },
  );
});
