import assert from 'node:assert/strict';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { placeSampleImage } from '#kit/sample-image';
import { until } from '#kit/until';
import { startProcess, temporaryDirectory } from '../cloud/cloud-process.ts';
import { machinesOf, processesOf } from '../vmhost/kit/host.ts';
import { apiOf, BOOT_LIMIT_MS, prompts } from './administrator.ts';

interface Server {
  id: number;
  status: string;
}

test(
  'a machine is there again after a stop, and outlives a cloud that is killed',
  { timeout: 600_000 },
  async (t) => {
    const directory = join(temporaryDirectory(t), 'data');
    const args = ['--port', '0', '--data-dir', directory];
    t.after(() => endMachines(directory));
    await placeSampleImage(directory);
    let cloud = startProcess(t, args);
    let api = apiOf(await cloud.ready, directory);
    const [image] = (await api<{ images: { id: string }[] }>('GET', '/images')).images;
    const wanted = { server: { name: 'lasting', flavorRef: 1, imageRef: image?.id ?? '' } };
    const { id } = (await api<{ server: Server }>('POST', '/servers', wanted)).server;
    await until(() => prompts(directory) === 1, BOOT_LIMIT_MS);

    await t.test('a stop ends the machine in order and leaves no process', async () => {
      const { code, seconds } = await cloud.stop('SIGINT');
      assert.equal(code, 0, cloud.stderr());
      assert.ok(seconds < 10, `${seconds} s`);
      assert.deepEqual(await processesOf(directory), []);
    });

    await t.test('the next start boots it again', async () => {
      cloud = startProcess(t, args);
      api = apiOf(await cloud.ready, directory);
      await until(
        async () => prompts(directory) >= 1 && (await machines(directory)).length === 1,
        BOOT_LIMIT_MS,
      );
      await until(
        async () => (await api<{ server: Server }>('GET', `/servers/${id}`)).server.status === 'ACTIVE',
        60_000,
      );
    });

    await t.test('killed without warning, the cloud finds the very same machine still running', async () => {
      const before = await machines(directory);
      assert.equal(before.length, 1);
      await cloud.stop('SIGKILL');
      assert.deepEqual(await machines(directory), before);
      cloud = startProcess(t, args);
      api = apiOf(await cloud.ready, directory);
      assert.equal((await api<{ server: Server }>('GET', `/servers/${id}`)).server.status, 'ACTIVE');
      assert.deepEqual(await machines(directory), before);
    });

    await t.test('deleted, it leaves neither process nor disk', async () => {
      await api('DELETE', `/servers/${id}`);
      await until(async () => (await machines(directory)).length === 0, 60_000);
      await until(
        async () => (await api<{ servers: Server[] }>('GET', '/servers')).servers.length === 0,
        60_000,
      );
      await until(() => globSync(join(directory, 'vmhost', 'machines', '*')).length === 0, 60_000);
    });
    await cloud.stop();
  },
);

/** Process ids of the QEMUs of this data directory. */
async function machines(directory: string): Promise<number[]> {
  return (await machinesOf(directory)).map(({ identity }) => identity.pid);
}

async function endMachines(directory: string): Promise<void> {
  for (const pid of await machines(directory)) process.kill(pid, 'SIGKILL');
}
