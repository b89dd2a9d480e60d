import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import { type KyselyPlugin, sql } from 'kysely';
import { setBaseQuota } from '#identity/domain/quota/base-quota';
import { ResourcesReply } from '#contract/identity';
import { INFINITE } from '#contract/infinite';
import { createBaseProject } from '#identity/domain/projects/base-project';
import type { ServiceDefinition } from '#identity/domain/catalog/register';
import { declareComponent } from '#identity/domain/catalog/declare-component';
import { limitDifferences, repairLimits } from '#identity/domain/quota/verify-limits';
import { createUser } from '#identity/domain/accounts/create-user';
import { HoldingStore } from '#identity/store/quota/holdings';
import type { IdentitySchema } from '#identity/store/schema';
import { openDatabase } from '#platform/database/database';
import { quotaOfUsers } from '#identity/domain/quota/quota-of-users';
import { forgeLimit, PASSWORD, startIdentity } from './identity-kit.ts';
import { COMPONENT_TOKENS } from './open-identity.ts';

/** Asks for the plan of a statement instead of its rows. */
const explaining: KyselyPlugin = {
  transformQuery: ({ node }) =>
    node.kind === 'RawNode'
      ? { ...node, sqlFragments: [`explain ${node.sqlFragments[0]}`, ...node.sqlFragments.slice(1)] }
      : node,
  transformResult: async ({ result }) => result,
};

const ACCOUNT = '/astakos/account/v1.0';

