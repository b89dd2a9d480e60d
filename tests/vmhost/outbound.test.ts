import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { networkInterfaces } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { ClusterDocument } from '#contract/ganeti';
import { runTool } from '#platform/run-tool';
import { until } from '../kit/until.ts';
import { sampleImage } from '#kit/sample-image';
import { cannotBoot, createBody, machinesOf, storeImage, testDirectory } from './kit/host.ts';
import { type Manager, startManager } from './kit/manager.ts';
import { makeOutside, startNameServer } from './kit/outside.ts';
import { allGone, familyOf } from './kit/sandbox.ts';
import { onlyMachineFolder, Terminal, waitForPrompt } from './kit/serial.ts';

const PASSWORD = 'guest';
const NAME_SERVER = '127.0.0.77';

/** Why the way out cannot be tried here; false when it can. */
async function cannotTry(): Promise<string | false> {
  if (process.getuid?.() !== 0) return '*** NOT RUN: only root can make a world to go out to';
  return cannotBoot();
}

/** Runs a program that finds another file in the place of one of the system. */
function withFile(file: string, inPlaceOf: string): string[] {
  return [
    'unshare',
    '--mount',
    'sh',
    '-c',
    'mount --bind "$1" "$2"; shift 2; exec "$@"',
    'sh',
    file,
    inPlaceOf,
  ];
}

/** A directory with the sample image and the configuration of a machine in which root has a password. */
async function prepare(t: TestContext): Promise<{ directory: string; image: string }> {
  const directory = await testDirectory(t);
  const image = await storeImage(directory, (await sampleImage()).path);
  const hash = (await runTool('openssl', ['passwd', '-6', PASSWORD])).trim();
  const config = {
    hostname: 'out',
    adminPasswordHash: hash,
    users: ['root'],
    authorizedKeys: [],
    personality: [],
    image: { id: image, format: 'diskdump', properties: {} },
  };
  await mkdir(join(directory, 'once'));
  await writeFile(join(directory, 'once', 'key'), JSON.stringify(config));
  return { directory, image };
}

async function createMachine({ rapi }: Manager, image: string): Promise<void> {
  const body = createBody('snf-1', image, { osparams_secret: { config_url: 'role:compute/key' } });
  const job = await rapi.run('POST', '/2/instances', body);
  assert.equal(job.status, 'success', JSON.stringify(job.opresult));
}

async function terminalOf(t: TestContext, directory: string): Promise<Terminal> {
  const folder = await onlyMachineFolder(directory);
  await waitForPrompt(folder);
  const terminal = await Terminal.open(folder);
  t.after(() => terminal.close());
  await terminal.logIn(PASSWORD);
  return terminal;
}

/** A server on an address of the host that counts who came. */
async function listenOnHost(t: TestContext, host: string): Promise<{ port: number; reached: () => number }> {
  let reached = 0;
  const server = createServer((socket) => {
    reached += 1;
    socket.end('reached the host\n');
  });
  server.listen(0, host);
  await once(server, 'listening');
  t.after(() => server.close());
  return { port: (server.address() as { port: number }).port, reached: () => reached };
}

/** The addresses of these at which somebody takes a connection from the machine. */
async function openFrom(terminal: Terminal, addresses: string[], ports: number[]): Promise<string[]> {
  const tries = addresses.flatMap((address) =>
    ports.map((port) => `nc -w 4 ${address} ${port} </dev/null >/dev/null && echo OPEN-${address}- &`),
  );
  await terminal.script([...tries, 'wait']);
  const seen = await terminal.run('sh /tmp/script 2>/dev/null', 90_000);
  return [...new Set([...seen.matchAll(/OPEN-([\d.]+)-/g)].map(([, address = '']) => address))].sort();
}

