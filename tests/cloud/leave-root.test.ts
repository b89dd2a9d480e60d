import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import https from 'node:https';
import { join } from 'node:path';
import { test } from 'node:test';
import { selfSigned } from '#kit/certificate';
import { until } from '#kit/until';
import { cannotLeaveRoot } from './cannot-leave-root.ts';
import { APART, startProcess, temporaryDirectory } from './cloud-process.ts';
import { familyOf } from './processes-of.ts';

const notRoot = cannotLeaveRoot();
const STORES = ['--roles', 'database,identity,object'];
const MANAGE = new URL('../../bin/snf-manage', import.meta.url).pathname;

function isReady(cloud: ReturnType<typeof startProcess>): Promise<unknown> {
  return Promise.race([
    until(() => cloud.stdout().includes('is ready'), 60_000),
    cloud.ended.then((code) => assert.fail(`ended with ${code}: ${cloud.stderr()}`)),
  ]);
}

function usersOf(cloud: ReturnType<typeof startProcess>): number[] {
  return [...new Set(familyOf(cloud.child.pid!).flatMap(({ uids }) => uids))];
}

test(
  'T-S12 a command of root follows no link that the account of the cloud laid in its data directory',
  { skip: notRoot },
  (t) => {
    const parent = temporaryDirectory(t);
    chmodSync(parent, 0o711);
    const [data, foreign] = [join(parent, 'data'), join(parent, 'foreign')];
    mkdirSync(data, { mode: 0o700 });
    mkdirSync(foreign, { mode: 0o755 });
    writeFileSync(join(data, 'secrets.json'), '{}', { mode: 0o600 });
    symlinkSync(foreign, join(data, 'log'));
    for (const path of [data, join(data, 'secrets.json')]) chownSync(path, 2_000_000_000, 2_000_000_000);
    const backup = join(parent, 'backup');
    for (const words of ['job-list', 'user-list', `backup ${backup}`, `restore ${parent}`]) {
      const { stderr } = spawnSync(MANAGE, [...words.split(' '), '--data-dir', data], {
        encoding: 'utf8',
        env: { ...process.env, LOGGER_EXCLUDE_COMMANDS: '^$' },
      });
      assert.match(stderr, /^The log of this command cannot be written: EACCES/m, words);
      assert.deepEqual([readdirSync(foreign), statSync(foreign).uid], [[], 0], words);
    }
    assert.equal(statSync(join(backup, 'secrets.json')).uid, 2_000_000_000, 'copied as root');
  },
);

test(
  'T-S12 where its account may not enter, the cloud stays root and says what to change; then it takes what root made',
  { skip: notRoot },
  async (t) => {
    const parent = temporaryDirectory(t);
    const directory = join(parent, 'data');
    const args = ['--data-dir', directory, ...STORES];
    chmodSync(parent, 0o700);
    const asRoot = startProcess(t, args, APART);
    await isReady(asRoot);
    assert.match(
      asRoot.stdout(),
      new RegExp(`Root +everything runs as root: the account 'synnefo' may not enter ${parent}: chmod o\\+x`),
    );
    assert.deepEqual(usersOf(asRoot), [0]);

    await t.test('a directory in use is not taken from under a cloud', async () => {
      chmodSync(parent, 0o711);
      const second = startProcess(t, args, APART);
      assert.equal(await second.ended, 1);
      assert.match(second.stderr(), /^synnefo: The cloud in .* is already running/m);
      assert.equal(statSync(directory).uid, 0);
    });
    assert.equal((await asRoot.stop()).code, 0);

    const stranger = join(directory, 'vmhost', 'machines', 'abcdefabcdef');
    mkdirSync(stranger, { recursive: true });
    writeFileSync(join(stranger, 'disk-00000000.raw'), '');
    for (const path of [stranger, join(stranger, 'disk-00000000.raw')])
      chownSync(path, 2_000_000_000, 2_000_000_000);
    const outside = join(parent, 'outside');
    writeFileSync(outside, '');
    symlinkSync(outside, join(directory, 'link'));

    const cloud = startProcess(t, args, APART);
    await isReady(cloud);
    const service = statSync(directory).uid;
    assert.notEqual(service, 0);
    assert.deepEqual(usersOf(cloud), [service]);
    assert.doesNotMatch(cloud.stdout(), /Root/);
    assert.deepEqual(
      [statSync(outside).uid, statSync(stranger).uid, statSync(join(stranger, 'disk-00000000.raw')).uid],
      [0, 2_000_000_000, 2_000_000_000],
    );
    const kept = execFileSync('find', [directory, '-user', '0'], { encoding: 'utf8' });
    assert.equal(kept, '');

    await t.test('T-S12 snf-manage as root leaves nothing of root’s behind', async () => {
      const listed = spawnSync(MANAGE, ['user-list', '--data-dir', directory], { encoding: 'utf8' });
      assert.equal(listed.status, 0, listed.stderr);
      assert.equal(execFileSync('find', [directory, '-user', '0'], { encoding: 'utf8' }), '');
    });
    assert.equal((await cloud.stop()).code, 0);

    await t.test('when the account may no longer enter, root takes the directory back', async () => {
      chmodSync(parent, 0o700);
      const again = startProcess(t, args, APART);
      await isReady(again);
      assert.deepEqual(usersOf(again), [0]);
      assert.equal((await again.stop()).code, 0);
    });
  },
);

