import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { z } from 'zod';
import type {
  ConsoleApplicationsReply,
  ConsoleMembersReply,
  ConsoleProject,
  ConsoleProjectsReply,
  ProjectDocument,
} from '#contract/projects';
import type { QuotasReply, SessionReply } from '#contract/identity';
import { changeAccount } from '#identity/domain/accounts/change-account';
import { limitDifferences } from '#identity/domain/quota/verify-limits';
import { PASSWORD } from '../identity-kit.ts';
import { startProjects } from './kit.ts';

const RESOURCES = { 'cyclades.vm': { member_capacity: 2, project_capacity: 20 } };

test('a project', async (t) => {
  const cloud = await startProjects(t);
  const { admin } = cloud;
  const ada = await cloud.user('ada@example.org');
  const bob = await cloud.user('bob@example.org');
  const quota = async (user: typeof ada, project: string) => {
    const { limit, project_limit } =
      (await cloud.get<QuotasReply>(user, '/quotas'))[project]?.['cyclades.vm'] ?? {};
    return [limit, project_limit];
  };

  await t.test('that stands still grants nothing, and everything again when it goes on', async () => {
    const project = await cloud.project(ada, { join_policy: 'auto', resources: RESOURCES });
    await cloud.join(bob, project);
    assert.equal((await cloud.act(ada, project, { suspend: {} })).status, 403);
    assert.equal((await cloud.act(admin, project, { suspend: { reason: 'audit' } })).status, 200);
    assert.equal((await cloud.act(admin, project, { suspend: {} })).status, 409);
    assert.deepEqual(await quota(bob, project), [0, 0]);
    assert.equal(
      typeof (await cloud.get<ProjectDocument>(ada, `/projects/${project}`)).deactivation_date,
      'string',
    );
    assert.equal((await cloud.act(admin, project, { unsuspend: {} })).status, 200);
    assert.deepEqual(await quota(bob, project), [2, 20]);
    assert.equal((await cloud.act(admin, project, { unsuspend: {} })).status, 409);
    assert.equal((await cloud.act(admin, project, { reinstate: {} })).status, 409);
  });

  await t.test('that has ended takes nobody in, lets its name go, and can be brought back', async () => {
    const project = await cloud.project(ada, { join_policy: 'auto', resources: RESOURCES });
    const id = await cloud.join(bob, project);
    await cloud.call('POST', '/astakos/account/v1.0/myaccount/default_project', {
      token: bob.token,
      body: { project_id: project },
    });
    assert.equal((await cloud.act(admin, project, { terminate: {} })).status, 200);
    assert.deepEqual(await quota(bob, project), [0, 0]);
    assert.equal((await cloud.service.store.accounts.byUuid(bob.uuid))?.defaultProject, bob.uuid);
    assert.equal((await cloud.enter(ada, { join: { project } })).status, 409);
    assert.equal((await cloud.step(bob, id, 'leave')).status, 409);
    assert.equal((await cloud.act(admin, project, { terminate: {} })).status, 409);
    assert.equal((await cloud.act(admin, project, { reinstate: {} })).status, 200);
    assert.deepEqual(await quota(bob, project), [2, 20]);
  });

  await t.test('that everybody has of himself cannot be ended', async () => {
    assert.equal((await cloud.act(admin, ada.uuid, { terminate: {} })).status, 409);
  });

  await t.test(
    'comes back with the account that it stopped with, unless an administrator had stopped it',
    async () => {
      const cem = await cloud.user('cem@example.org');
      const own = await cloud.project(cem, { join_policy: 'auto', resources: RESOURCES });
      const stopped = await cloud.project(cem);
      const others = await cloud.project(ada, { join_policy: 'auto', resources: RESOURCES });
      await cloud.join(bob, own);
      await cloud.join(cem, others);
      await cloud.act(admin, stopped, { suspend: {} });
      await changeAccount(cloud.service, cem.uuid, { deactivate: { reason: 'gone' } });
      assert.deepEqual(await quota(bob, own), [0, 0]);
      await changeAccount(cloud.service, cem.uuid, { activate: true });
      assert.deepEqual(await quota(bob, own), [2, 20]);
      assert.deepEqual(await quota(cem, others), [2, 20]);
      assert.equal((await cloud.get<ProjectDocument>(admin, `/projects/${stopped}`)).state, 'suspended');
      for await (const differences of limitDifferences(cloud.service)) assert.deepEqual(differences, []);
    },
  );

  await t.test('is listed by mode, state, owner and name', async () => {
    const project = await cloud.project(ada, { name: 'findable.example.org' });
    const hidden = await cloud.project(ada, { private: true });
    const listed = async (by: typeof ada, query: string): Promise<string[]> =>
      (await cloud.get<ProjectDocument[]>(by, `/projects${query}`)).map(({ id }) => id);
    assert.deepEqual(await listed(bob, '?name=findable.example.org&mode=active'), [project]);
    assert.ok(!(await listed(bob, '?mode=active')).includes(hidden));
    assert.ok(!(await listed(bob, '')).includes(project));
    assert.ok((await listed(ada, '?state=active')).includes(hidden));
    assert.deepEqual(await listed(ada, `?owner=${bob.uuid}`), []);
    assert.ok((await listed(ada, '?mode=member')).includes(ada.uuid));
    assert.ok((await listed(admin, '')).includes(hidden));
    for (const query of ['?mode=all', '?state=odd']) {
      const reply = await cloud.call('GET', `/astakos/account/v1.0/projects${query}`, { token: ada.token });
      assert.equal(reply.status, 400);
    }
  });

  await t.test('is shown to the console with its members, what they use, and what waits', async () => {
    const project = await cloud.project(ada, { join_policy: 'auto', resources: RESOURCES });
    await cloud.join(bob, project);
    await cloud.apply(ada);
    const page = async <T>(by: typeof ada, path: string): Promise<T> => {
      const reply = await cloud.call('GET', `/astakos/ui${path}`, { token: by.token });
      assert.equal(reply.status, 200, reply.text);
      return reply.json as T;
    };
    const shown = await page<ConsoleProject>(ada, `/projects/${project}`);
    assert.deepEqual(
      [shown.members, shown.manages, shown.owner_email, shown.membership, shown.usage['cyclades.vm']],
      [1, true, ada.email, null, { usage: 0, limit: 20 }],
    );
    assert.equal((await page<ConsoleProject>(bob, `/projects/${project}`)).membership?.state, 'accepted');
    const { members } = await page<z.infer<typeof ConsoleMembersReply>>(ada, `/projects/${project}/members`);
    assert.deepEqual(
      members.map((each) => [each.email, each.state, each.usage['cyclades.vm']?.limit]),
      [[bob.email, 'accepted', 2]],
    );
    const { applications } = await page<z.infer<typeof ConsoleApplicationsReply>>(
      ada,
      `/projects/${project}/applications`,
    );
    assert.deepEqual(
      applications.map((each) => [each.is_new, each.state, each.applicant_email, each.decided_by]),
      [[true, 'approved', ada.email, admin.email]],
    );
    const { projects, decides } = await page<ConsoleProjectsReply>(bob, '/projects');
    assert.ok(projects.some(({ id }) => id === project));
    assert.equal(decides, false);
    assert.ok(
      (await page<z.infer<typeof ConsoleApplicationsReply>>(admin, '/applications')).applications.length > 0,
    );
    for (const path of ['/applications', `/projects/${project}/members`, '/projects?which=all']) {
      const reply = await cloud.call('GET', `/astakos/ui${path}`, { token: bob.token });
      assert.equal(reply.status, 403, path);
    }
  });

  await t.test(
    'is decided about by whom the settings name, and the session tells the console so',
    async () => {
      const decides = async ({ email }: { email: string }) => {
        const reply = await cloud.call('POST', '/astakos/ui/session', {
          body: { email, password: PASSWORD },
        });
        const { roles, decides: does } = reply.json as SessionReply;
        return [roles, does];
      };
      assert.deepEqual(await decides(admin), [[], true]);
      assert.deepEqual(await decides(ada), [[], false]);
    },
  );
});