test('a machine goes out into the world past its host', async (t) => {
  const skip = await cannotTry();
  if (skip !== false) return t.skip(skip);
  const { directory, image } = await prepare(t);
  const outside = await makeOutside(t);
  await startNameServer(t, NAME_SERVER, outside.server);
  const resolver = join(directory, 'resolv.conf');
  await writeFile(resolver, `nameserver ${NAME_SERVER}\n`);
  const settings = { VMHOST_CLOSED_NETWORKS: [outside.closedNetwork] };
  const begin = (): Promise<Manager> =>
    startManager(directory, withFile(resolver, '/etc/resolv.conf'), settings);
  let manager = await begin();
  const { embedded } = ClusterDocument.parse((await manager.rapi.call('GET', '/2/info')).json);
  assert.deepEqual([embedded!.outbound, embedded!.outbound_reason], [true, null]);
  await createMachine(manager, image);
  const terminal = await terminalOf(t, directory);
  const [machine] = await machinesOf(directory);
  const family = await familyOf(machine!);

  await t.test('T-V4 it reaches a server of the world, by address and by name', async () => {
    assert.deepEqual(await openFrom(terminal, [outside.server], [outside.port]), [outside.server]);
    assert.match(await terminal.run('nslookup somewhere.example'), /Address.*198\.18\.113\.2/);
    assert.match(
      await terminal.run(`nc -w 4 somewhere.example ${outside.port} </dev/null`),
      /welcome outside/,
    );
  });

  await t.test(
    'T-V4 T-C11 it reaches no address of its host, by whatever way, nor a metadata address',
    async (t) => {
      const loopback = await listenOnHost(t, '127.0.0.1');
      const beside = await listenOnHost(t, NAME_SERVER);
      const everywhere = await listenOnHost(t, '0.0.0.0');
      const ports = [loopback, beside, everywhere].map(({ port }) => port);
      const own = Object.values(networkInterfaces()).flatMap((list) =>
        (list ?? []).flatMap(({ family, address }) => (family === 'IPv4' ? [address] : [])),
      );
      assert.ok(own.includes(outside.host));
      const addresses = [
        ...own.filter((address) => !address.startsWith('127.')),
        // Router, name server and others of the machine's network, then of the one around its sandbox.
        ...['10.0.2.1', '10.0.2.2', '10.0.2.3', '10.0.2.255'],
        ...['198.18.0.1', '198.18.0.2', '198.18.0.3', '198.18.0.100', '198.18.0.255'],
        ...['0.0.0.0', '255.255.255.255', '169.254.169.254', '169.254.0.1'],
      ];
      // The machine's own loopback answers to these, so they are sent to its router.
      await terminal.run(
        'ip link set lo down; ip route flush table local dev lo; echo 1 > /proc/sys/net/ipv4/conf/all/route_localnet; ip route add 127.0.0.0/8 via 10.0.2.2 dev eth0',
      );
      assert.deepEqual(await openFrom(terminal, [...addresses, '127.0.0.1', NAME_SERVER], ports), []);
      assert.deepEqual(
        [loopback, beside, everywhere].map(({ reached }) => reached()),
        [0, 0, 0],
      );
      await terminal.run('ip link set lo up');
    },
  );

  await t.test('T-V9 it reaches no network that the operator closed', async () => {
    assert.deepEqual(await openFrom(terminal, [outside.server, outside.closedServer], [outside.port]), [
      outside.server,
    ]);
  });

  await t.test('T-V4 an address that the host gets while the machine runs is closed as well', async (t) => {
    const late = '198.51.100.7';
    await outside.addHostAddress(late);
    const { port, reached } = await listenOnHost(t, late);
    const { pid } = family.qemu;
    await until(async () =>
      (await runTool('nsenter', ['-t', String(pid), '-n', 'ip', 'route'])).includes(`prohibit ${late}`),
    );
    assert.deepEqual(await openFrom(terminal, [late], [port]), []);
    assert.equal(reached(), 0);
  });

  await t.test(
    'T-V2 QEMU has namespaces of its own, no capability, and sees nothing of the host',
    async () => {
      const { pid } = family.qemu;
      for (const name of ['user', 'mnt', 'pid', 'net', 'ipc', 'uts', 'cgroup']) {
        assert.notEqual(
          await readlink(`/proc/${pid}/ns/${name}`),
          await readlink(`/proc/self/ns/${name}`),
          name,
        );
      }
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      assert.deepEqual(
        [...status.matchAll(/^Cap(\w+):\s+(\w+)$/gm)].map(([, set, bits]) => `${set} ${BigInt(`0x${bits}`)}`),
        ['Inh 0', 'Prm 0', 'Eff 0', 'Bnd 0', 'Amb 0'],
      );
      const mounts = (await readFile(`/proc/${pid}/mountinfo`, 'utf8')).trim().split('\n');
      const points = mounts.map((line) => line.split(' ')[4]!);
      const allowed =
        /^\/(?:|usr|bin|lib|lib64|etc\/ld\.so\.cache|etc\/resolv\.conf|dev\/null|dev\/kvm|machine|machine\/network)$/;
      assert.deepEqual(
        points.filter((point) => !allowed.test(point)),
        [],
      );
      const writable = mounts
        .filter((line) => /^rw\b/.test(line.split(' ')[5]!))
        .map((line) => line.split(' ')[4]);
      assert.deepEqual(
        writable.filter((point) => !/^\/(?:machine|dev\/\w+)$/.test(point!)),
        [],
      );
      const root = `/proc/${pid}/root`;
      assert.deepEqual((await readdir(root)).sort(), ['bin', 'dev', 'etc', 'lib', 'lib64', 'machine', 'usr']);
      assert.deepEqual(
        await readdir(`${root}/machine/network`),
        [],
        'what steers the way out is out of reach',
      );
    },
  );

  await t.test('T-V12 QEMU writes no memory dump and has a bounded number of threads and files', async () => {
    const limits = await readFile(`/proc/${family.qemu.pid}/limits`, 'utf8');
    assert.match(limits, /^Max core file size +0 +0 /m);
    assert.match(limits, /^Max processes +256 +256 /m);
    assert.match(limits, /^Max open files +1024 +1024 /m);
  });

  await t.test(
    'T-V15 no memory of QEMU is given to the kernel to be merged with that of others',
    async () => {
      const flags = (await readFile(`/proc/${family.qemu.pid}/smaps`, 'utf8')).match(/^VmFlags:.*$/gm) ?? [];
      assert.ok(flags.length > 10);
      assert.deepEqual(
        flags.filter((line) => /\bmg\b/.test(line)),
        [],
      );
    },
  );

  await t.test('T-R-V1 connections in and out outlive a manager that is killed', async (t) => {
    const { forward } = (await manager.rapi.instance('snf-1'))!.custom_nicparams[0]!;
    const into = connect(Number(forward!['22']!.port), '127.0.0.1');
    t.after(() => into.destroy());
    let heard = '';
    into.on('data', (bytes) => (heard += bytes.toString('latin1')));
    await until(() => heard.startsWith('SSH-2.0-'));
    await terminal.run(
      `(sleep 600 | nc ${outside.server} ${outside.port} > /tmp/heard) & while ! grep -q welcome /tmp/heard; do sleep 0.1; done`,
    );
    await manager.kill();
    assert.equal(await allGone(family.all), false);
    manager = await begin();
    assert.equal((await manager.rapi.instance('snf-1'))!.oper_state, true);
    assert.deepEqual(
      (await machinesOf(directory)).map(({ identity }) => identity),
      [family.qemu],
    );
    outside.say('still there');
    await terminal.run('while ! grep -q "still there" /tmp/heard; do sleep 0.1; done');
    assert.equal(into.readyState, 'open');
    // The server hangs up on who speaks a version that is too old.
    into.write('SSH-1.0-old\r\n');
    await until(() => into.readableEnded);
    const again = connect(Number(forward!['22']!.port), '127.0.0.1');
    t.after(() => again.destroy());
    await once(again, 'data');
  });

  for (const member of ['qemu', 'keeper', 'maker'] as const) {
    await t.test(
      `T-R-V2 when the ${member} is killed nothing of the sandbox is left, and the machine comes again`,
      async () => {
        const [present] = await machinesOf(directory);
        const processes = await familyOf(present!);
        assert.ok(
          processes.all.length >= 5,
          'its maker, its keeper, QEMU, the network and who watches for addresses',
        );
        process.kill(processes[member]!.pid, 'SIGKILL');
        await until(() => allGone(processes.all));
        await until(async () => {
          const [next] = await machinesOf(directory);
          return (
            next !== undefined &&
            next.identity.pid !== present!.identity.pid &&
            (await manager.rapi.instance('snf-1'))!.oper_state === true
          );
        }, 60_000);
      },
    );
  }
});

