import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { readFile, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { OpStatusEvent, ProgressEvent } from '#contract/ganeti-events';
import type { InstanceConfig } from '#contract/instance-config';
import { writeJson } from '#contract/json';
import { until } from '../kit/until.ts';
import { sampleImage } from '#kit/sample-image';
import {
  cannotBoot,
  createBody,
  listing,
  machinesOf,
  startHost,
  storeImage,
  testDirectory,
} from './kit/host.ts';
import { plugsAndUnplugs } from './kit/cards.ts';
import { allGone, familyOf } from './kit/sandbox.ts';
import { onlyMachineFolder, Terminal, waitForPrompt } from './kit/serial.ts';

const PASSWORD = 'correct horse';
const run = promisify(execFile);

/** The first words of whoever listens on a socket. */
async function greeting(path: string): Promise<string> {
  const socket = connect({ path });
  const [bytes] = (await once(socket, 'data')) as [Buffer];
  socket.destroy();
  return bytes.toString('latin1');
}

async function machineConfig(key: string): Promise<InstanceConfig> {
  const { stdout } = await run('openssl', ['passwd', '-6', '-salt', 'saltsalt', PASSWORD]);
  return {
    hostname: 'web-1',
    adminPasswordHash: stdout.trim(),
    users: ['root'],
    authorizedKeys: [key],
    personality: [
      {
        path: '/etc/greeting/today',
        owner: 'root',
        group: 'root',
        mode: 0o640,
        contents: Buffer.from('hello\n').toString('base64'),
      },
    ],
    image: { id: '', format: 'diskdump', properties: {} },
  };
}

test('a machine boots from its image with name, password, keys and files, and its events tell the whole story', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const directory = await testDirectory(t);
  const image = await storeImage(directory, (await sampleImage()).path);
  const host = await startHost(directory);
  const before = (await listing(join(directory, 'vmhost'))).filter((name) => !name.startsWith('jobs/'));
  await run('ssh-keygen', [
    '-q',
    '-t',
    'ed25519',
    '-N',
    '',
    '-C',
    'someone@somewhere',
    '-f',
    join(directory, 'key'),
  ]);
  host.configs.set('once', await machineConfig((await readFile(join(directory, 'key.pub'), 'utf8')).trim()));
  const body = createBody('snf-1', image, {
    disks: [{ name: 'snf-vol-1', size: 256 }],
    osparams_secret: { config_url: 'role:compute/cyclades/vmapi/v1.0/server-params/once' },
    reason: [['synnefo:compute', 'intent:77', 1795349470652092160n]],
  });
  let firstScreen = '';
  const started = performance.now();
  const job = await host.rapi.run('POST', '/2/instances', body);
  assert.equal(job.status, 'success', JSON.stringify(job.opresult));
  const folder = await onlyMachineFolder(directory);

  await t.test('the log-in prompt shows the host name', async () => {
    assert.match(await waitForPrompt(folder), /web-1 login: $/);
    t.diagnostic(`from create to log-in prompt: ${((performance.now() - started) / 1000).toFixed(1)} s`);
  });

  await t.test('T-V2 the process is unprivileged, sandboxed and names no path of the host', async () => {
    const [machine] = await machinesOf(directory);
    const status = await readFile(`/proc/${machine!.identity.pid}/status`, 'utf8');
    if (process.getuid?.() === 0) assert.match(status, /^Uid:\s+(2000\d{6})\s+\1\s+\1\s+\1$/m);
    assert.match(status, /^Seccomp:\s+2$/m);
    assert.match(status, /^NoNewPrivs:\s+1$/m);
    assert.deepEqual(
      machine!.arguments.slice(1).filter((word) => word.includes('/')),
      [],
    );
    t.diagnostic(`resident: ${/VmRSS:\s+(\d+)/.exec(status)?.[1]} kB`);
  });

  await t.test(
    'T-V10 the screen is a private socket and nothing listens on TCP but the forwarded port',
    async () => {
      const { json } = await host.rapi.call('GET', '/2/instances/snf-1/console');
      const path = (json as { socket_path: string }).socket_path;
      assert.ok(path.startsWith(directory));
      // The machine's user and the service, by its group; nobody else.
      const { mode, gid } = await stat(path);
      assert.equal(mode & 0o007, 0);
      assert.equal(gid, process.getgid?.());
      assert.equal(await greeting(path), 'RFB 003.008\n');
      firstScreen = path;
      const [machine] = await machinesOf(directory);
      const { all } = await familyOf(machine!);
      const { stdout } = await run('ss', ['-ltnp']);
      const ports = stdout.split('\n').filter((line) => all.some(({ pid }) => line.includes(`pid=${pid},`)));
      const forward = (await host.rapi.instance('snf-1'))!.custom_nicparams[0]!.forward!['22']!;
      assert.equal(ports.length, 1);
      assert.match(ports[0]!, new RegExp(`127\\.0\\.0\\.1:${forward.port}\\b`));
    },
  );

  await t.test('root logs in with the password and finds keys and files', async () => {
    const terminal = await Terminal.open(folder);
    t.after(() => terminal.close());
    await terminal.logIn(PASSWORD);
    assert.match(await terminal.run('cat /root/.ssh/authorized_keys'), /someone@somewhere/);
    assert.equal(
      await terminal.run('cat /etc/greeting/today; stat -c %a /etc/greeting/today'),
      'hello\n640\n',
    );
    terminal.close();
  });

  await t.test('the forwarded port leads to the SSH server, which lets the owner of the key in', async () => {
    const { forward } = (await host.rapi.instance('snf-1'))!.custom_nicparams[0]!;
    const { host: address, port } = forward!['22']!;
    const options = [
      '-o',
      'StrictHostKeyChecking=no',
      '-o',
      'UserKnownHostsFile=/dev/null',
      '-o',
      'LogLevel=ERROR',
    ];
    const key = ['-i', join(directory, 'key'), '-o', 'IdentitiesOnly=yes', '-o', 'BatchMode=yes'];
    const { stdout } = await run('ssh', [...options, ...key, '-p', port, `root@${address}`, 'hostname'], {
      timeout: 30_000,
    });
    assert.equal(stdout, 'web-1\n');
  });

  await t.test('T-V14 password and keys leave the drive after the first boot', async () => {
    const drive = join(folder, 'config.iso');
    await until(async () => !(await readFile(drive, 'latin1')).includes('$6$'), 15_000);
    assert.ok(!(await readFile(drive, 'latin1')).includes('someone@somewhere'));
    assert.ok((await readFile(drive, 'latin1')).includes('web-1'));
    assert.deepEqual(await listing(join(directory, 'vmhost', 'configs')), []);
  });

  await t.test('T-D5 no secret stands in a job', async () => {
    const { json } = await host.rapi.call('GET', '/2/jobs/1');
    assert.ok(!writeJson(json).includes('server-params'));
    for (const name of await listing(join(directory, 'vmhost', 'jobs'))) {
      assert.ok(!(await readFile(join(directory, 'vmhost', 'jobs', name), 'utf8')).includes('server-params'));
    }
  });

  await t.test('the messages are those of the specification, in order', () => {
    const bodies = host.events.map((event) => event.body as { type: string });
    const statuses = bodies
      .filter(({ type }) => type === 'ganeti-op-status')
      .map((body) => OpStatusEvent.parse(body));
    assert.deepEqual(
      statuses.map(({ status }) => status),
      ['queued', 'waiting', 'running', 'success'],
    );
    assert.equal(statuses.at(-1)!.instance_nics![0]!.forward!['22']!.host, '127.0.0.1');
    assert.deepEqual(
      statuses.at(-1)!.instance_disks!.map(({ name, size }) => [name, size]),
      [['snf-vol-1', 256]],
    );
    const progress = bodies
      .filter(({ type }) => type.startsWith('image-'))
      .map((body) => ProgressEvent.parse(body));
    const percents = progress.flatMap((event) =>
      event.type === 'image-copy-progress' ? [event.progress] : [],
    );
    assert.equal(percents.at(-1), 100);
    assert.ok(
      host.events.every(
        ({ exchange, key }) => exchange === 'ganeti' && /^ganeti\.snf\.event\.(op|progress)$/.test(key),
      ),
    );
  });

  await t.test('it gets a card of a network while it runs, and loses it', async () => {
    const terminal = await Terminal.open(folder);
    t.after(() => terminal.close());
    // Root is still logged in there, with a silent shell.
    await plugsAndUnplugs(host, terminal);
    terminal.close();
  });

  await t.test(
    'shutdown presses the power button, and a second start is the same machine without secrets',
    async () => {
      const began = performance.now();
      assert.equal((await host.rapi.run('PUT', '/2/instances/snf-1/shutdown', {})).status, 'success');
      t.diagnostic(`shutdown: ${((performance.now() - began) / 1000).toFixed(1)} s`);
      const down = await host.rapi.instance('snf-1');
      assert.deepEqual([down!.admin_state, down!.oper_state, down!.status], ['down', false, 'ADMIN_down']);
      assert.equal((await host.rapi.call('GET', '/2/instances/snf-1/console')).status, 503);
      assert.equal((await host.rapi.run('PUT', '/2/instances/snf-1/startup', {})).status, 'success');
      const { json } = await host.rapi.call('GET', '/2/instances/snf-1/console');
      assert.notEqual(
        (json as { socket_path: string }).socket_path,
        firstScreen,
        'T-V10 no screen has the name of an earlier one',
      );
      await assert.rejects(stat(firstScreen));
      assert.ok(!(await readFile(join(folder, 'config.iso'), 'latin1')).includes('$6$'));
    },
  );

  await t.test('a machine that switches itself off stays off until somebody starts it', async () => {
    await waitForPrompt(folder);
    const terminal = await Terminal.open(folder);
    await terminal.logIn(PASSWORD);
    await terminal.type('poweroff', /$/);
    terminal.close();
    // A controller hears of it by the message of an ordinary shutdown.
    const isTold = (): boolean =>
      host.events.filter(({ body }) => {
        const { operation, status } = body as { operation?: string; status?: string };
        return operation === 'OP_INSTANCE_SHUTDOWN' && status === 'success';
      }).length === 2;
    await until(isTold);
    assert.equal((await host.rapi.instance('snf-1'))!.status, 'ADMIN_down');
    assert.deepEqual(await machinesOf(directory), []);
  });

  await t.test('T-R-V2 a deleted machine leaves no process, socket or file', async () => {
    await host.rapi.run('PUT', '/2/instances/snf-1/startup', {});
    const { all } = await familyOf((await machinesOf(directory))[0]!);
    assert.equal(
      (await host.rapi.run('PUT', '/2/instances/snf-1/shutdown', { timeout: 0 })).status,
      'success',
    );
    assert.ok(await allGone(all), 'a stopped machine leaves nothing running, and the port is free');
    assert.equal((await host.rapi.run('DELETE', '/2/instances/snf-1', {})).status, 'success');
    assert.deepEqual(await machinesOf(directory), []);
    assert.equal(await host.rapi.instance('snf-1'), undefined);
    // What was measured of it goes with the next round of measuring.
    const left = (await listing(join(directory, 'vmhost'))).filter(
      (name) => !/^(?:jobs|statistics)\//.test(name),
    );
    assert.deepEqual(left, before);
  });
});
