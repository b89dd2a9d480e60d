import assert from 'node:assert/strict';
import { mkdir, open, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { until } from '../kit/until.ts';
import { sampleImage } from '#kit/sample-image';
import { cannotBoot, createBody, machinesOf, startHost, storeImage, testDirectory } from './kit/host.ts';

const blank = createBody('snf-1', null, { disks: [{ name: 'v', size: 4 }] });

test('T-R-V1 a machine whose QEMU dies is started again by an ordinary job, once', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const directory = await testDirectory(t);
  const { rapi, events } = await startHost(directory, { VMHOST_STOP_SECONDS: 1 });
  await rapi.run('POST', '/2/instances', blank);
  const [first] = await machinesOf(directory);
  process.kill(first!.identity.pid, 'SIGKILL');
  await until(async () => {
    const [next] = await machinesOf(directory);
    return (
      next !== undefined &&
      next.identity.pid !== first!.identity.pid &&
      (await rapi.instance('snf-1'))!.oper_state === true
    );
  });
  assert.equal((await machinesOf(directory)).length, 1);
  await until(() =>
    events.some(({ body }) => {
      const { operation, status } = body as { operation?: string; status?: string };
      return operation === 'OP_INSTANCE_STARTUP' && status === 'success';
    }),
  );
});

test('stopping the manager ends machines that do not listen within eight seconds, and the next one starts them again', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const directory = await testDirectory(t);
  const host = await startHost(directory);
  await host.rapi.run('POST', '/2/instances', blank);
  await host.rapi.run('POST', '/2/instances', { ...blank, name: 'snf-2', start: false });
  const began = performance.now();
  await host.stop();
  assert.ok(performance.now() - began < 8_000);
  assert.deepEqual(await machinesOf(directory), []);
  const next = await startHost(directory, { VMHOST_STOP_SECONDS: 1 });
  await until(async () => (await next.rapi.instance('snf-1'))!.status === 'running');
  assert.equal((await next.rapi.instance('snf-2'))!.status, 'ADMIN_down');
  assert.equal((await machinesOf(directory)).length, 1);
});

test('machines made at the same time share neither user, port, address nor memory', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const directory = await testDirectory(t);
  const { rapi } = await startHost(directory, { VMHOST_STOP_SECONDS: 1, VMHOST_MEMORY_MB: 300 });
  const names = ['snf-1', 'snf-2', 'snf-3'];
  const jobs = await Promise.all(names.map((name) => rapi.run('POST', '/2/instances', { ...blank, name })));
  assert.deepEqual(jobs.map(({ status }) => status).sort(), ['error', 'success', 'success']);
  const refused = jobs.find(({ status }) => status === 'error')!.opresult as [[string, [string, string]]];
  assert.equal(refused[0][1][1], 'insufficient_resources');
  const present = (await Promise.all(names.map((name) => rapi.instance(name)))).filter(
    (instance) => instance?.oper_state,
  );
  assert.equal(present.length, 2);
  for (const own of ['nic.macs', 'disk.uuids'] as const) {
    assert.equal(new Set(present.flatMap((instance) => instance![own])).size, 2, own);
  }
  const machines = await machinesOf(directory);
  const users = await Promise.all(
    machines.map(async ({ identity }) => (await stat(`/proc/${identity.pid}`)).uid),
  );
  if (process.getuid?.() === 0) assert.equal(new Set(users).size, 2);
  assert.equal(
    new Set(present.map((instance) => instance!.custom_nicparams[0]!.forward!['22']!.port)).size,
    2,
  );
});

test('a delete does not wait for a machine that is slow to switch itself off', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const directory = await testDirectory(t);
  const { rapi } = await startHost(directory);
  await rapi.run('POST', '/2/instances', blank);
  const reboot = (await rapi.call('POST', '/2/instances/snf-1/reboot?type=hard', { shutdown_timeout: 600 }))
    .json as number;
  await until(
    async () =>
      ((await rapi.call('GET', `/2/jobs/${reboot}`)).json as { status: string }).status === 'running',
  );
  const began = performance.now();
  assert.equal((await rapi.run('DELETE', '/2/instances/snf-1')).status, 'success');
  assert.ok(performance.now() - began < 10_000);
  assert.deepEqual(await machinesOf(directory), []);
});

