import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ProjectDocument } from '#contract/projects';
import type { QuotasReply } from '#contract/identity';
import { INFINITE } from '#contract/infinite';
import { setBaseQuota } from '#identity/domain/quota/base-quota';
import { ownUsage } from '#identity/domain/quota/own-charges';
import { recountLedger, recountPairs } from '../ledger-check.ts';
import { agree } from './agree.ts';
import { NEXT_YEAR, refusal, startProjects } from './kit.ts';

test('an application', async (t) => {
  const cloud = await startProjects(t);
  const ada = await cloud.user('ada@example.org');
  const bob = await cloud.user('bob@example.org');
  const { admin } = cloud;

  await t.test('makes a project that does nothing until somebody who may approves it', async () => {
    const resources = { 'cyclades.vm': { member_capacity: 2, project_capacity: 20 } };
    const applied = await cloud.apply(ada, {
      name: 'genomics.lab.example.org',
      resources,
      comments: 'for a course',
    });
    const { id, application } = applied.json as { id: string; application: number };
    const before = await cloud.get<ProjectDocument>(ada, `/projects/${id}`);
    assert.deepEqual(
      [before.state, before.name, before.owner, before.resources, before.max_members],
      ['uninitialized', 'genomics.lab.example.org', ada.uuid, {}, INFINITE],
    );
    assert.deepEqual(
      [before.last_application?.id, before.last_application?.state, before.last_application?.resources],
      [application, 'pending', resources],
    );
    assert.equal((await cloud.act(ada, id, { approve: { app_id: application } })).status, 403);
    assert.equal((await cloud.act(admin, id, { approve: { app_id: application } })).status, 200);
    const after = await cloud.get<ProjectDocument>(ada, `/projects/${id}`);
    assert.deepEqual(
      [after.state, after.resources['cyclades.vm'], after.resources['pithos.diskspace']],
      ['active', resources['cyclades.vm'], { member_capacity: 0, project_capacity: 0 }],
    );
    assert.deepEqual(refusal(await cloud.act(admin, id, { deny: { app_id: application } })), [
      409,
      `Cannot deny application ${application} in state 'Approved'`,
    ]);
  });

  await t.test('is refused where a field is wrong, and nothing is left behind', async () => {
    const before = await cloud.get<ProjectDocument[]>(admin, '/projects');
    const bad = [
      { name: 'nodot' },
      { name: `${'a'.repeat(80)}.org` },
      { end_date: '2001-01-01T00:00:00Z' },
      { end_date: 'tomorrow' },
      { end_date: undefined },
      { max_members: -1 },
      { max_members: 'many' },
      { private: 'yes' },
      { join_policy: 'open' },
      { owner: '00000000-0000-4000-8000-000000000000' },
      { description: 'x'.repeat(4097) },
      { homepage: 'a\u0000b' },
      { resources: null },
      { resources: { 'cyclades.vm': { member_capacity: 1 } } },
      { resources: { 'cyclades.vm': { member_capacity: 2, project_capacity: 1 } } },
      { resources: { 'cyclades.vm': { member_capacity: '1', project_capacity: '1' } } },
      { resources: { 'cyclades.vm': { member_capacity: 1, project_capacity: 2 ** 63 } } },
      { resources: { 'no.such': { member_capacity: 1, project_capacity: 1 } } },
      // hidden
      { resources: { 'astakos.pending_app': { member_capacity: 1, project_capacity: 1 } } },
    ];
    for (const fields of bad) {
      const reply = await cloud.apply(ada, fields);
      assert.equal(reply.status, 400, `${JSON.stringify(fields).slice(0, 100)}: ${reply.text}`);
    }
    assert.deepEqual(await cloud.get<ProjectDocument[]>(admin, '/projects'), before);
    const unbalanced = await recountPairs(cloud.url);
    assert.deepEqual(unbalanced, []);
  });

  await t.test('takes a time without an offset for UTC, and amounts as people write them', async () => {
    const id = await cloud.project(ada, { end_date: '2036-05-01T10:00:00', max_members: '2k' });
    const { end_date, max_members } = await cloud.get<ProjectDocument>(ada, `/projects/${id}`);
    assert.deepEqual([end_date, max_members], ['2036-05-01T10:00:00+00:00', 2048]);
  });

  await t.test(
    'counts against what the applicant may have open; what is taken back or decided does not',
    async () => {
      const cem = await cloud.user('cem@example.org');
      await setBaseQuota(cloud.service, cem, { 'astakos.pending_app': 3n });
      const open = [];
      for (const _ of [1, 2, 3])
        open.push((await cloud.apply(cem)).json as { id: string; application: number });
      assert.deepEqual(refusal(await cloud.apply(cem)), [
        409,
        'You have reached the maximum number of pending project applications: 3.',
      ]);
      const [first, second, third] = open;
      assert.equal((await cloud.act(cem, first!.id, { cancel: { app_id: first!.application } })).status, 200);
      assert.equal((await cloud.apply(cem)).status, 201);
      assert.equal((await cloud.apply(cem)).status, 409);
      await cloud.act(admin, second!.id, { approve: { app_id: second!.application } });
      const change = () =>
        cloud.call('PUT', `/astakos/account/v1.0/projects/${second!.id}`, {
          token: cem.token,
          body: { description: 'x' },
        });
      assert.equal((await change()).status, 201);
      // its own one gives way to it
      assert.equal((await change()).status, 201);
      await cloud.act(admin, third!.id, { deny: { app_id: third!.application, reason: 'no room' } });
      assert.equal((await cloud.apply(cem)).status, 201);
      assert.deepEqual(await recountLedger(cloud.url), []);
    },
  );

  await t.test('is named as stock clients name it: by text, with its reason under their word', async () => {
    const { id, application } = (await cloud.apply(bob)).json as { id: string; application: number };
    const denial = { deny: { app_id: String(application), reasons: 'too early' } };
    assert.equal((await cloud.act(admin, id, denial)).status, 200);
    assert.equal((await cloud.service.store.applications.byId(BigInt(application)))?.response, 'too early');
  });

  await t.test('that is denied can be dismissed by its applicant, and the project is gone', async () => {
    const { id, application } = (await cloud.apply(bob)).json as { id: string; application: number };
    await cloud.act(admin, id, { deny: { app_id: application, reason: 'no room' } });
    assert.equal((await cloud.get<ProjectDocument>(bob, `/projects/${id}`)).state, 'uninitialized');
    assert.equal((await cloud.act(ada, id, { dismiss: { app_id: application } })).status, 403);
    assert.equal((await cloud.act(bob, id, { dismiss: { app_id: application } })).status, 200);
    assert.equal((await cloud.get<ProjectDocument>(bob, `/projects/${id}`)).state, 'deleted');
  });

  await t.test(
    'of two with one name the first that is approved has it, for as long as its project lasts',
    async () => {
      const name = 'the-same.example.org';
      const [one, two] = [
        (await cloud.apply(ada, { name })).json as { id: string; application: number },
        (await cloud.apply(bob, { name })).json as { id: string; application: number },
      ];
      const approve = ({ id, application }: typeof one) =>
        cloud.act(admin, id, { approve: { app_id: application } });
      assert.equal((await approve(one)).status, 200);
      assert.equal((await approve(two)).status, 409);
      assert.equal((await cloud.act(admin, one.id, { terminate: {} })).status, 200);
      assert.equal((await approve(two)).status, 200);
      assert.deepEqual(refusal(await cloud.act(admin, one.id, { reinstate: {} })), [
        409,
        `There is already a project named '${name}'.`,
      ]);
    },
  );

  await t.test(
    'for a change changes what it names, once it is approved, and puts an older one aside',
    async () => {
      const id = await cloud.project(ada, {
        description: 'before',
        resources: { 'cyclades.vm': { member_capacity: 1, project_capacity: 5 } },
      });
      const change = (fields: object) =>
        cloud.call('PUT', `/astakos/account/v1.0/projects/${id}`, { token: ada.token, body: fields });
      const old = (await change({ description: 'first' })).json as { application: number };
      const resources = { 'pithos.diskspace': { member_capacity: 10, project_capacity: 100 } };
      const { application } = (await change({ resources, comments: 'more room', end_date: null })).json as {
        application: number;
      };
      assert.deepEqual(refusal(await cloud.act(admin, id, { approve: { app_id: old.application } })), [
        409,
        `${old.application} is not a pending application for project ${id}.`,
      ]);
      const waiting = await cloud.get<ProjectDocument>(ada, `/projects/${id}`);
      assert.equal(waiting.resources['pithos.diskspace']?.project_capacity, 0);
      const { description, end_date, max_members, private: isPrivate } = waiting.last_application!;
      assert.deepEqual([description, end_date, max_members, isPrivate], [null, null, null, null]);
      await cloud.act(admin, id, { approve: { app_id: application } });
      const after = await cloud.get<ProjectDocument>(ada, `/projects/${id}`);
      assert.deepEqual(
        [after.description, after.end_date, after.resources['cyclades.vm']?.project_capacity],
        ['before', '2036-05-01T00:00:00+00:00', 5],
      );
      assert.deepEqual(after.resources['pithos.diskspace'], resources['pithos.diskspace']);
    },
  );

  await t.test('is approved for a project that stands still or has ended: it runs again', async () => {
    for (const stop of ['suspend', 'terminate']) {
      const id = await cloud.project(ada);
      await cloud.act(admin, id, { [stop]: {} });
      const applied = await cloud.call('PUT', `/astakos/account/v1.0/projects/${id}`, {
        token: ada.token,
        body: { end_date: NEXT_YEAR },
      });
      const { application } = applied.json as { application: number };
      assert.equal((await cloud.act(admin, id, { approve: { app_id: application } })).status, 200, stop);
      assert.equal((await cloud.get<ProjectDocument>(ada, `/projects/${id}`)).state, 'active');
    }
  });

  await t.test(
    'T-I25 names somebody else as owner only from the hand of an administrator of projects',
    async () => {
      assert.equal((await cloud.apply(ada, { owner: bob.uuid })).status, 403);
      const applied = await cloud.apply(admin, { owner: bob.uuid });
      assert.equal(applied.status, 201);
      const { id } = applied.json as { id: string };
      assert.equal((await cloud.get<ProjectDocument>(bob, `/projects/${id}`)).owner, bob.uuid);
      const own = await cloud.project(ada);
      const give = (by: typeof ada) =>
        cloud.call('PUT', `/astakos/account/v1.0/projects/${own}`, {
          token: by.token,
          body: { owner: bob.uuid },
        });
      assert.equal((await give(ada)).status, 403);
      assert.equal((await give(admin)).status, 201);
    },
  );

  await t.test(
    'of the own base project changes no name, and comes from an administrator of projects alone',
    async () => {
      const change = (by: typeof ada, body: object) =>
        cloud.call('PUT', `/astakos/account/v1.0/projects/${ada.uuid}`, { token: by.token, body });
      assert.equal((await change(ada, { max_members: 2 })).status, 403);
      assert.equal((await change(admin, { name: 'mine.example.org' })).status, 409);
      const applied = await change(admin, {
        resources: { 'cyclades.vm': { member_capacity: 7, project_capacity: 7 } },
      });
      const { application } = applied.json as { application: number };
      assert.equal((await cloud.act(admin, ada.uuid, { approve: { app_id: application } })).status, 200);
      const quotas = await cloud.get<QuotasReply>(ada, '/quotas');
      assert.equal(quotas[ada.uuid]?.['cyclades.vm']?.limit, 7);
    },
  );

  await t.test('an action that is none, two, or malformed is refused', async () => {
    const id = await cloud.project(ada);
    for (const body of [
      {},
      { dance: {} },
      { suspend: {}, terminate: {} },
      { suspend: 'now' },
      { approve: {} },
      { approve: { app_id: 'x' } },
    ]) {
      const reply = await cloud.act(admin, id, body);
      assert.equal(reply.status, 400, JSON.stringify(body));
    }
    assert.equal((await cloud.act(admin, id, { approve: { app_id: 999_999 } })).status, 404);
    assert.equal((await cloud.act(admin, 'no-such', { suspend: {} })).status, 404);
  });
});

