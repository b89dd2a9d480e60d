import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { chmod, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { InstanceHealth } from '#contract/ganeti-events';
import { argumentsOf } from '#vmhost/qemu/process';
import { until } from '../kit/until.ts';
import {
  cannotBoot,
  createBody,
  type Host,
  machinesOf,
  startHost,
  storeImage,
  testDirectory,
} from './kit/host.ts';
import { lyingQemu, trustKvm } from './kit/lying-qemu.ts';
import { familyOf } from './kit/sandbox.ts';
import { onlyMachineFolder } from './kit/serial.ts';

const blank = createBody('snf-1', null, { disks: [{ name: 'v', size: 4 }] });
const LIMIT_MS = 60_000;

/** What was told of machines' health so far, oldest first. */
function told({ events }: Host): InstanceHealth[] {
  return events
    .filter(({ body }) => (body as { type: string }).type === 'instance-health')
    .map(({ body }) => InstanceHealth.parse(body));
}

const troubles = (host: Host): (string | null)[] => told(host).map(({ trouble }) => trouble);

async function untilTold(host: Host, expected: (string | null)[]): Promise<void> {
  await until(() => troubles(host).length >= expected.length, LIMIT_MS);
  assert.deepEqual(troubles(host), expected);
}

async function hostWithLyingKvm(
  t: TestContext,
  wish: 'auto' | 'kvm',
  seconds: number,
): Promise<{ host: Host; directory: string }> {
  const directory = await testDirectory(t);
  const program = await lyingQemu(t, seconds);
  await trustKvm(directory, program, wish);
  const settings = { VMHOST_QEMU: program, VMHOST_ACCELERATION: wish, VMHOST_STOP_SECONDS: 1 };
  return { host: await startHost(directory, settings), directory };
}

async function accelerators(directory: string): Promise<string[]> {
  const machines = await machinesOf(directory);
  return machines.map(({ arguments: words }) => (words[words.indexOf('-accel') + 1] ?? '').split(',')[0]!);
}

test('a machine that KVM cannot go on with is started again, emulated, once and for good', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const { host, directory } = await hostWithLyingKvm(t, 'auto', 1);
  assert.equal((await host.rapi.run('POST', '/2/instances', blank)).status, 'success');
  await untilTold(host, ['internal-error', null]);
  assert.deepEqual(await accelerators(directory), ['tcg']);
  const [failure] = told(host);
  assert.match(failure!.message!, /It is started again, emulated\.$/);
  assert.deepEqual([failure!.level, failure!.details], ['WARNING', 'KVM internal error. Suberror: 1']);
  const reboot = await host.rapi.run('POST', '/2/instances/snf-1/reboot?type=hard', { shutdown_timeout: 0 });
  assert.equal(reboot.status, 'success');
  assert.deepEqual(await accelerators(directory), ['tcg'], 'KVM is not tried again for it');
  assert.deepEqual(troubles(host), ['internal-error', null]);
});

test('where nothing may be emulated a machine that KVM stopped stays, and its owner may reboot it', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const { host, directory } = await hostWithLyingKvm(t, 'kvm', 3_600);
  await host.rapi.run('POST', '/2/instances', blank);
  const folder = await onlyMachineFolder(directory);
  const stop = async (state: string): Promise<void> => {
    await writeFile(join(folder, 'stop'), state);
    await chmod(join(folder, 'stop'), 0o644); // for the machine's user
    await rename(join(folder, 'stop'), join(folder, 'stop-now'));
  };
  await stop('internal-error');
  await untilTold(host, ['internal-error']);
  assert.equal(told(host)[0]!.level, 'ERROR');
  await rm(join(folder, 'stop-now'));
  await host.rapi.run('POST', '/2/instances/snf-1/reboot?type=hard', { shutdown_timeout: 0 });
  await untilTold(host, ['internal-error', null]);
  assert.deepEqual(await accelerators(directory), ['kvm']);

  await t.test('one that was stopped because of its disk goes on as soon as the disk works', async () => {
    await stop('io-error');
    await untilTold(host, ['internal-error', null, 'io-error']);
    await rm(join(folder, 'stop-now'));
    // before that it may have been let go on in vain, which is told, too
    await until(() => troubles(host).at(-1) === null, LIMIT_MS);
    assert.deepEqual([...new Set(troubles(host).slice(2))], ['io-error', null]);
  });

  await t.test(
    'the numbers of the messages grow, and what was not handed over is by the next manager',
    async () => {
      const serials = told(host).map(({ serial }) => serial);
      assert.deepEqual(
        serials,
        serials.toSorted((a, b) => a - b),
      );
      await host.stop();
      const records = join(directory, 'vmhost', 'instances');
      const [name = ''] = await readdir(records);
      const record = JSON.parse(await readFile(join(records, name), 'utf8')) as { news: unknown[] };
      assert.deepEqual(record.news, []);
      const event = {
        id: randomUUID(),
        key: 'ganeti.snf.event.progress',
        body: { ...told(host).at(-1), serial: 999 },
      };
      await writeFile(join(records, name), JSON.stringify({ ...record, adminState: 'down', news: [event] }));
      const next = await startHost(directory, { VMHOST_STOP_SECONDS: 1 });
      await until(() => told(next).length === 1, LIMIT_MS);
      assert.equal(told(next)[0]!.serial, 999);
    },
  );
});