test('T-C17 disks read as zeros where nothing was written, also after another machine had its data there', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const directory = await testDirectory(t);
  const image = await storeImage(directory, (await sampleImage()).path);
  const { rapi } = await startHost(directory);
  const create = (name: string, changes: Record<string, unknown>): Promise<unknown> =>
    rapi.run('POST', '/2/instances', createBody(name, image, { start: false, ...changes }));
  const disks = [
    { name: 'image', size: 256 },
    { name: 'data', size: 64 },
  ];
  await create('snf-1', { disks });
  for (const path of await diskFiles(directory)) {
    const file = await open(path, 'r+');
    const secret = Buffer.alloc(1024 * 1024, 'left-over secret');
    const { size } = await file.stat();
    for (let at = 0; at < size; at += secret.length) await file.write(secret, 0, secret.length, at);
    await file.sync();
    await file.close();
  }
  assert.equal((await rapi.run('DELETE', '/2/instances/snf-1')).status, 'success');
  await create('snf-2', { disks });
  const added = await rapi.run('PUT', '/2/instances/snf-2/modify', { disks: [['add', -1, { size: 64 }]] });
  assert.equal(added.status, 'success', JSON.stringify(added.opresult));
  const imageBytes = (await stat((await sampleImage()).path)).size;
  const sizes = [];
  for (const path of await diskFiles(directory)) {
    const content = await readFile(path);
    sizes.push(content.length / 1024 / 1024);
    const fresh = content.length === 256 * 1024 * 1024 ? content.subarray(imageBytes) : content;
    assert.ok(fresh.equals(Buffer.alloc(fresh.length)), path);
    assert.ok(!content.includes('left-over secret'));
  }
  assert.deepEqual(sizes.sort(), [256, 64, 64]);
});

async function diskFiles(directory: string): Promise<string[]> {
  const names = await readdir(join(directory, 'vmhost', 'machines'), { recursive: true });
  return names
    .filter((name) => /disk-.*\.raw$/.test(name))
    .map((name) => join(directory, 'vmhost', 'machines', name));
}

test('a data directory with a long path is no hindrance', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const directory = await testDirectory(t);
  const deep = join(directory, 'a-rather-long-name-of-a-folder'.repeat(4));
  await mkdir(deep);
  const { rapi } = await startHost(deep, { VMHOST_STOP_SECONDS: 1 }, directory);
  const job = await rapi.run('POST', '/2/instances', blank);
  assert.equal(job.status, 'success', JSON.stringify(job.opresult));
  const { json } = await rapi.call('GET', '/2/instances/snf-1/console');
  assert.ok((json as { socket_path: string }).socket_path.length < 100);
});

test('T-F18 a record that cannot be read stops nobody else', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const directory = await testDirectory(t);
  const first = await startHost(directory, { VMHOST_STOP_SECONDS: 1 });
  await first.rapi.run('POST', '/2/instances', { ...blank, start: false });
  await first.stop();
  for (const folder of ['instances', 'jobs', 'networks']) {
    await writeFile(join(directory, 'vmhost', folder, 'torn.json'), '{"name":"snf-');
    await writeFile(join(directory, 'vmhost', folder, 'left-over.json.new'), '');
  }
  const next = await startHost(directory, { VMHOST_STOP_SECONDS: 1 });
  assert.equal((await next.rapi.run('PUT', '/2/instances/snf-1/startup')).status, 'success');
  assert.equal(((await next.rapi.call('GET', '/2/instances')).json as unknown[]).length, 1);
});

test('a shutdown that waits for its machine does not hold up the stop, and goes on afterwards', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const directory = await testDirectory(t);
  const host = await startHost(directory, { VMHOST_STOP_SECONDS: 1 });
  await host.rapi.run('POST', '/2/instances', blank);
  const { json } = await host.rapi.call('PUT', '/2/instances/snf-1/shutdown', { timeout: 600 });
  await until(
    async () =>
      ((await host.rapi.call('GET', `/2/jobs/${String(json)}`)).json as { status: string }).status ===
      'running',
  );
  const began = performance.now();
  await host.stop();
  assert.ok(performance.now() - began < 8_000);
  const next = await startHost(directory, { VMHOST_STOP_SECONDS: 1 });
  assert.equal((await next.rapi.wait(json as number)).status, 'success');
  assert.equal((await next.rapi.instance('snf-1'))!.status, 'ADMIN_down');
});