test('resources and quotas', async (t) => {
  const identity = await startIdentity(t);
  const ada = await identity.user('ada@example.org');
  const bob = await identity.user('bob@example.org');
  const get = (path: string, token: string) => identity.call('GET', `${ACCOUNT}${path}`, { token });

  await t.test('resources are shown to anybody, hidden ones to nobody', async () => {
    const { status, json } = await identity.call('GET', `${ACCOUNT}/resources`);
    assert.equal(status, 200);
    const resources = ResourcesReply.parse(json);
    assert.deepEqual(Object.keys(resources), [
      'cyclades.vm',
      'cyclades.cpu',
      'cyclades.ram',
      'cyclades.disk',
      'cyclades.network.private',
      'cyclades.floating_ip',
      'pithos.diskspace',
    ]);
    assert.deepEqual(resources['pithos.diskspace'], {
      service: 'pithos_object-store',
      description: 'Pithos account diskspace',
      unit: 'bytes',
      ui_visible: true,
      api_visible: true,
      allow_in_projects: true,
    });
    assert.equal(resources['cyclades.vm']?.unit, null);
  });

  await t.test('a user sees his own project, with and without a slash at the end', async () => {
    await setBaseQuota(identity.service, ada, { 'cyclades.vm': 2n });
    for (const path of ['/quotas', '/quotas/']) {
      const { json } = await get(path, ada.token);
      assert.deepEqual(Object.keys(json as object), [ada.uuid]);
      const own = (json as Record<string, Record<string, object>>)[ada.uuid]!;
      assert.deepEqual(own['cyclades.vm'], {
        usage: 0,
        limit: 2,
        pending: 0,
        project_usage: 0,
        project_limit: 2,
        project_pending: 0,
      });
      assert.equal(own['cyclades.total_ram'], undefined);
    }
  });

  await t.test('a user asks for one project, and sees none that is somebody else’s', async () => {
    const of = async (project: string) =>
      Object.keys((await get(`/quotas?project=${project}`, ada.token)).json as object);
    assert.deepEqual(await of(ada.uuid), [ada.uuid]);
    assert.deepEqual(await of(bob.uuid), []);
    assert.deepEqual(await of('nothing'), []);
  });

  await t.test('a service sees its own resources, hidden ones included, of whom it asks for', async () => {
    const compute = (await get(`/service_quotas?user=${ada.uuid},nobody`, COMPONENT_TOKENS.cyclades)).json;
    const users = compute as Record<string, Record<string, Record<string, object>>>;
    assert.deepEqual(Object.keys(users), [ada.uuid]);
    assert.deepEqual(Object.keys(users[ada.uuid]!), [ada.uuid]);
    assert.deepEqual(Object.keys(users[ada.uuid]![ada.uuid]!).sort(), [
      'cyclades.cpu',
      'cyclades.disk',
      'cyclades.floating_ip',
      'cyclades.network.private',
      'cyclades.ram',
      'cyclades.total_cpu',
      'cyclades.total_ram',
      'cyclades.vm',
    ]);
    const storage = (await get('/service_quotas', COMPONENT_TOKENS.pithos)).json as Record<
      string,
      Record<string, object>
    >;
    assert.deepEqual(Object.keys(storage).sort(), [ada.uuid, bob.uuid].sort());
    assert.deepEqual(Object.keys(storage[bob.uuid]![bob.uuid]!), ['pithos.diskspace']);
  });

  await t.test(
    'the counters of one user are found by their keys among those of many, and all come by pages',
    async () => {
      const db = openDatabase<IdentitySchema>({ url: identity.url });
      await sql`insert into users (uuid, email, username, first_name, last_name, email_verified, moderated, joined_at, updated_at)
      select gen_random_uuid(), n || '@many.org', n || '@many.org', 'M', 'N', true, true, now(), now()
      from generate_series(1, 20000) n`.execute(db);
      await sql`insert into holdings (holder, source, resource, upper_limit)
      select 'user:' || uuid, 'project:' || uuid, 'pithos.diskspace', 1 from users where email like '%@many.org'`.execute(
        db,
      );
      await sql`analyze users, holdings`.execute(db);
      const pages = await Array.fromAsync(quotaOfUsers(identity.service));
      const all = pages.flatMap(({ rows }) => rows);
      assert.equal(all.filter(({ email }) => email.endsWith('@many.org')).length, 20_000);
      assert.ok(
        Math.max(...pages.map(({ rows }) => rows.length)) < 5000,
        'an answer is never whole in memory',
      );
      const plan = (
        await new HoldingStore(db.withPlugin(explaining)).ofUsers(['pithos.diskspace'], [ada.uuid])
      )
        .map((row) => Object.values(row)[0])
        .join('\n');
      await sql`delete from holdings where holder in (select 'user:' || uuid from users where email like '%@many.org')`.execute(
        db,
      );
      await sql`delete from users where email like '%@many.org'`.execute(db);
      await db.destroy();
      assert.match(plan, /Index Scan using holdings_key/);
      assert.doesNotMatch(plan, /Seq Scan/, plan);
    },
  );

  await t.test('filters by project, and what is not found', async () => {
    const both = await get(`/service_quotas?user=${ada.uuid}&project=${bob.uuid}`, COMPONENT_TOKENS.cyclades);
    assert.equal(both.status, 404);
    assert.deepEqual(both.json, {
      itemNotFound: { code: 404, message: `No user with UUID '${ada.uuid}'`, details: '' },
    });
    const projectOnly = await get('/service_quotas?project=nothing', COMPONENT_TOKENS.cyclades);
    assert.deepEqual([projectOnly.status, projectOnly.json], [200, {}]);
    const unverified = await createUser(identity.service, {
      email: 'n@example.org',
      firstName: 'N',
      lastName: 'W',
      password: PASSWORD,
    });
    assert.equal(
      (await get(`/service_quotas?user=${unverified.uuid}`, COMPONENT_TOKENS.cyclades)).status,
      404,
    );
    const project = await get(`/service_project_quotas?project=${ada.uuid}`, COMPONENT_TOKENS.cyclades);
    const own = (project.json as Record<string, Record<string, object>>)[ada.uuid]!;
    assert.deepEqual(own['cyclades.vm'], { project_usage: 0, project_limit: 2, project_pending: 0 });
    const missing = await get(
      '/service_project_quotas?project=00000000-0000-4000-8000-000000000000',
      COMPONENT_TOKENS.cyclades,
    );
    assert.deepEqual(missing.json, {
      itemNotFound: {
        code: 404,
        message: "No project with UUID '00000000-0000-4000-8000-000000000000'",
        details: '',
      },
    });
    const every = await get('/service_project_quotas', COMPONENT_TOKENS.cyclades);
    assert.deepEqual(Object.keys(every.json as object).sort(), [ada.uuid, bob.uuid].sort());
  });

  await t.test('T-S5 filters are values and never SQL', async () => {
    const hostile = [
      "'",
      "''; drop table users; --",
      '%',
      '\\',
      '{',
      '"',
      ')',
      '$1',
      '\u0000',
      "' or 1=1 --",
    ];
    for (const text of hostile) {
      const value = encodeURIComponent(text);
      for (const path of [
        `/service_quotas?user=${value}`,
        `/service_quotas?project=${value}`,
        `/service_project_quotas?project=${value}`,
      ]) {
        const { status } = await get(path, COMPONENT_TOKENS.cyclades);
        assert.ok([200, 400, 404].includes(status), `${path}: ${status}`);
      }
      const body = { displaynames: [text], uuids: [text] };
      const { status } = await identity.call('POST', `${ACCOUNT}/service/user_catalogs`, {
        token: COMPONENT_TOKENS.cyclades,
        body,
      });
      assert.ok([200, 400].includes(status), text);
    }
    assert.equal((await get('/quotas', ada.token)).status, 200);
  });

  await t.test('kamaki finds the own project in the list of projects', async () => {
    const { status, json } = await get('/projects', ada.token);
    assert.equal(status, 200);
    const [project, ...more] = json as Record<string, unknown>[];
    assert.equal(more.length, 0);
    const { resources, creation_date: created, end_date: end, ...rest } = project!;
    assert.deepEqual(rest, {
      id: ada.uuid,
      name: `system:${ada.uuid}`,
      state: 'active',
      owner: null,
      homepage: '',
      description: 'system project for user ada@example.org',
      join_policy: 'closed',
      leave_policy: 'closed',
      max_members: 1,
      private: true,
      system_project: true,
    });
    assert.ok(String(created) < String(end));
    const limits = (resources as Record<string, object>)['pithos.diskspace'];
    assert.deepEqual(limits, { member_capacity: INFINITE, project_capacity: INFINITE });
  });

  const declare = (name: 'pithos' | 'cyclades', service: ServiceDefinition): Promise<void> =>
    declareComponent(
      identity.service,
      { name, baseUrl: null, uiUrl: null, mayForce: true, services: [service] },
      COMPONENT_TOKENS[name],
    );

  await t.test('a resource that is registered later is granted to every project there is', async () => {
    const definition = {
      name: 'pithos_object-store',
      type: 'object-store',
      endpoints: [],
      resources: [
        { name: 'pithos.objects', description: 'Objects', unit: null, uiVisible: true, apiVisible: true },
      ],
    };
    await declare('pithos', definition);
    await declare('pithos', definition);
    const { json } = await get('/service_quotas', COMPONENT_TOKENS.pithos);
    for (const { uuid } of [ada, bob]) {
      const own = (json as Record<string, Record<string, Record<string, { limit: bigint }>>>)[uuid]![uuid]!;
      assert.equal(own['pithos.objects']?.limit, INFINITE);
    }
    await assert.rejects(declare('cyclades', definition), {
      code: 'service_of_other_component',
    });
    const taken = { ...definition, name: 'cyclades_objects', type: 'objects' };
    await assert.rejects(declare('cyclades', taken), {
      code: 'resource_of_other_component',
    });
    const upside = {
      ...taken,
      resources: [{ ...definition.resources[0]!, name: 'cyclades.x', apiVisible: false }],
    };
    await assert.rejects(declare('cyclades', upside), {
      code: 'resource_ui_only',
    });
  });

  await t.test('a resource that is registered while a project is made is granted to it, too', async () => {
    const { store } = identity.service;
    const counted = { description: '', unit: null, uiVisible: true, apiVisible: true };
    const resources = [{ name: 'pithos.late', ...counted }];
    const service = { name: 'pithos_object-store', type: 'object-store', endpoints: [], resources };
    const uuid = randomUUID();
    let registered: Promise<void> | undefined;
    await store.transaction(async (tx) => {
      const user = await tx.accounts.byUuid(bob.uuid);
      await createBaseProject(tx, { ...user!, uuid }, new Date());
      registered = declare('pithos', service);
      await Promise.race([registered, setTimeout(200)]);
    });
    await registered;
    const project = await store.projects.byUuid(uuid);
    const granted = (await store.projects.quotas([project!.id])).map(({ resource }) => resource);
    assert.ok(granted.includes('pithos.late'));
  });

  await t.test('limits that differ from what projects say are found and repaired', async () => {
    const differences = async (): Promise<unknown[][]> =>
      (await Array.fromAsync(limitDifferences(identity.service)))
        .flat()
        .map(({ holder, resource, expected, found }) => [holder, resource, expected, found]);
    await repairLimits(identity.service);
    assert.deepEqual(await differences(), []);
    const nobody = { uuid: '00000000-0000-4000-8000-000000000000' };
    await forgeLimit(identity.service, bob, 'cyclades.vm', 1n);
    await forgeLimit(identity.service, nobody, 'cyclades.vm', 2n);
    const strays = [
      [`user:${nobody.uuid}`, 'cyclades.vm', null, 2n],
      [`project:${nobody.uuid}`, 'cyclades.vm', null, 2n],
    ];
    assert.deepEqual(await differences(), [
      [`project:${bob.uuid}`, 'cyclades.vm', INFINITE, 1n],
      [`user:${bob.uuid}`, 'cyclades.vm', INFINITE, 1n],
      ...strays,
    ]);
    await repairLimits(identity.service);
    assert.deepEqual(await differences(), strays);
  });
});
