import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RapiError } from '#contract/ganeti';
import { cannotBoot, createBody, listing, startHost, testDirectory } from './kit/host.ts';

const blank = (name: string, changes: Record<string, unknown> = {}): Record<string, unknown> =>
  createBody(name, null, { disks: [{ name: 'v', size: 4 }], start: false, ...changes });

test('T-V3 every parameter that names a file of the host or an argument of QEMU is refused', async (t) => {
  const { rapi } = await startHost(await testDirectory(t));
  const dangerous: Record<string, unknown>[] = [
    ...[
      'kernel_path',
      'initrd_path',
      'kvm_extra',
      'kvm_path',
      'cdrom_image_path',
      'floppy_image_path',
      'vnc_password_file',
      'usb_devices',
      'security_model',
    ].map((key) => ({ hvparams: { [key]: '/etc/shadow' } })),
    { hvparams: { boot_order: 'cdrom' } },
    { disks: [{ size: 4, adopt: '/etc/shadow' }] },
    { disks: [{ size: 4, provider: 'x', origin: '/etc/shadow' }] },
    { disks: [{ size: 4, vg: 'x' }] },
    { disk_template: 'ext' },
    { disk_template: 'blockdev' },
    { file_storage_dir: '/etc' },
    { file_driver: 'blktap' },
    { source_node: 'x' },
    { hypervisor: 'chroot' },
    { nics: [{ mode: 'bridged', link: 'eth0' }] },
    { nics: [{ bridge: 'br0' }] },
    { nics: [{ mac: 'aa:00:00:00:00:01,script=/bin/sh' }] },
    { osparams: { img_id: 'null', helper: 'x' } },
    { bogus: 1 },
  ];
  for (const change of dangerous) {
    const { status, json } = await rapi.call('POST', '/2/instances', blank('snf-1', change));
    assert.equal(status, 400, JSON.stringify(change));
    assert.equal(RapiError.parse(json).explain, 'Bad request syntax or unsupported method');
  }
  assert.deepEqual((await rapi.call('GET', '/2/jobs')).json, []);
});

test('T-V1 hostile names are refused and become nothing on the disk', async (t) => {
  const directory = await testDirectory(t);
  const { rapi } = await startHost(directory);
  const before = await listing(directory);
  for (const name of [
    'a,readonly=on,file=/etc/passwd',
    '../../etc',
    'a/b',
    'a b',
    '',
    '-drive',
    'a\n',
    'a\0',
    'é',
    'x'.repeat(300),
  ]) {
    assert.equal((await rapi.call('POST', '/2/instances', blank(name))).status, 400, name);
    const path = `/2/instances/${encodeURIComponent(name)}`;
    if (name !== '') assert.equal((await rapi.call('PUT', `${path}/startup`, {})).status, 400, name);
  }
  assert.deepEqual(await listing(directory), before);
});

test('the HTTP layer speaks of failure as Ganeti does', async (t) => {
  const { rapi } = await startHost(await testDirectory(t));
  const expected: [number, string, string, unknown?, Record<string, string>?][] = [
    [401, 'GET', '/2/info', undefined, { authorization: '' }],
    [
      401,
      'GET',
      '/2/info',
      undefined,
      { authorization: `Basic ${Buffer.from('compute:wrong').toString('base64')}` },
    ],
    [404, 'GET', '/2/nothing'],
    [404, 'GET', '/2/instances/snf-9'],
    [404, 'GET', '/2/networks/snf-net-9'],
    [501, 'PATCH', '/2/instances'],
    [415, 'POST', '/2/instances', '{}', { 'content-type': 'text/plain' }],
    [400, 'POST', '/2/instances', '{'],
    [400, 'POST', '/2/instances', {}],
    [400, 'POST', '/2/instances/snf-1/reboot', { reboot_type: 'hard' }],
    [500, 'GET', '/2/jobs/99/wait', { fields: ['status'] }],
    [400, 'GET', '/2/query/instance'],
  ];
  for (const [status, method, path, body, headers] of expected) {
    const reply = await rapi.call(method, path, body, headers);
    assert.equal(reply.status, status, `${method} ${path} ${JSON.stringify(reply.json)}`);
    assert.equal(RapiError.parse(reply.json).code, status);
  }
  const challenge = await rapi.call('GET', '/2/info', undefined, { authorization: '' });
  assert.equal(challenge.headers['www-authenticate'], 'Basic realm="Ganeti Remote API"');
  assert.deepEqual((await rapi.call('GET', '/2/jobs/99')).json, {
    id: 99,
    ...{
      ops: null,
      status: null,
      summary: null,
      opstatus: null,
      received_ts: null,
      start_ts: null,
      end_ts: null,
    },
    ...{ oplog: null, opresult: null },
  });
});

