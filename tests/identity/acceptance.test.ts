/*
 * The acceptance scenarios of spec/identity, appendix B, and the tests that cover them; those that were told nowhere as a whole
 * are here.
 *
 *  1  tokens.test: "each service type and version has exactly one endpoint", "each refusal has its sentence"
 *  2  commissions.test: "issue, refuse over the limit, reject, and a second resolution finds nothing"
 *  3  commissions.test: "what is only pending cannot be released, force or not"
 *  4  commissions.test: "a limit lowered below usage stops imports, not acceptance and not releases"
 *  5  commissions.test: "a batch resolves what it can and names the rest"
 *  6  commissions.test: "provisions of one key are summed before they are checked"
 *  7  commissions.test: "no limit travels unchanged, through JSON and database"
 *  8  here
 *  9  projects/states.test: "comes back with the account that it stopped with, …"; resumed meanwhile: here
 * 10  projects/applications.test: "counts against what the applicant may have open; …"
 * 11  projects/applications.test: "of two with one name the first that is approved has it, …"
 * 12  projects/memberships.test: the first three
 * 13  projects/memberships.test: "cannot be had where the project is closed, nor given up where nobody may leave"
 * 14  projects/memberships.test: "that ends takes the limits to nothing and leaves what is in use; …"
 * 15  here; base projects: quotas.test, "a resource that is registered later is granted to every project there is"
 * 16  terms.test
 * 17  commands/formats.test, of every command that lists
 * 18  projects/applications.test: "is refused where a field is wrong, …", "takes a time without an offset for UTC, …"
 * 19  here
 * 20  projects/memberships.test: "is asked for, and accepted by the owner, …"
 * 21  mails.test: "what an administrator accepts is told: …", commands/accounts.test: "user-modify verifies and accepts; …"
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { QuotasReply } from '#contract/identity';
import type { ProjectDocument } from '#contract/projects';
import { changeAccount } from '#identity/domain/accounts/change-account';
import { createUser } from '#identity/domain/accounts/create-user';
import { sendVerificationLink } from '#identity/domain/accounts/verification-link';
import { declareComponent } from '#identity/domain/catalog/declare-component';
import { PASSWORD } from './identity-kit.ts';
import { COMPONENT_TOKENS } from './open-identity.ts';
import { startProjects } from './projects/kit.ts';

test('acceptance scenarios', async (t) => {
  const cloud = await startProjects(t, { settings: { ADMINS: [['Root', 'root@example.org']] } });
  const { admin, service } = cloud;
  const ada = await cloud.user('ada@example.org');
  const bob = await cloud.user('bob@example.org');

  await t.test(
    '8: an account is verified by its link, moderated and accepted, and each is told',
    async () => {
      const mails = async (): Promise<string[]> => {
        const { mails: listed } = await service.store.mails.list({
          state: undefined,
          match: undefined,
          offset: 0,
          limit: 100,
        });
        return listed.map(({ recipient, template }) => `${recipient} ${template}`).toReversed();
      };
      const before = (await mails()).length;
      const account = { email: 'new@example.org', firstName: 'N', lastName: 'New', password: PASSWORD };
      const { uuid } = await createUser(service, account);
      await sendVerificationLink(service, uuid);
      const [sent] = (
        await service.store.mails.list({ state: undefined, match: account.email, offset: 0, limit: 1 })
      ).mails;
      const [, key] = /key=([\w-]+)/.exec((await service.store.mails.find(sent!.id))?.body ?? '') ?? [];
      const verified = await cloud.call('POST', '/astakos/ui/verification', { body: { key } });
      assert.deepEqual(verified.json, { isActive: false });
      const { newToken } = await changeAccount(service, uuid, { accept: true, renewToken: true });
      const own = { token: newToken!.token };
      const quotas = await cloud.get<QuotasReply>({ ...ada, ...own }, '/quotas');
      assert.deepEqual(Object.keys(quotas), [uuid], 'its system project has its uuid');
      const access = await cloud.call('POST', '/astakos/identity/v2.0/tokens', {
        body: { auth: { token: { id: own.token } } },
      });
      assert.equal(
        (access.json as { access: { token: { tenant: { id: string } } } }).access.token.tenant.id,
        uuid,
      );
      assert.deepEqual((await mails()).slice(before), [
        'new@example.org im/activation_email.txt',
        'root@example.org im/account_pending_moderation_notification.txt',
        'root@example.org im/account_activated_notification.txt',
        'new@example.org im/welcome_email.txt',
      ]);
    },
  );

  await t.test(
    '9: what an administrator suspends after resuming it meanwhile stays suspended when its owner comes back',
    async () => {
      const owner = await cloud.user('owner@example.org');
      const project = await cloud.project(owner);
      await changeAccount(service, owner.uuid, { deactivate: { reason: null } });
      await cloud.act(admin, project, { unsuspend: {} });
      await cloud.act(admin, project, { suspend: { reason: 'audit' } });
      await changeAccount(service, owner.uuid, { activate: true });
      const state = async (id: string) => (await cloud.get<ProjectDocument>(admin, `/projects/${id}`)).state;
      assert.deepEqual([await state(project), await state(owner.uuid)], ['suspended', 'active']);
    },
  );

  await t.test(
    '15: a new resource is counted in every project, with its default, and nothing where a project stands still',
    async () => {
      const fields = { join_policy: 'auto' };
      const [running, standing] = [await cloud.project(ada, fields), await cloud.project(ada, fields)];
      await cloud.join(bob, running);
      await cloud.join(bob, standing);
      await cloud.act(admin, standing, { suspend: {} });
      const resource = {
        name: 'pithos.items',
        description: 'Items',
        unit: null,
        uiVisible: true,
        apiVisible: true,
      };
      const offered = {
        name: 'pithos_object-store',
        type: 'object-store',
        endpoints: [],
        resources: [resource],
      };
      const component = { name: 'pithos', baseUrl: null, uiUrl: null, mayForce: true, services: [offered] };
      await declareComponent(service, component, COMPONENT_TOKENS.pithos);
      const quotas = await cloud.get<QuotasReply>(bob, '/quotas');
      const limits = [bob.uuid, running, standing].map((id) => {
        const { limit, project_limit: all } = quotas[id]?.['pithos.items'] ?? {};
        return [String(limit), String(all)];
      });
      const none = String(2n ** 63n - 1n);
      assert.deepEqual(limits, [
        [none, none],
        ['0', '0'],
        ['0', '0'],
      ]);
      const rows = await service.store.holdings.inProjects([standing]);
      assert.equal(
        rows.filter((row) => row.resource === 'pithos.items').length,
        2,
        'the project and its member',
      );
    },
  );

  await t.test(
    '19: who applied for somebody else takes it back or dismisses it, and sees no application; the owner does neither',
    async () => {
      // an administrator of projects alone can name another owner (I25), and is none any more afterwards
      const decider = await cloud.user('former@example.org');
      service.settings.ASTAKOS_PROJECT_ADMINS.push(decider.uuid);
      const applied = async () =>
        (await cloud.apply(decider, { owner: ada.uuid })).json as { id: string; application: number };
      const [taken, denied] = [await applied(), await applied()];
      await cloud.act(admin, denied.id, { deny: { app_id: denied.application } });
      service.settings.ASTAKOS_PROJECT_ADMINS.splice(
        service.settings.ASTAKOS_PROJECT_ADMINS.indexOf(decider.uuid),
        1,
      );
      const seen = await cloud.call('GET', `/astakos/account/v1.0/projects/${taken.id}`, {
        token: decider.token,
      });
      assert.ok(seen.status === 403 || (seen.json as ProjectDocument).last_application === undefined);
      for (const [by, status] of [
        [ada, 403],
        [decider, 200],
      ] as const) {
        assert.equal(
          (await cloud.act(by, taken.id, { cancel: { app_id: taken.application } })).status,
          status,
        );
        assert.equal(
          (await cloud.act(by, denied.id, { dismiss: { app_id: denied.application } })).status,
          status,
        );
      }
    },
  );

  await t.test('what kamaki 0.16 sends about projects and quota is understood as it comes', async () => {
    const at = '/astakos/account/v1.0';
    /** As its client library does: the type of a body in every call, a length of none for GET, the token in a header. */
    const send = async (
      by: { token: string },
      method: string,
      path: string,
      document?: object,
    ): Promise<unknown> => {
      const reply = await cloud.call(method, path, {
        token: by.token,
        body: document === undefined ? undefined : JSON.stringify(document),
        headers: { 'content-type': 'application/json', 'user-agent': 'kamaki/0.16' },
      });
      assert.ok(
        reply.status >= 200 && reply.status < 300,
        `${method} ${path}: ${reply.status} ${reply.text}`,
      );
      assert.equal(
        reply.status === 201,
        method !== 'GET' && document !== undefined && 'description' in document,
      );
      return reply.text === '' ? undefined : reply.json;
    };
    await send(ada, 'POST', '/astakos/identity/v2.0/tokens', { auth: { token: { id: ada.token } } });
    const quotas = (await send(ada, 'GET', `${at}/quotas`)) as QuotasReply;
    assert.deepEqual(Object.keys(quotas[ada.uuid]!['cyclades.vm']!).toSorted(), [
      'limit',
      'pending',
      'project_limit',
      'project_pending',
      'project_usage',
      'usage',
    ]);
    assert.ok('cyclades.vm' in ((await send(ada, 'GET', `${at}/resources`)) as object));
    const specs = {
      name: 'kamaki.example.org',
      description: 'd',
      homepage: 'http://example.org',
      end_date: '2036-05-01T00:00:00.000000Z',
      join_policy: 'moderated',
      leave_policy: 'auto',
      max_members: 5,
      private: false,
      resources: { 'cyclades.vm': { project_capacity: 10, member_capacity: 1 } },
    };
    const { id, application } = (await send(ada, 'POST', `${at}/projects`, specs)) as {
      id: string;
      application: number;
    };
    const act = (by: { token: string }, action: string, body: object) =>
      send(by, 'POST', `${at}/projects/${id}/action`, { [action]: body });
    await act(admin, 'approve', { reasons: 'fine', app_id: application });
    const modified = (await send(ada, 'PUT', `${at}/projects/${id}`, { description: 'e' })) as {
      application: number;
    };
    await act(ada, 'cancel', { reasons: '', app_id: modified.application });
    for (const query of ['', '?mode=member', `?name=${specs.name}&state=active&owner=${ada.uuid}`])
      assert.ok(Array.isArray(await send(ada, 'GET', `${at}/projects${query}`)), query);
    assert.equal(((await send(ada, 'GET', `${at}/projects/${id}`)) as ProjectDocument).name, specs.name);
    const { id: membership } = (await send(bob, 'POST', `${at}/projects/memberships`, {
      join: { project: id },
    })) as { id: number };
    const step = (by: { token: string }, action: string) =>
      send(by, 'POST', `${at}/projects/memberships/${membership}/action`, { [action]: '' });
    await step(bob, 'cancel');
    await send(ada, 'POST', `${at}/projects/memberships`, { enroll: { project: id, user: bob.email } });
    assert.deepEqual(
      ((await send(ada, 'GET', `${at}/projects/memberships?project=${id}`)) as { state: string }[]).map(
        ({ state }) => state,
      ),
      ['accepted'],
    );
    await send(bob, 'GET', `${at}/projects/memberships/${membership}`);
    await step(bob, 'leave');
    for (const action of ['suspend', 'unsuspend', 'terminate', 'reinstate'])
      await act(admin, action, { reason: 'r' });
  });
});
