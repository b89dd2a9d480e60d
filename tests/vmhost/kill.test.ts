import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { cannotBoot, createBody, listing, machinesOf, testDirectory } from './kit/host.ts';
import { type Manager, publishedEvents, startManager } from './kit/manager.ts';
import { until } from '../kit/until.ts';

const NAME = 'snf-7';
const HASH = `$6$saltsalt$${'a'.repeat(86)}`;

/** What the client was doing when the manager was killed there. */
const operations: Record<string, 'create' | 'shutdown' | 'reboot' | 'remove' | 'plug' | 'unplug'> = {
  'vmhost.job.submitted': 'create',
  'vmhost.job.running': 'create',
  'vmhost.create.recorded': 'create',
  'vmhost.create.config-kept': 'create',
  'vmhost.create.disk-written': 'create',
  'vmhost.create.installed': 'create',
  'vmhost.start.drive-written': 'create',
  'vmhost.start.intent-recorded': 'create',
  'vmhost.start.spawned': 'create',
  'vmhost.start.recorded': 'create',
  'vmhost.job.done': 'create',
  'vmhost.stop.intent-recorded': 'shutdown',
  'vmhost.reboot.off': 'reboot',
  'vmhost.nic.recorded': 'plug',
  'vmhost.nic.unplugged': 'unplug',
  'vmhost.remove.stopped': 'remove',
  'vmhost.remove.files-gone': 'remove',
  'vmhost.remove.forgotten': 'remove',
};

const requests = {
  create: ['POST', '/2/instances'],
  shutdown: ['PUT', `/2/instances/${NAME}/shutdown`],
  reboot: ['POST', `/2/instances/${NAME}/reboot?type=hard`],
  remove: ['DELETE', `/2/instances/${NAME}`],
  plug: ['PUT', `/2/instances/${NAME}/modify`],
  unplug: ['PUT', `/2/instances/${NAME}/modify`],
} as const;

async function preparedDirectory(t: TestContext): Promise<string> {
  const directory = await testDirectory(t);
  await mkdir(join(directory, 'once'));
  const config = {
    hostname: 'killed',
    adminPasswordHash: HASH,
    users: ['root'],
    authorizedKeys: [],
    personality: [],
    image: { id: 'null', format: 'diskdump', properties: {} },
  };
  for (const point of Object.keys(operations))
    await writeFile(join(directory, 'once', point), JSON.stringify(config));
  return directory;
}

/** Files beside the jobs, which are kept on purpose. */
async function files(directory: string): Promise<string[]> {
  return (await listing(join(directory, 'vmhost'))).filter(
    (name) => !/^(?:jobs\/|acceleration\.json$|sandbox\.json$)/.test(name),
  );
}

/** The machine's document is the one of the point. */
function send(manager: Manager, operation: keyof typeof requests, point: string): Promise<unknown> {
  const [method, path] = requests[operation];
  const body = {
    create: createBody(NAME, null, {
      disks: [{ name: 'v', size: 4 }],
      osparams_secret: { config_url: `role:compute/${point}` },
    }),
    shutdown: { timeout: 0 },
    reboot: { shutdown_timeout: 0 },
    remove: {},
    plug: { nics: [['add', '-1', { name: 'second', mode: 'routed', link: 'user' }]] },
    unplug: { nics: [['remove', 'snf-nic-1', {}]] },
  }[operation];
  return manager.rapi.call(method, path, body);
}

test('T-F1 every kill point of the source is in this test', async () => {
  const found = new Set<string>();
  for (const folder of ['domain', 'jobs', 'qemu', 'disk']) {
    const path = join(import.meta.dirname, '../../src/vmhost', folder);
    for (const name of (await readdir(path)).filter((entry) => entry.endsWith('.ts'))) {
      const text = await readFile(join(path, name), 'utf8');
      for (const [, point = ''] of text.matchAll(/killPoint\('([^']+)'\)/g)) found.add(point);
    }
  }
  assert.deepEqual([...found].sort(), Object.keys(operations).sort());
});

test('T-F1 T-R-V1 a manager is killed between any two steps of its work', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const directory = await preparedDirectory(t);
  // Who finishes the work is the next to die.
  let manager: Manager | undefined = await startManager(directory);
  const before = await files(directory);
  for (const [point, operation] of Object.entries(operations))
    await t.test(
      `T-F1 T-R-V1 killed at ${point} during ${operation}, the next manager finishes the work`,
      async () => {
        const first = manager ?? (await startManager(directory));
        manager = undefined; // of a test that fails nothing is used any more
        const known = (await first.quiet()).length;
        if (operation !== 'create') {
          await send(first, 'create', point);
          await first.quiet();
        }
        await first.arm(`${point}#1=kill`);
        // The answer may or may not come before the end: what was begun must be finished either way.
        await send(first, operation, point).catch(() => undefined);
        assert.equal(await first.ended, 'SIGKILL');

        const second = await startManager(directory);
        await assertFinished(second, operation, { directory, known });
        if (operation !== 'remove') {
          const { status } = await second.rapi.run('DELETE', `/2/instances/${NAME}`, {});
          assert.equal(status, 'success');
        }
        assert.deepEqual(await machinesOf(directory), []);
        assert.deepEqual(await files(directory), before);
        manager = second;
      },
    );
});

/** What was begun is done, by one job each after those that were known, and told. */
async function assertFinished(
  manager: Manager,
  operation: keyof typeof requests,
  { directory, known }: { directory: string; known: number },
): Promise<void> {
  const jobs = await manager.quiet();
  assert.deepEqual(
    jobs.slice(known).map(({ status }) => status),
    operation === 'create' ? ['success'] : ['success', 'success'],
  );
  const wanted = operation !== 'shutdown' && operation !== 'remove';
  const instance = await manager.rapi.instance(NAME);
  const machines = await machinesOf(directory);
  assert.equal(machines.length, wanted ? 1 : 0);
  assert.equal(instance?.oper_state, operation === 'remove' ? undefined : wanted);
  if (wanted) assert.equal(machines[0]!.uuid, instance!.uuid);
  if (operation === 'plug') assert.deepEqual(instance!['nic.names'], ['snf-nic-1', 'second']);
  if (operation === 'unplug') assert.deepEqual(instance!['nic.names'], []);
  if (operation === 'create') {
    const [folder = ''] = await readdir(join(directory, 'vmhost', 'machines'));
    const drive = await readFile(join(directory, 'vmhost', 'machines', folder, 'config.iso'), 'latin1');
    assert.ok(drive.includes(HASH), 'the password reached the drive');
  }
  await until(
    async () =>
      (await publishedEvents(directory)).filter(({ body }) => body['status'] === 'success').length >=
      jobs.length,
  );
}