test('writes do not look at their target: the job fails, and what is wrong stands in its result', async (t) => {
  const { rapi } = await startHost(await testDirectory(t));
  const job = await rapi.run('PUT', '/2/instances/snf-5/startup');
  assert.equal(job.status, 'error');
  assert.deepEqual(job.opresult, [['OpPrereqError', ["Instance 'snf-5' not known", 'unknown_entity']]]);
  assert.deepEqual((await rapi.call('GET', '/2/jobs')).json, [{ id: job.id, uri: `/2/jobs/${job.id}` }]);
  assert.deepEqual((await rapi.call('DELETE', `/2/jobs/${job.id}`)).json, [
    false,
    `Job ${job.id} not found in queue`,
  ]);
});

test('a create that cannot be is refused before anything exists, with the class and code of Ganeti, or the one it lacks', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const { rapi } = await startHost(await testDirectory(t), { VMHOST_MEMORY_MB: 300 });
  assert.equal((await rapi.run('POST', '/2/instances', blank('snf-1'))).status, 'success');
  const refusals: [Record<string, unknown>, string][] = [
    [blank('snf-1'), 'already_exists'],
    [blank('snf-2', { beparams: { vcpus: 1, memory: 4096 } }), 'insufficient_resources'],
    [blank('snf-2', { osparams: { img_id: `pithosmap://${'ab'.repeat(32)}/99999999` } }), 'disk_too_small'],
    [blank('snf-2', { nics: [{ name: 'n', network: 'snf-net-404', ip: 'pool' }] }), 'unknown_entity'],
  ];
  for (const [body, code] of refusals) {
    const job = await rapi.run('POST', '/2/instances', body);
    const [[kind, args]] = job.opresult as [[string, string[]]];
    assert.deepEqual([job.status, kind, args[1]], ['error', 'OpPrereqError', code]);
  }
  assert.equal(await rapi.instance('snf-2'), undefined);
});

test('an image that is gone leaves a stopped instance without a disk, which can be deleted', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const { rapi, events } = await startHost(await testDirectory(t));
  const body = blank('snf-1', { osparams: { img_id: `pithosmap://${'ab'.repeat(32)}/1000` }, start: true });
  const job = await rapi.run('POST', '/2/instances', body);
  assert.deepEqual(job.opresult, [['OpExecError', ['The image is damaged or gone', 'image_unreadable']]]);
  assert.equal((await rapi.instance('snf-1'))!.status, 'ADMIN_down');
  const told = events.map(({ body: message }) => message as { type: string; messages?: string[] });
  assert.deepEqual(told.findLast(({ type }) => type === 'image-error')?.messages, [
    'The image is damaged or gone',
  ]);
  assert.equal((await rapi.run('PUT', '/2/instances/snf-1/startup')).status, 'error');
  assert.equal((await rapi.run('DELETE', '/2/instances/snf-1')).status, 'success');
});

test('jobs keep their order by dependency and by instance, and one that has not begun can be cancelled', async (t) => {
  const { rapi, events } = await startHost(await testDirectory(t));
  const failing = (await rapi.call('PUT', '/2/instances/snf-1/startup', {})).json as number;
  const after = (
    await rapi.call('PUT', '/2/instances/snf-2/startup', {
      depends: [[failing, ['success', 'error', 'canceled']]],
    })
  ).json as number;
  const never = (await rapi.call('PUT', '/2/instances/snf-3/startup', { depends: [[failing, ['success']]] }))
    .json as number;
  assert.equal((await rapi.wait(after)).status, 'error');
  assert.equal((await rapi.wait(never)).status, 'canceled');
  const seen = events.map(({ body }) => body as { jobId: number; status: string });
  const at = (id: number, status: string): number =>
    seen.findIndex((body) => body.jobId === id && body.status === status);
  assert.ok(at(failing, 'error') < at(after, 'running'));
  assert.equal(at(never, 'running'), -1);
});

