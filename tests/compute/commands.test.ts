import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { computeCommands } from '#compute/commands/commands';
import type { Compute } from '#compute/domain/compute';
import { ensureBackend } from '#compute/domain/backends/backends';
import { ensureUserNetwork } from '#compute/domain/networks/networks';
import { sealContext } from '#compute/store/sealing';
import { runCommand, type Said } from '#kit/commands';
import { Secret } from '#platform/secret';
import { makeImage, runningServer, startComputeCloud } from './kit/compute-cloud.ts';
import { SIMULATED_ACCOUNT } from './kit/simulated-ganeti.ts';

/** Runs a command as `snf-manage` does; options are written as the line has them. */
function run(
  service: Compute,
  name: string,
  args: string[] = [],
  options: Record<string, string | boolean> = {},
  answers: { secret?: string; confirm?: boolean } = {},
): Promise<Said> {
  const flags = Object.entries(options).flatMap(([key, value]) => {
    const flag = key.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    return value === true ? [`--${flag}`] : value === false ? [`--no-${flag}`] : [`--${flag}=${value}`];
  });
  return runCommand(computeCommands, service, [name, ...args, ...flags], answers);
}

const column = ({ tables }: Said, name: string): unknown[] => {
  const [table] = tables;
  const at = table!.titles.indexOf(name);
  return table!.rows.map((row) => row[at]);
};

