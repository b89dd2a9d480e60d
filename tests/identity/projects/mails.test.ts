import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { changeAccount } from '#identity/domain/accounts/change-account';
import { openDatabase } from '#platform/database/database';
import { startProjects } from './kit.ts';

test('mails of projects', async (t) => {
  const cloud = await startProjects(t, { settings: { MANAGERS: [['Boss', 'boss@example.org']] } });
  const { admin } = cloud;
  const ada = await cloud.user('ada@example.org', ['Ada', 'Owner']);
  const bob = await cloud.user('bob@example.org');
  const database = openDatabase<unknown>({ url: cloud.url, poolSize: 1, name: 'mails' });
  t.after(() => database.destroy());
  let seen = 0n;
  /** What was written since the last look: who gets it, and about what. */
  const written = async (): Promise<string[]> => {
    const { rows } = await sql<{ id: bigint; recipient: string; template: string }>`
      select id, recipient, template from mails where id > ${seen} order by id`.execute(database);
    seen = rows.at(-1)?.id ?? seen;
    return rows.map(
      ({ recipient, template }) =>
        `${recipient} ${/(\w+)_(?:notification|admin_email)\.txt$/.exec(template)?.[1] ?? template}`,
    );
  };
  await written();

  await t.test('tell those who decide of an application, and its applicant of the decision', async () => {
    const applied = (await cloud.apply(ada, { name: 'told.example.org' })).json as {
      id: string;
      application: number;
    };
    assert.deepEqual(await written(), ['boss@example.org project_creation']);
    await cloud.act(admin, applied.id, { approve: { app_id: applied.application } });
    assert.deepEqual(await written(), [
      'boss@example.org application_approved',
      'ada@example.org project_approval',
    ]);
    const change = async () =>
      (
        await cloud.call('PUT', `/astakos/account/v1.0/projects/${applied.id}`, {
          token: ada.token,
          body: { resources: { 'cyclades.ram': { member_capacity: 1024, project_capacity: 2048 } } },
        })
      ).json as { application: number };
    const { application } = await change();
    const { rows } = await sql<{ body: string }>`select body from mails order by id desc limit 1`.execute(
      database,
    );
    assert.match(rows[0]?.body ?? '', /cyclades\.ram: 1\.00 kB a member, 2\.00 kB in all/);
    assert.match(rows[0]?.body ?? '', /Most members: +\[no change\]/);
    assert.deepEqual(await written(), ['boss@example.org project_modification']);
    await cloud.act(admin, applied.id, {
      deny: { app_id: application, reason: 'too {{ much }}\nBcc: x@example.org' },
    });
    assert.deepEqual(await written(), ['ada@example.org project_denial']);
    const denial = await sql<{ body: string }>`select body from mails order by id desc limit 1`.execute(
      database,
    );
    assert.match(denial.rows[0]?.body ?? '', /too \{\{ much \}\}/);
  });

  await t.test('tell the owner who wants to come or go, and members what became of it', async () => {
    const project = await cloud.project(ada, { leave_policy: 'moderated' });
    await written();
    const id = await cloud.join(bob, project);
    assert.deepEqual(await written(), ['ada@example.org project_membership_request']);
    await cloud.step(ada, id, 'accept');
    assert.deepEqual(await written(), ['bob@example.org project_membership_change']);
    await cloud.step(bob, id, 'leave');
    await cloud.step(bob, id, 'leave');
    assert.deepEqual(await written(), ['ada@example.org project_membership_leave_request']);
    await cloud.step(ada, id, 'remove');
    assert.deepEqual(await written(), ['bob@example.org project_membership_change']);
    await cloud.enter(ada, { enroll: { project, user: bob.email } });
    assert.deepEqual(await written(), ['bob@example.org project_membership_enroll']);
  });

  await t.test('tell the owner when his project is stopped, ended, or goes on', async () => {
    const project = await cloud.project(ada);
    await written();
    for (const action of ['suspend', 'unsuspend', 'terminate', 'reinstate'])
      await cloud.act(admin, project, { [action]: { reason: 'because' } });
    assert.deepEqual(
      await written(),
      ['suspension', 'unsuspension', 'termination', 'reinstatement'].map(
        (each) => `ada@example.org project_${each}`,
      ),
    );
  });

  await t.test('tell of what stands still with an account, once for each project', async () => {
    const cem = await cloud.user('cem@example.org');
    await cloud.project(cem);
    await written();
    await changeAccount(cloud.service, cem.uuid, { deactivate: { reason: null } });
    assert.deepEqual(await written(), [
      'cem@example.org project_suspension',
      'cem@example.org project_membership_change',
    ]);
  });

  await t.test('are not written where nobody asked or nothing was done', async () => {
    const open = await cloud.project(ada, { join_policy: 'auto' });
    const { id, application } = (await cloud.apply(ada)).json as { id: string; application: number };
    await written();
    const membership = await cloud.join(bob, open);
    await cloud.step(bob, membership, 'leave');
    await cloud.act(ada, id, { cancel: { app_id: application } });
    await cloud.act(admin, open, { unsuspend: {} });
    assert.deepEqual(await written(), []);
  });
});
