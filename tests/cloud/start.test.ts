import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { placeSampleImage } from '#kit/sample-image';
import { until } from '#kit/until';
import { APART, startProcess, temporaryDirectory } from './cloud-process.ts';

test('a new cloud prints its account once, keeps it in a file of mode 0600, and is found again by the next start', async (t) => {
  const directory = join(temporaryDirectory(t), 'data');
  await placeSampleImage(directory);
  const first = startProcess(t, ['--port', '0', '--data-dir', directory]);
  await first.ready;
  const account = JSON.parse(readFileSync(join(directory, 'admin.json'), 'utf8')) as Record<string, string>;
  assert.deepEqual(Object.keys(account).sort(), ['email', 'password', 'token', 'url', 'uuid']);
  assert.equal(statSync(join(directory, 'admin.json')).mode & 0o777, 0o600);
  assert.ok(first.stdout().includes(account['password'] ?? '?'));

  await t.test('a second start on the same directory refuses in one line', async () => {
    const second = startProcess(t, ['--port', '0', '--data-dir', directory]);
    assert.equal(await second.ended, 1);
    assert.match(second.stderr(), /^synnefo: The cloud in .* is already running .*\n$/m);
  });

  await t.test('T-S14 nothing in the data directory is open to others', () => {
    const find = (...rest: string[]): string =>
      execFileSync('find', [directory, '-not', '-type', 'l', '-not', '-type', 's', ...rest], {
        encoding: 'utf8',
      });
    assert.equal(find('-perm', '/007'), '');
    // Root's launcher and the service meet in the machines' folder by the service's own group.
    assert.equal(find('-perm', '/070', '-not', '-path', join(directory, 'vmhost', 'machines')), '');
  });

  await t.test('SIGTERM stops everything within ten seconds and leaves no process', async () => {
    const { code, seconds } = await first.stop('SIGTERM');
    assert.equal(code, 0, first.stderr());
    assert.ok(seconds < 10, `${seconds} s`);
    const left = execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(directory));
    assert.deepEqual(left, []);
  });

  await t.test('the next start has the same account and does not print its password', async () => {
    const again = startProcess(t, ['--port', '0', '--data-dir', directory]);
    const address = await again.ready;
    assert.ok(!again.stdout().includes(account['password'] ?? '?'));
    const kept = JSON.parse(readFileSync(join(directory, 'admin.json'), 'utf8')) as Record<string, string>;
    assert.deepEqual(
      kept,
      { ...account, url: `${address}/astakos/identity/v2.0` },
      'the file says where it is now',
    );
    const reply = await fetch(`${address}/astakos/identity/v2.0/tokens`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ auth: { token: { id: account['token'] } } }),
    });
    assert.equal(reply.status, 200);
    assert.equal((await again.stop('SIGINT')).code, 0);
  });

  await t.test('a database that a newer release made stops the start in one line', async () => {
    const editor = startProcess(t, ['--roles', 'database,identity', '--data-dir', directory], APART);
    await until(() => connects(join(directory, 'run', 'identity.sock')), 60_000);
    const { default: pg } = await import('pg');
    const { identity } = (
      JSON.parse(readFileSync(join(directory, 'secrets.json'), 'utf8')) as { databases: { identity: string } }
    ).databases;
    const client = new pg.Client({
      host: join(directory, 'run'),
      user: 'identity',
      password: identity,
      database: 'identity',
    });
    await client.connect();
    await client.query("insert into schema_migrations (name) values ('9999-from-the-future')");
    await client.end();
    await editor.stop();
    const refused = startProcess(t, ['--port', '0', '--data-dir', directory]);
    assert.equal(await refused.ended, 1);
    assert.match(
      refused.stderr(),
      /synnefo: The database was made by a newer release \(it has '9999-from-the-future'\)/,
    );
  });
});

test('Ctrl-C while the sample image is built stops everything, and the next start builds it', async (t) => {
  const directory = join(temporaryDirectory(t), 'data');
  const cut = startProcess(t, ['--port', '0', '--data-dir', directory]);
  await until(() => cut.stderr().includes('building the sample image'), 60_000);
  const { code, seconds } = await cut.stop('SIGINT');
  assert.equal(code, 0, cut.stderr());
  assert.ok(seconds < 10, `${seconds} s`);
  const again = startProcess(t, ['--port', '0', '--data-dir', directory]);
  await again.ready;
  assert.match(again.stderr(), /building the sample image/);
  await again.stop();
});

test('a stop while the parts are starting ends the start, and the next one finds all it needs', async (t) => {
  const directory = join(temporaryDirectory(t), 'data');
  await placeSampleImage(directory);
  const cut = startProcess(t, ['--port', '0', '--data-dir', directory]);
  await until(() => cut.stderr().includes('starting the database'), 60_000);
  const { code, seconds } = await cut.stop('SIGINT');
  assert.equal(code, 0, cut.stderr());
  assert.ok(seconds < 10, `${seconds} s`);
  assert.doesNotMatch(cut.stderr(), /starting gateway/);
  assert.equal(cut.stdout(), '');
  const again = startProcess(t, ['--port', '0', '--data-dir', directory]);
  await again.ready;
  assert.equal((await again.stop('SIGTERM')).code, 0);
});

test('a busy port stops the start with one clear line and status 1', async (t) => {
  const holder = net.createServer();
  await new Promise<void>((resolve) => holder.listen(0, '127.0.0.1', resolve));
  t.after(() => holder.close());
  const { port } = holder.address() as net.AddressInfo;
  const cloud = startProcess(t, ['--port', String(port), '--data-dir', join(temporaryDirectory(t), 'data')]);
  assert.equal(await cloud.ended, 1);
  assert.match(cloud.stderr(), new RegExp(`synnefo: .*${port}.*\n`));
  assert.doesNotMatch(cloud.stderr(), /\n {4}at /);
});

test('a directory that cannot be written stops the start with one clear line', async (t) => {
  const parent = temporaryDirectory(t);
  // A file in the way refuses root too, unlike a mode.
  writeFileSync(join(parent, 'data'), '');
  chmodSync(join(parent, 'data'), 0o400);
  const cloud = startProcess(t, ['--data-dir', join(parent, 'data')]);
  assert.equal(await cloud.ended, 1);
  assert.match(cloud.stderr(), /^synnefo: The data directory .* cannot be written/m);
});

test('a broken settings file names the file and line', async (t) => {
  const directory = temporaryDirectory(t);
  mkdirSync(join(directory, 'conf'));
  writeFileSync(join(directory, 'conf', '10-mine.conf'), '# mine\nASTAKOS_NONSENSE = 1\n');
  const cloud = startProcess(t, [
    '--data-dir',
    join(directory, 'data'),
    '--config-dir',
    join(directory, 'conf'),
  ]);
  assert.equal(await cloud.ended, 1);
  assert.match(cloud.stderr(), /synnefo: .*10-mine\.conf:2: there is no setting named ASTAKOS_NONSENSE/);
});

test('T-S13 a fault plan without the marks of a test stops the start', async (t) => {
  const directory = join(temporaryDirectory(t), 'data');
  const cloud = startProcess(t, ['--data-dir', directory], {
    FAULT_PLAN: 'object.put.*#1=kill',
    NODE_ENV: 'production',
  });
  assert.equal(await cloud.ended, 1);
  assert.match(cloud.stderr(), /synnefo: FAULT_PLAN is set/);
});

function connects(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = net.connect(path, () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