test('the administrator sees and changes compute from the command line', async (t) => {
  const cloud = await startComputeCloud(t, {
    reconciles: false,
  });
  const { compute, ganeti } = cloud;
  const owner = await cloud.owner();
  const image = await makeImage(owner, 'open', { isPublic: true });
  const hidden = await makeImage(owner, 'hidden');
  const server = await runningServer(owner, image, { name: 'shown' });

  await t.test('flavors: every combination, memory rounded up, those there are left alone', async () => {
    const made = await run(compute, 'flavor-create', ['1,2', '510', '1,5', 'file']);
    assert.deepEqual(made.notes, [
      "Flavor 'C1R512D1file' already exists.",
      "Created flavor 'C1R512D5file'.",
      "Created flavor 'C2R512D1file'.",
      "Created flavor 'C2R512D5file'.",
    ]);
    assert.deepEqual(column(await run(compute, 'flavor-list'), 'name'), [
      'C1R512D1file',
      'C1R512D5file',
      'C2R512D1file',
      'C2R512D5file',
    ]);
    const busy = await run(compute, 'flavor-list', [], { filterBy: 'vms>0', output: 'id,vms' });
    assert.deepEqual(busy.tables[0]?.rows, [[1, 1]]);
    const some = { filterBy: 'name!=C1R512D1file,vms=0', sortBy: 'name', limit: '2' };
    assert.deepEqual(column(await run(compute, 'flavor-list', [], some), 'name'), [
      'C1R512D5file',
      'C2R512D1file',
    ]);
    for (const words of [
      ['one', '512', '1', 'file'],
      ['1', '512', '1', 'File!'],
    ])
      await assert.rejects(run(compute, 'flavor-create', words), { name: 'CommandError', exitCode: 2 });
    await assert.rejects(run(compute, 'flavor-create', ['1', '512', '1', '77']), /no volume type 77/);
    await assert.rejects(
      run(compute, 'flavor-create', ['8', '512', '1', 'flie'], { dryRun: true }),
      /No back end offers the disk template 'flie'.*Offered: diskless, file/,
    );
    for (const sizes of [
      ['1000', '512', '1'],
      ['1', '536870912', '1'],
      ['1', '512', '100000'],
    ])
      await assert.rejects(run(compute, 'flavor-create', [...sizes, 'file']), /A flavor has 1 to \d+/);
    await run(compute, 'flavor-create', ['8', '512', '1', '1'], { dryRun: true });
    assert.equal(column(await run(compute, 'flavor-list'), 'name').length, 4);
  });

  await t.test('servers by number and by the name in the back end', async () => {
    assert.deepEqual(column(await run(compute, 'server-list'), 'id'), [server.id]);
    for (const [filterBy, found] of [
      ['name=shown,backend=1,suspended=no', 1],
      ['state=ACTIVE', 1],
      ['state=ACTIVE,name!=shown', 0],
      ['created>2030-01-01', 0],
    ] as const)
      assert.equal(column(await run(compute, 'server-list', [], { filterBy }), 'id').length, found, filterBy);
    await assert.rejects(run(compute, 'server-list', [], { filterBy: 'id=web' }), /is not a number/);
    const stranger = '00000000-0000-4000-8000-000000000000';
    assert.deepEqual(column(await run(compute, 'server-list', [], { user: stranger }), 'id'), []);
    await assert.rejects(
      run(compute, 'server-list', [], { user: 'ada@example.org' }),
      /--user takes a uuid, not 'ada@example.org': snf-manage user-show/,
    );
    await assert.rejects(run(compute, 'server-list', [], { backendId: 'x' }), /Invalid Backend ID: x/);
    const wanted = { id: server.id, name: 'shown', owner_uuid: owner.uuid, state: 'ACTIVE', image };
    for (const name of [String(server.id), `snf-${server.id}`]) {
      const [record] = (await run(compute, 'server-show', [name])).records;
      assert.deepEqual(Object.fromEntries(Object.keys(wanted).map((key) => [key, record?.[key]])), wanted);
    }
    await assert.rejects(
      run(compute, 'server-show', ['99']),
      /Server with ID 99 does not exist. Use server-list/,
    );
    await assert.rejects(run(compute, 'server-show', ['snf-x']), /Invalid Server ID: snf-x/);
  });

  await t.test('all images, and those that one user may use', async () => {
    assert.deepEqual(column(await run(compute, 'image-list'), 'name'), ['hidden', 'open'], 'newest first');
    const filterBy = 'name=open';
    assert.deepEqual(column(await run(compute, 'image-list', [], { filterBy, limit: '1' }), 'name'), [
      'open',
    ]);
    assert.deepEqual(column(await run(compute, 'image-list', [], { limit: '1' }), 'name'), ['hidden']);
    assert.deepEqual(column(await run(compute, 'image-list', [], { public: true }), 'name'), ['open']);
    const stranger = '00000000-0000-4000-8000-000000000000';
    assert.deepEqual(column(await run(compute, 'image-list', [], { user: stranger }), 'name'), ['open']);
    assert.deepEqual(column(await run(compute, 'image-list', [], { user: owner.uuid }), 'name').sort(), [
      'hidden',
      'open',
    ]);
    assert.equal((await run(compute, 'image-show', [image])).records[0]?.['property osfamily'], 'linux');
    await assert.rejects(run(compute, 'image-show', [hidden]), { name: 'ServiceError', status: 403 });
    await assert.rejects(run(compute, 'image-show', ['nope']), /^CommandError: Invalid Image ID: nope$/);
    assert.equal(
      (await run(compute, 'image-show', [hidden], { user: owner.uuid })).records[0]?.['name'],
      'hidden',
    );
  });

  await t.test(
    'T-S7 back ends: checked before they are kept, the password sealed for its row only',
    async () => {
      const options = {
        clustername: 'other.example.org',
        address: ganeti.address,
        user: SIMULATED_ACCOUNT.username,
      };
      const { password: secret } = SIMULATED_ACCOUNT;
      await assert.rejects(
        run(compute, 'backend-add', [], options, { secret }),
        /the cluster's name is sim.example.org/,
      );
      await assert.rejects(
        run(compute, 'backend-add', [], { ...options, clustername: ganeti.clustername }, { secret }),
        /already/,
      );
      await assert.rejects(run(compute, 'backend-add', [], { user: 'x' }), /--clustername must be given/);
      await run(compute, 'backend-add', [], { ...options, check: false }, { secret });
      const list = await run(compute, 'backend-list', [], { output: 'id,clustername,drained,vms' });
      assert.deepEqual(list.tables[0]?.rows, [
        [1, ganeti.clustername, false, 1],
        [2, 'other.example.org', true, 0],
      ]);
      const free = { filterBy: 'vms=0,drained=yes', sortBy: 'clustername', output: 'id' };
      assert.deepEqual(column(await run(compute, 'backend-list', [], free), 'id'), [2]);
      const rows = await compute.store.backends.all();
      assert.ok(rows.every((row) => !row.passwordSealed.includes(secret)));
      assert.equal(compute.sealer.open(rows[1]!.passwordSealed, sealContext('other.example.org')), secret);
      assert.throws(
        () => compute.sealer.open(rows[1]!.passwordSealed, sealContext(ganeti.clustername)),
        'moved to another row',
      );
      await run(compute, 'backend-modify', ['2'], { drained: 'False', offline: 'True' });
      assert.equal((await compute.store.backends.find(2))?.offline, true);
      await assert.rejects(
        run(compute, 'backend-modify', ['1'], { password: true }, { secret: 'wrong' }),
        /refuses.*401/,
      );
      await assert.rejects(run(compute, 'backend-modify', ['1']), /Say what to change/);
      const asked = (...line: string[]) =>
        runCommand(computeCommands, compute, ['backend-modify', ...line], { secret });
      assert.deepEqual(
        (await asked('--password', '1')).notes,
        ['Changed back end 1.'],
        'the number stays one',
      );
      await assert.rejects(asked('1', '--password', '1'), /refuses.*401/, 'a password of digits is one');
      await assert.rejects(asked('--password', 'word'), /Invalid backend ID/);
      await assert.rejects(asked('--drained', 'True'), /Say which back end/);
      const wanted = {
        clustername: ganeti.clustername,
        address: ganeti.address,
        ...SIMULATED_ACCOUNT,
        password: new Secret(secret),
      };
      assert.equal((await ensureBackend(compute, wanted)).id, 1, 'set-up may be repeated');
      assert.equal((await ensureUserNetwork(compute, 'Internet')).id, 1);
      const file = join(cloud.dataDirectory, 'rapi-password');
      writeFileSync(file, `${secret}\n`, { mode: 0o600 });
      await run(compute, 'backend-modify', ['1'], { passwordFile: file });
      await assert.rejects(
        run(compute, 'backend-modify', ['1'], { passwordFile: `${file}x` }),
        /cannot be read/,
      );
      await assert.rejects(run(compute, 'backend-modify', ['9'], { drained: 'True' }), /no back end 9/);
      await assert.rejects(run(compute, 'backend-modify', ['1'], { drained: 'perhaps' }), /True or False/);
    },
  );

  await t.test('an offline back end is not contacted, a drained one gets no new server', async () => {
    await run(compute, 'backend-modify', ['2'], { offline: 'False', drained: 'True' });
    await run(compute, 'backend-modify', ['1'], { drained: 'True' });
    const refused = await owner.post('/cyclades/compute/v2.0/servers', {
      server: { name: 'x', flavorRef: 1, imageRef: image },
    });
    assert.deepEqual([refused.status, Object.keys(refused.json as object)], [503, ['serviceUnavailable']]);
    await run(compute, 'backend-modify', ['1'], { offline: 'True' });
    assert.throws(() => compute.clusterOf({ ...rowOf(ganeti.address), offline: true }), { kind: 'unsent' });
  });
});

function rowOf(address: string): Parameters<Compute['clusterOf']>[0] {
  const figures = {
    mfree: 0,
    mtotal: 0,
    dfree: 0,
    dtotal: 0,
    pinstCnt: 0,
    ctotal: 0,
    figuresAt: new Date(),
  };
  const flags = {
    drained: false,
    offline: false,
    public: true,
    hypervisor: 'kvm',
    diskTemplates: [],
    fingerprint: null,
  };
  const now = new Date();
  return {
    id: 9,
    clustername: 'x',
    address,
    username: 'x',
    passwordSealed: '',
    index: 9,
    ...flags,
    ...figures,
    created: now,
    updated: now,
  };
}