test('networks give addresses, count them, and cannot be removed while used', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const { rapi } = await startHost(await testDirectory(t));
  const network = {
    network_name: 'snf-net-1',
    network: '10.77.0.0/24',
    gateway: '10.77.0.1',
    mac_prefix: 'aa:00:01',
    conflicts_check: false,
  };
  assert.equal((await rapi.run('POST', '/2/networks', network)).status, 'success');
  const connect = { group_name: 'default', network_mode: 'bridged', network_link: 'br0' };
  assert.equal((await rapi.run('PUT', '/2/networks/snf-net-1/connect', connect)).status, 'success');
  const nics = [{ name: 'snf-nic-1', network: 'snf-net-1', ip: 'pool' }];
  assert.equal((await rapi.run('POST', '/2/instances', blank('snf-1', { nics }))).status, 'success');
  const instance = (await rapi.instance('snf-1'))!;
  assert.deepEqual(instance['nic.ips'], ['10.77.0.2']);
  assert.deepEqual(instance['nic.networks.names'], ['snf-net-1']);
  assert.match(instance['nic.macs'][0]!, /^aa:00:01:/);
  const { json } = await rapi.call('GET', '/2/networks/snf-net-1');
  assert.deepEqual(
    [(json as { free_count: number }).free_count, (json as { inst_list: string[] }).inst_list],
    [252, ['snf-1']],
  );
  const refused = await rapi.run('PUT', '/2/networks/snf-net-1/disconnect', { group_name: 'default' });
  assert.deepEqual((refused.opresult as [[string, string[]]])[0][1][1], 'wrong_state');
  assert.equal((await rapi.run('DELETE', '/2/instances/snf-1')).status, 'success');
  assert.equal(
    (await rapi.run('PUT', '/2/networks/snf-net-1/disconnect', { group_name: 'default' })).status,
    'success',
  );
  assert.equal((await rapi.run('DELETE', '/2/networks/snf-net-1')).status, 'success');
});

test('a change of processors and memory shows at once and a query reads single fields', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const { rapi } = await startHost(await testDirectory(t));
  await rapi.run('POST', '/2/instances', blank('snf-1', { tags: ['a'] }));
  const job = await rapi.run('PUT', '/2/instances/snf-1/modify', {
    beparams: { vcpus: 2, minmem: 256, maxmem: 256 },
  });
  assert.deepEqual(job.opresult, [
    [
      ['be/vcpus', 2],
      ['be/maxmem', 256],
      ['be/minmem', 256],
    ],
  ]);
  const { json } = await rapi.call('PUT', '/2/query/instance', {
    fields: ['name', 'status', 'odd'],
    filter: ['=', 'name', 'snf-1'],
  });
  assert.deepEqual((json as { data: unknown }).data, [
    [
      [0, 'snf-1'],
      [0, 'ADMIN_down'],
      [1, null],
    ],
  ]);
  await rapi.run('PUT', '/2/instances/snf-1/tags?tag=b&tag=c');
  await rapi.run('DELETE', '/2/instances/snf-1/tags?tag=a');
  assert.deepEqual((await rapi.call('GET', '/2/instances/snf-1/tags')).json, ['b', 'c']);
});

test('a controller can look around: version, cluster, node, group, operating systems', async (t) => {
  const { rapi } = await startHost(await testDirectory(t));
  assert.equal((await rapi.call('GET', '/version')).json, 2);
  const { json: cluster } = await rapi.call('GET', '/2/info');
  assert.equal((cluster as { name: string }).name, 'vmhost');
  const { json: nodes } = await rapi.call('GET', '/2/nodes?bulk=1');
  assert.equal((nodes as { vm_capable: boolean }[])[0]!.vm_capable, true);
  assert.deepEqual((await rapi.call('GET', '/2/groups')).json, [
    { name: 'default', uri: '/2/groups/default' },
  ]);
  assert.deepEqual((await rapi.call('GET', '/2/os')).json, ['snf-image+default']);
  assert.equal((await rapi.run('PUT', '/2/modify', {})).status, 'success');
});