test('a decision is taken back while nobody has acted on it, and leaves nothing behind', async (t) => {
  const cloud = await startProjects(t);
  const ada = await cloud.user('ada@example.org');
  const applied = (await cloud.apply(ada, { name: 'again.example.org', join_policy: 'auto' })).json as {
    id: string;
    application: number;
  };
  const act = (by: typeof ada, action: string, number = applied.application) =>
    cloud.act(by, applied.id, { [action]: { app_id: number } });
  const state = async () =>
    (await cloud.get<{ state: string; last_application: { state: string } }>(ada, `/projects/${applied.id}`))
      .last_application.state;
  const pendings = async () =>
    (await ownUsage(cloud.service, { user: ada.uuid })).map(({ quantity }) => quantity);

  await act(cloud.admin, 'deny');
  assert.equal((await act(ada, 'reopen')).status, 403);
  assert.equal((await act(cloud.admin, 'reopen')).status, 200);
  assert.equal(await state(), 'pending');
  assert.deepEqual(await pendings(), [1n]);
  assert.equal((await act(cloud.admin, 'reopen')).status, 409, 'nothing is decided');

  await act(cloud.admin, 'approve');
  assert.equal((await act(cloud.admin, 'reopen')).status, 200);
  const { state: projectState } = await cloud.get<{ state: string }>(ada, `/projects/${applied.id}`);
  assert.equal(projectState, 'uninitialized');
  await agree(cloud);
  // Its name is free, and it can be approved again.
  await cloud.project(cloud.admin, { name: 'again.example.org' });
  assert.equal((await act(cloud.admin, 'approve')).status, 409);
  assert.equal((await act(cloud.admin, 'deny')).status, 200);
  assert.equal((await act(ada, 'dismiss')).status, 200);
  assert.equal((await act(cloud.admin, 'reopen')).status, 409, 'the applicant has acted on it');

  const joined = await cloud.project(ada, { join_policy: 'auto' });
  const last = await cloud.get<{ last_application: { id: number } }>(ada, `/projects/${joined}`);
  await cloud.join(ada, joined);
  const late = await cloud.act(cloud.admin, joined, { reopen: { app_id: last.last_application.id } });
  assert.equal(late.status, 409, 'somebody has joined');
  await agree(cloud);

  const totals = await cloud.call('GET', '/astakos/ui/resource-totals', { token: cloud.admin.token });
  const { resources } = totals.json as { resources: Record<string, { used: number; unlimited: number }> };
  assert.deepEqual(Object.keys(resources['cyclades.vm'] ?? {}), ['used', 'granted', 'unlimited']);
  assert.equal((await cloud.call('GET', '/astakos/ui/resource-totals', { token: ada.token })).status, 403);
});