test('a host that keeps the network device to itself is told what helps', async (t) => {
  const skip = await cannotTry();
  if (skip !== false) return t.skip(skip);
  const directory = await testDirectory(t);
  await mkdir(join(directory, 'once'));
  const device = join(directory, 'tun');
  await runTool('mknod', ['-m', '600', device, 'c', '10', '200']);
  const { rapi } = await startManager(directory, withFile(device, '/dev/net/tun'));
  const { embedded } = ClusterDocument.parse((await rapi.call('GET', '/2/info')).json);
  assert.match(embedded!.outbound_reason!, /chmod 666 \/dev\/net\/tun$/);
});

test('T-V4 where no sandbox can be made, machines run without a way out, and it is said why', async (t) => {
  const skip = await cannotTry();
  if (skip !== false) return t.skip(skip);
  const { directory, image } = await prepare(t);
  const outside = await makeOutside(t);
  const manager = await startManager(directory, withFile('/dev/null', '/usr/bin/bwrap'));
  const { embedded } = ClusterDocument.parse((await manager.rapi.call('GET', '/2/info')).json);
  assert.equal(embedded!.outbound, false);
  assert.match(embedded!.outbound_reason!, /apt-get install --no-install-recommends bubblewrap$/);
  await createMachine(manager, image);
  const terminal = await terminalOf(t, directory);
  const { port, reached } = await listenOnHost(t, '0.0.0.0');
  const addresses = [outside.server, outside.host, '10.0.2.2', '10.0.2.3', '169.254.169.254'];
  assert.deepEqual(await openFrom(terminal, addresses, [port, outside.port]), []);
  assert.equal(reached(), 0);
  const { forward } = (await manager.rapi.instance('snf-1'))!.custom_nicparams[0]!;
  const into = connect(Number(forward!['22']!.port), '127.0.0.1');
  t.after(() => into.destroy());
  assert.match(String(await once(into, 'data')), /^SSH-2\.0-/);
});
