import assert from 'node:assert/strict';
import { test } from 'node:test';
import { identityCommands } from '#identity/commands/commands';
import { endExpired } from '#identity/jobs/end-expired';
import { runCommand } from '#kit/commands';
import { testClock } from '#platform/clock';
import { forgeLimit } from '../identity-kit.ts';
import { startProjects } from './kit.ts';

const DAY_MS = 24 * 3600_000;

test('the commands of projects', async (t) => {
  const clock = testClock(new Date('2036-01-01T00:00:00Z'));
  const cloud = await startProjects(t, { clock });
  const { service } = cloud;
  const ada = await cloud.user('ada@example.org');
  const bob = await cloud.user('bob@example.org');
  const run = (...line: string[]) => runCommand(identityCommands, service, line);
  const rows = async (...line: string[]) => (await run(...line)).tables[0]?.rows ?? [];
  const named = async (...line: string[]) => (await rows('project-list', '-o', 'name', ...line)).flat();

  const uuidOf = async (name: string) =>
    String((await rows('project-list', '-o', 'id', '--name', name))[0]?.[0]);

  await t.test('project-control decides applications by their number, once', async () => {
    const { id, application } = (await cloud.apply(ada, { name: 'one.example.org' })).json as {
      id: string;
      application: number;
    };
    assert.deepEqual(await rows('project-list', '--new'), [
      [id, 'one.example.org', ada.email, 'Pending', BigInt(application)],
    ]);
    await run('project-control', '--approve', String(application));
    assert.deepEqual((await rows('project-list')).at(0)?.at(3), 'Active');
    await assert.rejects(run('project-control', '--approve', String(application)), {
      code: 'application_in_wrong_state',
    });
    const denied = (await cloud.apply(ada, { name: 'two.example.org' })).json as { application: number };
    await run('project-control', '--deny', String(denied.application), '-m', 'no room');
    assert.deepEqual(await rows('project-list', '-o', 'name,status', '--name', 'two.example.org'), [
      ['two.example.org', 'Denied'],
    ]);
  });

  await t.test('project-control takes exactly one operation', async () => {
    for (const line of [[], ['--suspend', 'x', '--terminate', 'y'], ['--check-expired', '--approve', '1']])
      await assert.rejects(run('project-control', ...line), { message: /exactly one operation/ });
    await assert.rejects(run('project-control', '--approve', 'one'), { message: /not the number/ });
  });

  await t.test(
    'project-list leaves out what has ended and what people have of themselves, unless asked',
    async () => {
      const ended = await cloud.project(ada, { name: 'ended.example.org' });
      await run('project-control', '--terminate', ended);
      assert.deepEqual(await named(), ['one.example.org', 'two.example.org']);
      assert.ok((await named('--deleted')).includes('ended.example.org'));
      assert.ok((await named('--system-projects')).includes(`system:${bob.uuid}`));
      assert.deepEqual(await named('--owner', ada.email), await named('--filter-by', `owner=${ada.uuid}`));
      assert.deepEqual(await named('--owner', bob.uuid), []);
      await cloud.call('PUT', `/astakos/account/v1.0/projects/${await uuidOf('one.example.org')}`, {
        token: ada.token,
        body: { description: 'changed' },
      });
      assert.deepEqual(await named('--modified'), ['one.example.org']);
      assert.deepEqual(await named('--pending'), ['one.example.org']);
    },
  );

  await t.test('project-show has limits, members, and the application that waits', async () => {
    const uuid = await uuidOf('one.example.org');
    await cloud.enter(ada, { enroll: { project: uuid, user: bob.email } });
    const said = await run(
      'project-show',
      uuid,
      '--members',
      '--quota',
      '--pending-app',
      '--unit-style',
      'none',
    );
    assert.deepEqual(
      [said.records[0]?.['status'], said.records[0]?.['join policy'], said.records[0]?.['total members']],
      ['Active', 'owner accepts', 1n],
    );
    const [limits, members, pending] = said.tables;
    assert.ok(limits?.rows.some(([name, , , usage]) => name === 'cyclades.vm' && usage === '0'));
    assert.deepEqual(members?.rows, [[bob.uuid, bob.email, 'accepted']]);
    assert.ok(pending?.rows.some(([field, value]) => field === 'description' && value === 'changed'));
    await assert.rejects(run('project-show', 'no-such'), { code: 'project_not_found' });
  });

  await t.test('project-modify changes at once what it names, hidden resources too', async () => {
    const uuid = await uuidOf('one.example.org');
    await run(
      'project-modify',
      uuid,
      ...['--limit', 'cyclades.ram', '1GB', '2GB', '--limit', 'cyclades.total_cpu', '1', '2'],
      ...['--max-members', 'inf', '--join-policy', 'auto', '--owner', bob.email, '--end-date', '2040-01-01'],
    );
    const project = await cloud.get<{ resources: object; owner: string; end_date: string }>(
      bob,
      `/projects/${uuid}`,
    );
    assert.equal(project.owner, bob.uuid);
    assert.equal(project.end_date, '2040-01-01T00:00:00+00:00');
    const quotas = await cloud.get<Record<string, Record<string, { limit: number }>>>(bob, '/quotas');
    assert.equal(quotas[uuid]?.['cyclades.ram']?.limit, 1024 ** 3);
    for (const line of [
      [uuid],
      ['--name', 'x.example.org'],
      [uuid, '--limit', 'cyclades.vm', '1'],
      [uuid, '--limit', 'cyclades.vm', 'many', '2'],
      [uuid, '--end-date', 'tomorrow'],
      [uuid, '--max-members', '1', '--dry-run'],
    ])
      await assert.rejects(run('project-modify', ...line), { exitCode: 2 }, line.join(' '));
    await assert.rejects(run('project-modify', uuid, '--limit', 'cyclades.vm', '3', '2'), {
      code: 'member_above_project',
    });
    await assert.rejects(
      run('project-modify', uuid, '--name', 'two.example.org', '--limit', 'no.such', '1', '1'),
      {
        code: 'bad_resource_policies',
      },
    );
    assert.equal(await uuidOf('one.example.org'), uuid);
  });

  await t.test(
    'project-modify changes the projects of all people, save some, and first says how many',
    async () => {
      const line = [
        'project-modify',
        '--all-system-projects',
        '--exclude',
        bob.uuid,
        '--limit',
        'cyclades.vm',
        '4',
        '4',
      ];
      assert.deepEqual((await run(...line, '--dry-run')).notes, ['2 projects would be changed.']);
      assert.deepEqual((await run(...line)).notes, ['2 projects were changed.']);
      const limit = async (user: typeof ada) =>
        (await cloud.get<Record<string, Record<string, { limit: number }>>>(user, '/quotas'))[user.uuid]?.[
          'cyclades.vm'
        ]?.limit;
      assert.equal(await limit(ada), 4);
      assert.notEqual(await limit(bob), 4);
      await assert.rejects(run('project-modify', '--all-system-projects', '--name', 'x'), {
        code: 'base_project_fixed',
      });
    },
  );

  await t.test('quota-list filters by account, project and amounts as people write them', async () => {
    const uuid = await uuidOf('one.example.org');
    const list = (...line: string[]) => rows('quota-list', '-o', 'holder,source,resource,limit', ...line);
    const wanted = [[bob.uuid, uuid, 'cyclades.ram', '1024.0 MB']];
    assert.deepEqual(
      await list('--filter-by', `user=user:${bob.uuid},source=${uuid},limit>=1GB,limit<2GB`),
      wanted,
    );
    assert.deepEqual(
      await list('--filter-by', `source=project:${uuid},resource=cyclades.ram,limit=1GiB`),
      wanted,
    );
    assert.deepEqual(await list('--overlimit'), []);
    await assert.rejects(run('quota-list', '--filter-by', 'limit>lots'), { exitCode: 2 });
    await assert.rejects(run('quota-list', '--filter-by', 'colour=red'), { exitCode: 2 });
  });

  await t.test(
    'quota-verify shows what differs, mends it, and removes what nothing asks for and nobody uses',
    async () => {
      await forgeLimit(service, bob, 'cyclades.vm', 77n);
      await forgeLimit(service, { uuid: '00000000-0000-4000-8000-000000000000' }, 'cyclades.vm', 1n);
      const found = (await run('quota-verify')).tables[0]?.rows ?? [];
      assert.equal(found.length, 4);
      assert.match(
        (await run('quota-verify', '--fix', '--include-unexpected-holdings')).notes.join(),
        /2 unexpected/,
      );
      assert.deepEqual((await run('quota-verify')).notes, ['Everything in sync.']);
      await assert.rejects(run('quota-verify', '--include-unexpected-holdings'), { exitCode: 2 });
    },
  );

  await t.test('projects whose time is over are listed, and ended by command or by themselves', async () => {
    const end_date = '2036-01-03T00:00:00Z';
    const [first, second] = [await cloud.project(ada, { end_date }), await cloud.project(bob, { end_date })];
    assert.deepEqual((await run('project-control', '--check-expired')).notes, ['No expired projects.']);
    clock.advance(3 * DAY_MS);
    const expired = (await run('project-control', '--check-expired')).tables[0]?.rows ?? [];
    assert.deepEqual(
      expired.map(([uuid]) => uuid),
      [first, second],
    );
    await run('project-control', '--suspend', second);
    assert.deepEqual((await run('project-control', '--terminate-expired')).notes, [
      '2 projects have been terminated.',
    ]);
    const third = await cloud.project(ada, { end_date: '2036-01-05T00:00:00Z' });
    clock.advance(2 * DAY_MS);
    await endExpired(service);
    assert.equal((await service.store.projects.byUuid(third))?.state, 100);
    assert.deepEqual((await run('project-control', '--check-expired')).notes, ['No expired projects.']);
  });
});
