import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { MembershipDocument, ProjectDocument } from '#contract/projects';
import type { AccessReply, QuotasReply } from '#contract/identity';
import { changeAccount } from '#identity/domain/accounts/change-account';
import { COMPONENT_TOKENS } from '../open-identity.ts';
import { recountLedger } from '../ledger-check.ts';
import { refusal, startProjects } from './kit.ts';

const RESOURCES = { 'cyclades.vm': { member_capacity: 2, project_capacity: 3 } };

test('a membership', async (t) => {
  const cloud = await startProjects(t);
  const { admin } = cloud;
  const ada = await cloud.user('ada@example.org');
  const bob = await cloud.user('bob@example.org');
  const cem = await cloud.user('cem@example.org');
  const limitOf = async (user: typeof ada, project: string) =>
    (await cloud.get<QuotasReply>(user, '/quotas'))[project]?.['cyclades.vm']?.limit as number | undefined;

  await t.test(
    'is asked for, and accepted by the owner, who is no member himself until he joins',
    async () => {
      const project = await cloud.project(ada, { resources: RESOURCES });
      assert.equal(await limitOf(ada, project), undefined);
      const id = await cloud.join(bob, project);
      assert.deepEqual(refusal(await cloud.enter(bob, { join: { project } })), [
        409,
        'Request or membership already exists.',
      ]);
      const asked = await cloud.get<MembershipDocument>(bob, `/projects/memberships/${id}`);
      assert.deepEqual([asked.state, asked.allowed_actions], ['requested', ['cancel']]);
      assert.equal(await limitOf(bob, project), undefined);
      assert.deepEqual(
        (await cloud.get<MembershipDocument>(ada, `/projects/memberships/${id}`)).allowed_actions,
        ['accept', 'reject'],
      );
      assert.equal((await cloud.step(cem, id, 'accept')).status, 403);
      assert.equal((await cloud.step(ada, id, 'accept')).status, 200);
      const member = await cloud.get<MembershipDocument>(bob, `/projects/memberships/${id}`);
      assert.deepEqual(
        [member.state, member.allowed_actions, typeof member.accepted],
        ['accepted', ['leave'], 'string'],
      );
      assert.equal(await limitOf(bob, project), 2);
      // the state is looked at before the right
      assert.equal((await cloud.step(ada, id, 'accept')).status, 409);
      assert.equal((await cloud.step(cem, id, 'accept')).status, 409);
      assert.equal((await cloud.step(cem, id, 'remove')).status, 403);
      const own = await cloud.join(ada, project);
      assert.equal((await cloud.step(ada, own, 'accept')).status, 200);
      assert.equal(await limitOf(ada, project), 2);
    },
  );

  await t.test(
    'is accepted at once where the project takes everybody, for as long as there is room',
    async () => {
      const project = await cloud.project(ada, { join_policy: 'auto', max_members: 1 });
      const first = await cloud.join(bob, project);
      const second = await cloud.join(cem, project);
      assert.equal(
        (await cloud.get<MembershipDocument>(bob, `/projects/memberships/${first}`)).state,
        'accepted',
      );
      assert.equal(
        (await cloud.get<MembershipDocument>(cem, `/projects/memberships/${second}`)).state,
        'requested',
      );
      assert.deepEqual(refusal(await cloud.step(ada, second, 'accept')), [
        409,
        'You have reached the maximum number of members for this Project.',
      ]);
      await cloud.step(bob, first, 'leave');
      assert.equal((await cloud.step(ada, second, 'accept')).status, 200);
    },
  );

  await t.test('cannot be had where the project is closed, nor given up where nobody may leave', async () => {
    const closed = await cloud.project(ada, { join_policy: 'closed' });
    assert.equal((await cloud.enter(bob, { join: { project: closed } })).status, 409);
    assert.equal((await cloud.enter(ada, { enroll: { project: closed, user: bob.email } })).status, 409);
    const kept = await cloud.project(ada, { join_policy: 'auto', leave_policy: 'closed' });
    const id = await cloud.join(bob, kept);
    assert.deepEqual(
      (await cloud.get<MembershipDocument>(ada, `/projects/memberships/${id}`)).allowed_actions,
      [],
    );
    assert.equal((await cloud.step(bob, id, 'leave')).status, 409);
    assert.equal((await cloud.step(ada, id, 'remove')).status, 409);
  });

  await t.test('that is left where the owner wants to be asked lasts until he removes it', async () => {
    const project = await cloud.project(ada, {
      join_policy: 'auto',
      leave_policy: 'moderated',
      resources: RESOURCES,
    });
    const id = await cloud.join(bob, project);
    assert.equal((await cloud.step(bob, id, 'leave')).status, 200);
    assert.equal(
      (await cloud.get<MembershipDocument>(bob, `/projects/memberships/${id}`)).state,
      'leave_requested',
    );
    assert.equal(await limitOf(bob, project), 2);
    assert.equal((await cloud.step(ada, id, 'remove')).status, 200);
    assert.equal(await limitOf(bob, project), undefined);
  });

  await t.test(
    'that ends takes the limits to nothing and leaves what is in use; what was charged by default is the own project again',
    async () => {
      const project = await cloud.project(ada, { join_policy: 'auto', resources: RESOURCES });
      const id = await cloud.join(bob, project);
      const chosen = await cloud.call('POST', '/astakos/account/v1.0/myaccount/default_project', {
        token: bob.token,
        body: { project_id: project },
      });
      assert.equal(chosen.status, 200);
      const charge = (quantity: number) =>
        cloud.call('POST', '/astakos/account/v1.0/commissions', {
          token: COMPONENT_TOKENS.cyclades,
          body: {
            name: `charge ${quantity}`,
            auto_accept: true,
            provisions: [
              { holder: `user:${bob.uuid}`, source: `project:${project}`, resource: 'cyclades.vm', quantity },
              { holder: `project:${project}`, source: null, resource: 'cyclades.vm', quantity },
            ],
          },
        });
      assert.equal((await charge(2)).status, 201);
      assert.equal((await cloud.step(ada, id, 'remove')).status, 200);
      const [held] = (await cloud.service.store.holdings.inProjects([project])).filter(
        ({ source, resource }) => source !== null && resource === 'cyclades.vm',
      );
      assert.deepEqual([held?.limit, held?.usageMax], [0n, 2n]);
      assert.equal((await charge(1)).status, 413);
      assert.equal((await charge(-1)).status, 201);
      const access = await cloud.call('POST', '/astakos/identity/v2.0/tokens', {
        body: { auth: { token: { id: bob.token } } },
      });
      const { access: said } = access.json as AccessReply;
      assert.deepEqual(
        [said.token.tenant.id, said.user.projects],
        [bob.uuid, said.user.projects.filter((each) => each !== project)],
      );
      // the one row for both is used again
      assert.equal(await cloud.join(bob, project), id);
      assert.equal(await limitOf(bob, project), 2);
      assert.deepEqual(await recountLedger(cloud.url), []);
    },
  );

  await t.test(
    'is made by the owner for somebody whose account may be used, by exactly his e-mail',
    async () => {
      const project = await cloud.project(ada);
      const enroll = (by: typeof ada, user: string, of = project) =>
        cloud.enter(by, { enroll: { project: of, user } });
      assert.equal((await enroll(bob, cem.email)).status, 403);
      assert.equal((await enroll(ada, 'nobody@example.org')).status, 409);
      assert.equal((await enroll(ada, cem.email.toUpperCase())).status, 409);
      assert.equal((await enroll(ada, cem.email, '00000000-0000-4000-8000-000000000000')).status, 409);
      assert.equal((await enroll(ada, cem.email)).status, 200);
      assert.deepEqual(refusal(await enroll(ada, cem.email)), [409, 'Membership already exists.']);
      const dora = await cloud.user('dora@example.org');
      await changeAccount(cloud.service, dora.uuid, { deactivate: { reason: null } });
      assert.equal((await enroll(ada, dora.email)).status, 409);
    },
  );

  await t.test('that was refused, or taken back, can be asked for again', async () => {
    const project = await cloud.project(ada);
    const id = await cloud.join(bob, project);
    for (const [by, action, state] of [
      [ada, 'reject', 'rejected'],
      [bob, 'cancel', 'cancelled'],
    ] as const) {
      assert.equal((await cloud.step(by, id, action)).status, 200);
      assert.equal((await cloud.get<MembershipDocument>(bob, `/projects/memberships/${id}`)).state, state);
      assert.equal(await cloud.join(bob, project), id);
    }
  });

  await t.test('T-I25 of a private project is there for those only who belong to it', async () => {
    const project = await cloud.project(ada, { private: true, join_policy: 'auto' });
    assert.equal((await cloud.enter(bob, { join: { project } })).status, 404);
    const show = (by: typeof ada) =>
      cloud.call('GET', `/astakos/account/v1.0/projects/${project}`, { token: by.token });
    assert.equal((await show(bob)).status, 403);
    assert.ok(
      !(await cloud.get<ProjectDocument[]>(bob, '/projects?mode=active')).some(({ id }) => id === project),
    );
    assert.equal((await cloud.enter(ada, { enroll: { project, user: bob.email } })).status, 200);
    assert.equal((await show(bob)).status, 200);
    assert.equal('last_application' in ((await show(bob)).json as object), false);
  });

  await t.test(
    'is listed for its user, for the owner of the project, and for administrators of projects',
    async () => {
      const project = await cloud.project(ada, { join_policy: 'auto' });
      const id = await cloud.join(bob, project);
      const listed = async (by: typeof ada, query: string): Promise<unknown[]> =>
        (await cloud.get<MembershipDocument[]>(by, `/projects/memberships${query}`)).map(
          ({ id: each }) => each,
        );
      for (const by of [ada, bob, admin]) assert.deepEqual(await listed(by, `?project=${project}`), [id]);
      assert.deepEqual(await listed(cem, `?project=${project}`), []);
      assert.ok((await listed(bob, '')).includes(id));
      assert.deepEqual(await listed(bob, '?project=no-such'), []);
      const path = `/astakos/account/v1.0/projects/memberships/${id}`;
      assert.equal((await cloud.call('GET', path, { token: cem.token })).status, 403);
      assert.equal((await cloud.step(bob, 999_999, 'leave')).status, 404);
    },
  );

  await t.test('names its project by uuid or number, and nothing else', async () => {
    for (const body of [
      {},
      { join: {}, enroll: {} },
      { join: {} },
      { join: { project: ['x'] } },
      { enroll: { project: 'x' } },
      { enroll: { project: 'x', user: 7 } },
    ])
      assert.equal((await cloud.enter(bob, body)).status, 400, JSON.stringify(body));
    assert.equal((await cloud.enter(bob, { join: { project: 'no-such' } })).status, 404);
    const project = await cloud.project(ada);
    const { id } = (await cloud.service.store.projects.byUuid(project))!;
    assert.equal((await cloud.enter(bob, { join: { project: Number(id) } })).status, 200);
  });
});
