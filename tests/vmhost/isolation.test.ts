import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readFile, writeFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { until } from '../kit/until.ts';
import { runTool } from '#platform/run-tool';
import { isAlive, processIdentity } from '#vmhost/qemu/process';
import { craftedHeaders } from './kit/crafted-headers.ts';
import { sampleImage } from '#kit/sample-image';
import { cannotBoot, createBody, machinesOf, startHost, storeImage, testDirectory } from './kit/host.ts';
import { onlyMachineFolder, Terminal, waitForPrompt } from './kit/serial.ts';

const PASSWORD = 'guest';

/** Listeners on the host's loopback and on every address; `reached` counts who came. */
async function plantListeners(
  t: TestContext,
): Promise<{ ports: number[]; udpPort: number; reached: () => number }> {
  let reached = 0;
  const ports: number[] = [];
  for (const host of ['127.0.0.1', '0.0.0.0', '::1']) {
    const server = createServer((socket) => {
      reached += 1;
      socket.destroy();
    });
    server.listen(0, host);
    await once(server, 'listening');
    ports.push((server.address() as { port: number }).port);
    t.after(() => server.close());
  }
  const udp = createSocket('udp4', () => (reached += 1));
  udp.bind(0, '0.0.0.0');
  await once(udp, 'listening');
  t.after(() => udp.close());
  return { ports, udpPort: udp.address().port, reached: () => reached };
}

function hostAddresses(): string[] {
  return Object.values(networkInterfaces()).flatMap((addresses) =>
    (addresses ?? []).filter(({ family }) => family === 'IPv4').map(({ address }) => address),
  );
}

test('a machine is kept apart from its host', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const directory = await testDirectory(t);
  const canary = join(directory, 'canary-of-the-host');
  await writeFile(canary, 'host secret');
  const image = await storeImage(directory, (await sampleImage()).path);
  const host = await startHost(directory);
  const hash = (await runTool('openssl', ['passwd', '-6', PASSWORD])).trim();
  const header = craftedHeaders(canary)['qcow2 with a backing file']!.subarray(0, 1024);
  host.configs.set('key', {
    hostname: 'apart',
    adminPasswordHash: hash,
    users: ['root'],
    authorizedKeys: [],
    personality: [
      {
        path: '/root/header',
        owner: 'root',
        group: 'root',
        mode: 0o600,
        contents: header.toString('base64'),
      },
    ],
    image: { id: image, format: 'diskdump', properties: {} },
  });
  const created = await host.rapi.run(
    'POST',
    '/2/instances',
    createBody('snf-1', image, { osparams_secret: { config_url: 'role:compute/key' } }),
  );
  assert.equal(created.status, 'success', JSON.stringify(created.opresult));
  const folder = await onlyMachineFolder(directory);
  await waitForPrompt(folder);
  const terminal = await Terminal.open(folder);
  t.after(() => terminal.close());
  await terminal.logIn(PASSWORD);

  await t.test('T-V4 T-C11 from inside, nothing of the host and no metadata address answers', async (t) => {
    const { ports, udpPort, reached } = await plantListeners(t);
    assert.match(await terminal.run('ip addr show eth0'), /inet 10\.0\.2\.15/);
    const targets = [
      '10.0.2.2',
      '10.0.2.3',
      '10.0.2.1',
      '169.254.169.254',
      ...hostAddresses().filter((address) => address !== '127.0.0.1'),
    ];
    const scan = (addresses: string[]): string[] =>
      addresses.flatMap((address) =>
        ports.map((port) => `nc -w 3 ${address} ${port} </dev/null && echo OPEN-${address} &`),
      );
    const datagrams = targets.map((address) => `echo hello | nc -u -w 1 ${address} ${udpPort} &`);
    const http = ['10.0.2.2', '169.254.169.254'].map(
      (address) => `wget -T 3 -q -O /dev/null http://${address}/ && echo OPEN-${address} &`,
    );
    await terminal.script([...scan(targets), ...datagrams, ...http, 'wait']);
    assert.doesNotMatch(await terminal.run('sh /tmp/script 2>/dev/null', 60_000), /^OPEN/m);
    // The loopback itself, sent out of the network card to whoever is the router.
    await terminal.run(
      'ip link set lo down; ip route flush table local dev lo; echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet; ip route add 127.0.0.0/8 via 10.0.2.2 dev eth0',
    );
    await terminal.script([...scan(['127.0.0.1']), 'wait']);
    assert.doesNotMatch(await terminal.run('sh /tmp/script 2>/dev/null', 60_000), /^OPEN/m);
    assert.equal(reached(), 0);
  });

  await t.test('T-V12 a machine that floods its serial port leaves one megabyte at most', async () => {
    await terminal.run('head -c 1500000 /dev/zero | tr "\\0" x > /dev/ttyS0', 120_000);
    await until(async () => (await logBytes(folder)) <= 1024 * 1024, 20_000);
  });

  await t.test(
    'T-C2 a header that the machine wrote on its own disk is not followed at the next start',
    async () => {
      await terminal.run('dd if=/root/header of=/dev/vda conv=notrunc 2>/dev/null; sync');
      terminal.close();
      const reboot = await host.rapi.run('POST', '/2/instances/snf-1/reboot?type=hard', {
        shutdown_timeout: 0,
      });
      assert.equal(reboot.status, 'success', JSON.stringify(reboot.opresult));
      const [machine] = await machinesOf(directory);
      const { stdout } = { stdout: await runTool('ls', ['-l', `/proc/${machine!.identity.pid}/fd`]) };
      assert.ok(stdout.includes('disk-') && !stdout.includes('canary'));
      const [disk = ''] = (await readdir(folder)).filter((name) => name.startsWith('disk-'));
      assert.equal((await readFile(join(folder, disk))).toString('latin1', 0, 3), 'QFI');
    },
  );

  await t.test('T-V13 a stranger whose process number stands in the record survives the delete', async () => {
    const stranger = spawn('sleep', ['600']);
    t.after(() => stranger.kill('SIGKILL'));
    const identity = (await processIdentity(stranger.pid!))!;
    await host.stop();
    const [record = ''] = (await readdir(join(directory, 'vmhost', 'instances'))).filter((name) =>
      name.endsWith('.json'),
    );
    const path = join(directory, 'vmhost', 'instances', record);
    const instance = JSON.parse(await readFile(path, 'utf8')) as { process: unknown; adminState: string };
    await writeFile(
      path,
      JSON.stringify({ ...instance, adminState: 'down', process: { incarnation: 'cafe', ...identity } }),
    );
    const next = await startHost(directory);
    assert.equal((await next.rapi.run('PUT', '/2/instances/snf-1/shutdown', {})).status, 'success');
    assert.equal((await next.rapi.run('DELETE', '/2/instances/snf-1', {})).status, 'success');
    assert.ok(await isAlive(identity));
  });
});

async function logBytes(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of ['serial.log', 'serial.log.1'])
    bytes += (await readFile(join(folder, name)).catch(() => Buffer.alloc(0))).length;
  return bytes;
}
