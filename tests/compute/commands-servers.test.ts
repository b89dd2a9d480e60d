import assert from 'node:assert/strict';
import { test } from 'node:test';
import { computeCommands } from '#compute/commands/commands';
import { type Said, runCommand } from '#kit/commands';
import {
  chargedTo,
  makeImage,
  runningServer,
  settledServer,
  sharedComputeCloud,
  showServer,
} from './kit/compute-cloud.ts';

const STRANGER = '00000000-0000-4000-8000-00000000000f';

test('the administrator makes, changes, inspects and removes servers of others', async (t) => {
  const cloud = await sharedComputeCloud();
  const { compute, ganeti } = cloud;
  const run = (...line: string[]): Promise<Said> => runCommand(computeCommands, compute, line);
  const owner = await cloud.owner({ 'cyclades.vm': 2 });
  const image = await makeImage(owner, 'private');
  const base = ['--user', owner.uuid, '--image', image, '--flavor', '1'];
  let id = 0;

  await t.test('server-create charges the owner and obeys his quota, wherever it is put', async () => {
    const made = await run('server-create', '--name', 'made', ...base, '--backend-id', '1', '--wait=True');
    id = made.records[0]!['id'] as number;
    assert.match(made.lines[0]!, /^Password: \w{10,}$/);
    assert.equal(made.records[0]?.['owner_uuid'], owner.uuid);
    assert.deepEqual((await showServer(owner, id)).status, 'ACTIVE');
    assert.deepEqual((await showServer(owner, id)).attachments, [], 'no network unless one is named');
    await assert.rejects(
      run('server-create', '--name', 'x', ...base, '--backend-id', '99'),
      /no back end 99/,
    );
    await assert.rejects(run('server-create', '--name', 'x', ...base.slice(0, 4)), /--flavor must be given/);
    await assert.rejects(run('server-create', '--name', 'x', ...base, '--port', 'lan'), { exitCode: 2 });
    const second = await run('server-create', '--name', 'two', ...base, '--port', 'network:1');
    const two = await settledServer(owner, second.records[0]!['id'] as number, 'ACTIVE');
    assert.deepEqual(
      two.attachments.map(({ network_id: network }) => network),
      ['1'],
    );
    await assert.rejects(run('server-create', '--name', 'three', ...base), { status: 413 });
  });

  await t.test('lists show addresses and who the owners are', async () => {
    const { tables } = await run('server-list', '--user', owner.uuid, '-o', 'name,state', '--display-mails');
    assert.deepEqual(tables[0], {
      titles: ['name', 'state', 'user.email'],
      rows: [
        ['made', 'ACTIVE', owner.email],
        ['two', 'ACTIVE', owner.email],
      ],
    });
    const named = await run('server-list', '--user', owner.uuid, '-o', 'name', '--image-name');
    assert.deepEqual(named.tables[0]!.rows[0], ['made', 'private']);
    await run('server-modify', String(id), '--tag-add', 'shown');
    const shown = await run('server-show', String(id));
    assert.equal(shown.records[0]!['owner_name'], owner.email);
    assert.deepEqual(shown.tables[0]!.rows, [['cyclades:user:shown', 'ACTIVE']]);
    await run('server-modify', String(id), '--tag-delete-all');
  });

  await t.test('server-modify names it, stops it, and says when the job failed', async () => {
    const said = await run('server-modify', String(id), '--name', 'named', '--action', 'stop');
    assert.deepEqual(said.notes.slice(-2), ['Job finished successfully.', `Server ${id}: stop`]);
    assert.deepEqual([said.records[0]?.['name'], said.records[0]?.['state']], ['named', 'STOPPED']);
    await assert.rejects(run('server-modify', String(id), '--action', 'stop'), { status: 400 });
    await assert.rejects(run('server-modify', String(id)), { exitCode: 2 });
    ganeti.faults = {
      fail: { OP_INSTANCE_STARTUP: ['OpExecError', ['no room on the host', 'insufficient_resources']] },
    };
    await assert.rejects(
      run('server-modify', String(id), '--action', 'start'),
      /^CommandError: Job failed! Error: /,
    );
    ganeti.faults = {};
    await run('server-modify', String(id), '--tag-replace-all', ''); // nothing to do: what failed before is not told again
    await run('server-modify', `snf-${id}`, '--action', 'start', '--wait=no');
    await settledServer(owner, id, 'ACTIVE');
  });

  await t.test('server-inspect shows both sides, and jobs of this machine alone', async () => {
    const said = await run('server-inspect', String(id), '--jobs');
    const byTitle = (title: string) => said.tables.find(({ titles }) => titles.includes(title));
    assert.ok(said.tables.some(({ rows }) => rows.some(([field]) => field === 'oper_state')));
    const jobs = byTitle('summary')!.rows.map((row) => String(row[2]));
    assert.ok(jobs.length >= 3 && jobs.every((summary) => summary.includes(`snf-${id}`)), String(jobs));
  });

  await t.test('server-modify suspends, tags, resizes and rescues it, each in its turn', async () => {
    await run('server-modify', String(id), '--tag-add', 'kept', '--tag-namespace', 'system');
    await run('server-modify', String(id), '--suspended=yes');
    assert.equal((await showServer(owner, id)).suspended, true);
    assert.deepEqual((await showServer(owner, id)).tags, [], 'a tag of the operator is not shown');
    assert.deepEqual((await run('server-tag-exists', String(id), 'kept')).tables[0]?.rows, [
      ['kept', 'ACTIVE', 'system'],
    ]);
    await assert.rejects(run('server-tag-exists', String(id), 'other'), /has no tag 'other'/);
    await run('server-modify', String(id), '--suspended=no', '--action', 'stop', '--tag-replace-all', 'a,b');
    assert.deepEqual((await showServer(owner, id)).tags, ['a', 'b']);
    await run('flavor-create', '2', '512', '1', 'file');
    const [bigger] = (await run('flavor-list', '--filter-by', 'cpu=2,ram=512,disk=1')).tables[0]!.rows;
    await run('server-modify', String(id), '--flavor', String(bigger![0]), '--tag-delete-all');
    assert.deepEqual(
      [(await showServer(owner, id)).flavor.id, (await showServer(owner, id)).tags],
      [bigger![0], []],
    );

    const medium = await run(
      'rescue-image-create',
      '--name',
      'disc',
      '--location',
      'disc.iso',
      '--default=yes',
    );
    assert.match(medium.notes[0]!, /^Added rescue image (\d+), disc\.$/);
    await assert.rejects(run('rescue-image-create', '--location', 'other.iso', '--default=yes'), {
      status: 409,
    });
    await assert.rejects(
      run('rescue-image-create', '--location', 'http://127.0.0.1:9/x.iso'),
      /does not answer/,
    );
    const rescuing = { ...compute, settings: { ...compute.settings, RESCUE_ENABLED: true } };
    const line = ['server-modify', String(id), '--action', 'rescue'];
    const rescued = await runCommand(computeCommands, rescuing, line);
    assert.equal(rescued.records[0]?.['rescue'], true);
    const [row] = (await run('rescue-image-list', '-o', 'id,is_default,vms_using_image')).tables[0]!.rows;
    assert.deepEqual(row?.slice(1), [true, 1]);
    const image = String(row?.[0]);
    await assert.rejects(run('rescue-image-modify', image, '--location', 'moved.iso'), { status: 409 });
    await assert.rejects(
      run('rescue-image-remove', image, '--force'),
      { status: 409 },
      'the default one stays',
    );
    await run('server-modify', String(id), '--action', 'unrescue');
    await run('rescue-image-modify', image, '--name', 'renamed', '--location', 'moved.iso');
    await assert.rejects(run('rescue-image-modify', image), { exitCode: 2 });
  });

  await t.test('server-modify gives it to somebody else, who pays for it from then on', async () => {
    const heir = await cloud.owner();
    await run('server-modify', String(id), '--user', heir.uuid);
    assert.equal((await owner.get(`/cyclades/compute/v2.0/servers/${id}`)).status, 404);
    const given = await showServer(heir, id);
    assert.deepEqual([given.user_id, given.tenant_id], [heir.uuid, heir.uuid]);
    assert.equal((await chargedTo(heir))['cyclades.vm'], 1n);
    assert.equal((await chargedTo(owner))['cyclades.vm'], 1n, 'the other one is still his');
    await assert.rejects(run('server-modify', String(id), '--user', STRANGER), { status: 404 });
    await run('server-modify', String(id), '--user', owner.uuid);
  });

  await t.test('limits that were lowered are enforced, first in words', async () => {
    const tight = await cloud.owner();
    const disk = await makeImage(tight);
    const first = await runningServer(tight, disk);
    const second = await runningServer(tight, disk);
    const only = ['--users', tight.uuid];
    assert.deepEqual((await run('enforce-resources-cyclades', '--resources', 'cpu,vm', ...only)).notes, [
      'No limit is exceeded.',
    ]);
    await cloud.limit(tight, 'cyclades.cpu', 1n);
    const said = await run('enforce-resources-cyclades', '--resources', 'cpu', ...only);
    const actions = said.tables.find(({ titles }) => titles.includes('Action'))!.rows;
    assert.deepEqual(actions, [['vm', second.id, 'STARTED', 1, 'shutdown', 1]]);
    assert.equal((await showServer(tight, second.id)).status, 'ACTIVE', 'nothing is done without --fix');
    await run('enforce-resources-cyclades', '--resources', 'cpu', ...only, '--fix');
    await settledServer(tight, second.id, 'STOPPED');
    await cloud.limit(tight, 'cyclades.vm', 1n);
    const soft = await run('enforce-resources-cyclades', '--resources', 'vm', ...only);
    assert.match(soft.notes.join(), /cannot be resolved/);
    const hard = [
      'enforce-resources-cyclades',
      '--resources',
      'vm',
      ...only,
      '--remove-system-volumes',
      '--fix',
    ];
    await assert.rejects(runCommand(computeCommands, compute, hard, { confirm: false }), /Nothing was done/);
    await compute.recovery.begin('a test');
    await assert.rejects(run(...hard), /Not everything could be done/);
    const { epoch } = (await compute.recovery.lock())!;
    await compute.recovery.release(epoch);
    await run(...hard);
    await settledServer(tight, second.id, 'DELETED');
    assert.equal((await showServer(tight, first.id)).status, 'ACTIVE');
    await assert.rejects(run('enforce-resources-cyclades', '--resources', 'vm', '--soft-resources', 'vm'), {
      exitCode: 2,
    });
    await assert.rejects(run('enforce-resources-cyclades', '--soft-resources', 'cpu'), { exitCode: 2 });
  });

  await t.test('server-remove goes on after one that there is not, and says so', async () => {
    const ids = [...(await run('server-list', '--user', owner.uuid, '-o', 'id')).tables[0]!.rows].map(String);
    await assert.rejects(
      runCommand(computeCommands, compute, ['server-remove', ...ids], { confirm: false }),
      /Nothing was deleted/,
    );
    await assert.rejects(run('server-remove', '99999', ...ids), /1 of 3 servers were not deleted/);
    assert.deepEqual((await run('server-list', '--user', owner.uuid)).tables[0]?.rows, []);
    await assert.rejects(run('server-show', '99999'), /Use server-list/);
  });
});
