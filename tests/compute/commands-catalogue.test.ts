import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { computeCommands } from '#compute/commands/commands';
import { ADMIN_ROLE } from '#contract/admin-role';
import { COMPUTE_PREFIX, type Server } from '#contract/compute';
import { runCommand } from '#kit/commands';
import { makeImage, runningServer, settledServer, startComputeCloud } from './kit/compute-cloud.ts';
import { RouteCoverage } from './kit/route-coverage.ts';
import { SIMULATED_ACCOUNT, startSimulatedGaneti } from './kit/simulated-ganeti.ts';

test('the administrator decides which back ends and flavors there are, and whose they are', async (t) => {
  const cloud = await startComputeCloud(t, {
    reconciles: false,
    settings: {
      ADMIN_STATS_PERMITTED_GROUPS: [ADMIN_ROLE],
      CYCLADES_FLAVOR_OVERRIDE_ALLOW_CREATE: { [ADMIN_ROLE]: ['C1R', 'R512'] },
    },
  });
  const { compute, ganeti } = cloud;
  const run = (...line: string[]) => runCommand(computeCommands, compute, line);
  const owner = await cloud.owner();
  const image = await makeImage(owner);
  const resources = ['vm', 'cpu', 'total_cpu', 'ram', 'total_ram', 'disk'];
  const limits = Object.fromEntries(resources.map((name) => [`cyclades.${name}`, 1n << 40n]));
  const project = await cloud.project('own', [owner], limits);
  const create = (wanted: Record<string, unknown>) =>
    owner.post(`${COMPUTE_PREFIX}/servers`, {
      server: { name: 'x', flavorRef: 1, imageRef: image, ...wanted },
    });
  const flavors = async (query = '') =>
    (
      (await owner.get(`${COMPUTE_PREFIX}/flavors/detail${query}`)).json as {
        flavors: { id: number; 'SNF:flavor-access': string[] }[];
      }
    ).flavors;

  await t.test('a flavor is closed, opened to a project, noted about, deleted and restored', async () => {
    const made = await run(
      'flavor-create',
      '2',
      '512',
      '1',
      'file',
      '--specs',
      'tier=fast',
      '--public',
      'False',
    );
    assert.deepEqual(made.notes, ["Created flavor 'C2R512D1file'."]);
    assert.deepEqual(
      (await flavors()).map(({ id }) => id),
      [1],
    );
    assert.equal((await create({ flavorRef: 2 })).status, 404);
    await run('flavor-access-add', '--project', project, '--flavor', '2');
    await assert.rejects(
      run('flavor-access-add', '--project', project, '--flavor', '2'),
      /has access to flavor 2/,
    );
    await assert.rejects(run('flavor-access-add', '--project', project), { exitCode: 2 });
    assert.deepEqual(
      (await flavors(`?SNF:flavor-access=${project}`)).map((each) => each['SNF:flavor-access']),
      [[project]],
    );
    assert.deepEqual(
      (await flavors('?SNF:is_public=true')).map(({ id }) => id),
      [1],
    );
    const refused = await create({ flavorRef: 2 });
    assert.deepEqual([refused.status, refused.headers['x-fault-code']], [403, 'flavor_forbidden']);
    assert.deepEqual((await run('flavor-access-list')).tables[0]?.rows, [[1, project, 2]]);
    await run('flavor-access-remove', '--flavor', '2');
    await assert.rejects(run('flavor-access-remove', '1'), /no such access/);

    const show = async () => (await run('flavor-show', '2')).records[0]!;
    await run('flavor-modify', '2', '--public', 'yes', '--spec-add', 'tier=slow,a=b', '--allow-create=no');
    assert.deepEqual((await show())['specs'], 'a=b,tier=slow');
    await assert.rejects(run('flavor-modify', '2', '--spec-add', 'a=c', '--spec-delete', 'a'), /at once/);
    await assert.rejects(run('flavor-modify', '2', '--spec-delete', 'none'), /no specification 'none'/);
    await assert.rejects(run('flavor-modify', '2'), { exitCode: 2 });
    assert.equal((await create({ flavorRef: 2 })).status, 403, 'closed to new servers');
    await run('flavor-modify', '1', '--allow-create=no');
    const admin = await cloud.admin();
    const closedFor = async (user: typeof owner) => {
      const { json } = await user.get(`${COMPUTE_PREFIX}/flavors/detail`);
      const found = (json as { flavors: { id: number; 'SNF:allow_create': boolean }[] }).flavors;
      return found.filter((each) => !each['SNF:allow_create']).map(({ id }) => id);
    };
    assert.deepEqual(
      [await closedFor(owner), await closedFor(admin)],
      [[1, 2], [2]],
      'a group may make more',
    );
    const codes = [];
    for (const user of [owner, admin]) {
      const wanted = { name: 'x', flavorRef: 1, imageRef: 'cb1c9a5e-0000-4000-8000-000000000000' };
      const reply = await user.post(`${COMPUTE_PREFIX}/servers`, { server: wanted });
      codes.push(reply.headers['x-fault-code']);
    }
    assert.deepEqual(codes, ['flavor_closed', 'image_not_found']);
    await run('flavor-modify', '1', '--allow-create=yes');
    await run('flavor-modify', '2', '--deleted', 'True', '--spec-delete', 'tier,a');
    assert.deepEqual([(await show())['specs'], (await show())['deleted']], ['', true]);
    const again = await run('flavor-create', '2', '512', '1', 'file');
    assert.match(again.notes[0]!, /already exists. It is deleted: 'flavor-modify 2 --deleted False'/);
    await assert.rejects(run('flavor-show', '77'), /Use flavor-list/);
  });

  await t.test('a project with back ends of its own gets no other', async (t) => {
    const second = await startSimulatedGaneti(join(cloud.dataDirectory, 'own.sock'), 'own.example.org');
    t.after(() => second.stop());
    second.publish = ganeti.publish;
    const options = ['--user', SIMULATED_ACCOUNT.username, '--address', second.address, '--public=False'];
    await runCommand(
      computeCommands,
      compute,
      ['backend-add', '--clustername', second.clustername, ...options],
      { secret: SIMULATED_ACCOUNT.password },
    );
    await run('project-backend-add', '--project', project, '--backend', '2');
    await assert.rejects(
      run('project-backend-add', '--project', project, '--backend', '2'),
      /has back end 2/,
    );
    await assert.rejects(run('project-backend-add', '--project', project, '--backend', '9'), /no back end 9/);
    assert.equal((await create({ project })).status, 503, 'its only one is drained');
    assert.equal((await create({})).status, 202, 'another project has what all have');
    await run('backend-modify', '2', '--drained=False');
    const here = await create({ project });
    assert.equal(here.status, 202, here.text);
    const { id } = (here.json as { server: Server }).server;
    assert.equal((await compute.store.servers.find(id))?.backendId, 2);
    assert.deepEqual((await run('project-backend-list')).tables[0]?.rows, [[1, project, 2]]);

    await assert.rejects(run('backend-remove', '2'), /has 1 servers/);
    await settledServer(owner, id, 'ACTIVE');
    await owner.delete(`${COMPUTE_PREFIX}/servers/${id}`);
    await settledServer(owner, id, 'DELETED');
    await run('project-backend-remove', '--project', project);
    await assert.rejects(run('project-backend-remove', '1'), /No project has/);
    await runCommand(computeCommands, compute, ['backend-remove', '2'], { confirm: false }).then(
      () => assert.fail('an answer of no removes nothing'),
      (error: Error) => assert.match(error.message, /Nothing was removed/),
    );
    await run('backend-remove', '2');
    await assert.rejects(run('backend-remove', '2'), /no back end 2/);
    const { json } = await owner.get(`${COMPUTE_PREFIX}/servers/${id}`);
    assert.equal((json as { server: Server }).server.status, 'DELETED', 'it stays readable');
    assert.equal((await run('server-show', String(id))).records[0]?.['host id'], `2 (snf-${id})`);
  });

  await t.test('figures are read anew, and a cluster that was renamed keeps its password', async () => {
    await runningServer(owner, image);
    await compute.store.backends.update(1, { mtotal: 1, diskTemplates: [], figuresAt: new Date(0) });
    const [table] = (await run('backend-update-status')).tables;
    const { mtotal, diskTemplates } = (await compute.store.backends.find(1))!;
    assert.deepEqual(
      table!.rows.map((row) => [row[1], row[3], row.at(-1)]),
      [[ganeti.clustername, mtotal, diskTemplates]],
    );
    assert.ok(mtotal > 1);
    await assert.rejects(run('backend-modify', '1', '--clustername', 'new.example.org'), /name is sim/);
    ganeti.clustername = 'new.example.org';
    await run('backend-modify', '1', '--clustername', 'new.example.org');
    await run('backend-update-status');
    await assert.rejects(run('backend-modify', '1', '--port', '5081'), /cannot be set for the address/);
  });

  await t.test('the cloud in numbers, for everybody and for those who may see more', async () => {
    const said = await run('stats-cyclades', '--networks=no');
    const table = (title: string) => said.tables.find(({ titles }) => titles.includes(title));
    assert.equal(table('type'), undefined, 'what is not asked for is not shown');
    assert.deepEqual(
      table('cluster')!.rows.map((row) => [row[0], row[3]]),
      [['new.example.org', 1]],
    );
    const states = Object.fromEntries(table('state')!.rows.map(([state, count]) => [state, count]));
    assert.ok((states['started'] as number) >= 1);
    assert.ok(table('image')!.rows.some(([kind]) => String(kind).startsWith('user:linux:')));

    const coverage = new RouteCoverage('cloud');
    const anybody = coverage.watch(cloud.anonymous);
    const open = await anybody.get('/cyclades/admin/stats');
    const { ACTIVE: active } = (open.json as { servers: Record<string, { count: number; ram: number }> })
      .servers;
    assert.equal(active?.count, states['started']);
    assert.equal(active?.ram, active!.count * 512 * 2 ** 20);
    const script = await anybody.get('/cyclades/admin/stats/simple?callback=show');
    assert.match(script.text, /^\/\*\*\/show\(\{"spawned_servers":\d+/);
    assert.equal((await cloud.anonymous.get('/cyclades/admin/stats?callback=alert(1)')).status, 400);
    assert.equal((await cloud.anonymous.get('/cyclades/admin/stats/detail')).status, 401);
    const stranger = await owner.get('/cyclades/admin/stats/detail');
    assert.deepEqual([stranger.status, stranger.headers['x-fault-code']], [403, 'statistics_forbidden']);
    const admin = coverage.watch(await cloud.admin());
    const { clusters } = (await admin.get('/cyclades/admin/stats/detail')).json as {
      clusters: Record<string, { virtual_servers: number; nodes: object }>;
    };
    assert.equal(Object.keys(clusters['new.example.org']!.nodes).length, 1);
    assert.equal((await admin.get('/cyclades/admin/stats/detail?backend=nowhere')).status, 404);
    assert.equal((await admin.get('/cyclades/admin/stats/detail?backend=%00')).status, 400);
    assert.deepEqual(coverage.missing(), []);
  });

  await t.test('what compute offers and counts is printed as identity reads it', async () => {
    assert.ok(computeCommands.some(({ name }) => name === 'service-export-cyclades'));
    const printed: unknown[] = [];
    const out = { document: (document: unknown) => void printed.push(document) };
    for (const name of ['service-export-cyclades', 'resource-export-cyclades'])
      await computeCommands.find((each) => each.name === name)!.run({ service: compute, out } as never);
    const [services, resources] = printed as [Record<string, { type: string }>, { name: string }[]];
    assert.equal(services['cyclades_compute']?.type, 'compute');
    assert.ok(resources.some(({ name }) => name === 'cyclades.vm'));
  });
});