test(
  'T-S12 code of a role that an update left readable for root alone is read before root is left',
  { skip: notRoot },
  async (t) => {
    const parent = temporaryDirectory(t);
    const program = new URL('../../', import.meta.url).pathname;
    for (const name of ['src', 'package.json'])
      cpSync(join(program, name), join(parent, name), { recursive: true });
    for (const name of ['node_modules', 'web']) symlinkSync(join(program, name), join(parent, name));
    execFileSync('chmod', ['-R', 'a+rX', join(parent, 'src'), join(parent, 'package.json')]);
    chmodSync(join(parent, 'src', 'gateway', 'service.ts'), 0o600);
    const args = ['--data-dir', join(parent, 'data'), '--roles', 'gateway', '--port', '0'];
    const cloud = startProcess(t, args, {}, [], join(parent, 'src', 'main.ts'));
    await isReady(cloud);
    assert.deepEqual(usersOf(cloud), [statSync(join(parent, 'data')).uid]);
    assert.equal((await cloud.stop()).code, 0);
  },
);

test(
  'T-S12 the data directory of another user stops a start by root in one line',
  { skip: notRoot },
  async (t) => {
    const directory = join(temporaryDirectory(t), 'data');
    mkdirSync(directory);
    chownSync(directory, 12_345, 12_345);
    const cloud = startProcess(t, ['--data-dir', directory, ...STORES], APART);
    assert.equal(await cloud.ended, 1);
    assert.match(
      cloud.stderr(),
      /^synnefo: The data directory .* belongs to user 12345: start the cloud as that user/m,
    );
    assert.equal(statSync(directory).uid, 12_345);
  },
);

test(
  'T-S12 a key and settings that only root reads, and a port of root’s, serve a cloud that is not root',
  { skip: notRoot },
  async (t) => {
    const parent = temporaryDirectory(t);
    const conf = join(parent, 'conf');
    mkdirSync(conf, { mode: 0o700 });
    const { key, certificate } = selfSigned(conf);
    writeFileSync(
      join(conf, '10.conf'),
      `TLS_CERTIFICATE_FILE = "${certificate}"\nTLS_KEY_FILE = "${key}"\n`,
      { mode: 0o600 },
    );
    const args = [
      '--port',
      '443',
      '--host',
      '127.0.0.98',
      '--data-dir',
      join(parent, 'data'),
      '--config-dir',
      conf,
    ];
    const cloud = startProcess(t, [...args, '--roles', 'database,identity,gateway']);
    await cloud.ready;
    assert.ok(!usersOf(cloud).includes(0));
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const options = {
        host: '127.0.0.98',
        port: 443,
        path: '/healthz',
        ca: readFileSync(certificate),
        headers: { host: '127.0.0.98' },
        checkServerIdentity: () => undefined,
        agent: false,
      };
      https.get(options, (reply) => (reply.resume(), resolve(reply.statusCode))).once('error', reject);
    });
    assert.equal(status, 200);
    assert.equal((await cloud.stop()).code, 0);
  },
);

test(
  'an ordinary user starts the cloud with a launcher of its own process, as before',
  { skip: notRoot },
  async (t) => {
    const parent = temporaryDirectory(t);
    chownSync(parent, 12_345, 12_345);
    const directory = join(parent, 'data');
    const setpriv = ['setpriv', '--reuid=12345', '--regid=12345', '--clear-groups'];
    const cloud = startProcess(
      t,
      ['--port', '0', '--data-dir', directory, '--roles', 'database,identity,object,vmhost,gateway'],
      {},
      setpriv,
    );
    await cloud.ready;
    const family = familyOf(cloud.child.pid!);
    assert.deepEqual([...new Set(family.flatMap(({ uids }) => uids))], [12_345]);
    assert.ok(!family.some(({ words }) => words.some((word) => word.endsWith('/launcher/main.ts'))));
    assert.doesNotMatch(cloud.stdout(), /Root/);
    const { code, seconds } = await cloud.stop('SIGINT');
    assert.equal(code, 0, cloud.stderr());
    assert.ok(seconds < 10, `${seconds} s`);
    assert.deepEqual(
      execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
        .split('\n')
        .filter((line) => line.includes(directory)),
      [],
    );
    assert.ok(existsSync(join(directory, 'secrets.json')));
  },
);