test('a machine whose QEMU is frozen is told as silent, and as well again once it answers', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const directory = await testDirectory(t);
  const host = await startHost(directory, { VMHOST_SILENCE_SECONDS: 6, VMHOST_STOP_SECONDS: 1 });
  await host.rapi.run('POST', '/2/instances', blank);
  const [machine] = await machinesOf(directory);
  process.kill(machine!.identity.pid, 'SIGSTOP');
  await untilTold(host, ['silent']);
  process.kill(machine!.identity.pid, 'SIGCONT');
  await untilTold(host, ['silent', null]);

  await t.test('one whose QEMU is killed is told as died, with a word of its start', async () => {
    process.kill(machine!.identity.pid, 'SIGKILL');
    await untilTold(host, ['silent', null, 'died', null]);
    assert.match(told(host)[2]!.message!, /ended unexpectedly\. It is started again\.$/);
  });

  await t.test('one whose QEMU is told to end by somebody else is told with the reason', async () => {
    await until(async () => (await machinesOf(directory)).length === 1, LIMIT_MS);
    process.kill((await machinesOf(directory))[0]!.identity.pid, 'SIGTERM');
    await untilTold(host, ['silent', null, 'died', null, 'died', null]);
    assert.match(told(host)[4]!.details!, /host-signal/);
  });

  await t.test('one that lost its way out runs on, and its owner is told', async (t) => {
    await until(async () => (await machinesOf(directory)).length === 1, LIMIT_MS);
    const { all } = await familyOf((await machinesOf(directory))[0]!);
    for (const member of all) {
      if ((await argumentsOf(member))[0] !== 'slirp4netns') continue;
      process.kill(member.pid, 'SIGKILL');
      await until(() => told(host).some(({ message }) => message?.includes('lost its network')), LIMIT_MS);
      assert.equal(told(host).at(-1)!.trouble, null);
      return;
    }
    t.skip('machines have no way out here');
  });

  await t.test('a frozen one can still be switched off and deleted', async () => {
    process.kill((await machinesOf(directory))[0]!.identity.pid, 'SIGSTOP');
    assert.equal((await host.rapi.run('DELETE', '/2/instances/snf-1')).status, 'success');
    assert.deepEqual(await machinesOf(directory), []);
  });
});

test('a panic of the machine’s system is told, and that it restarted', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const directory = await testDirectory(t);
  const disk = Buffer.alloc(1024 * 1024);
  // Says that it panics (port 0x505), waits for three seconds of the BIOS clock, and starts itself anew.
  const code = '31c08ed8ba0505b001ee668b1e6c046683c337f466391e6c0472f8b0fee664f4ebfd';
  Buffer.from(code, 'hex').copy(disk);
  disk.writeUInt16LE(0xaa55, 510);
  const path = join(directory, 'panics.raw');
  await writeFile(path, disk);
  const image = await storeImage(directory, path);
  const host = await startHost(directory, { VMHOST_STOP_SECONDS: 1 });
  const created = await host.rapi.run('POST', '/2/instances', createBody('snf-1', image));
  assert.equal(created.status, 'success', JSON.stringify(created.opresult));
  await until(() => troubles(host).length >= 2, LIMIT_MS);
  assert.deepEqual(troubles(host).slice(0, 2), ['guest-panicked', null]);
});
