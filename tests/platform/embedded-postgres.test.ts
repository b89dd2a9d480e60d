import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fork } from 'node:child_process';
import { test, type TestContext } from 'node:test';
import { Client } from 'pg';

import { until } from '#kit/until';
import { systemClock } from '#platform/clock';
import { type EmbeddedPostgres, findRunningPostgres, startPostgres } from '#platform/embedded-postgres/start';
import { silentLog } from '#platform/telemetry/log';

const names = ['identity', 'object', 'compute', 'queue'];
const passwords = new Map(
  ['postgres', ...names].map((name) => [name, randomBytes(18).toString('base64url')]),
);

function optionsIn(directory: string) {
  return {
    dataDirectory: join(directory, 'postgres'),
    runDirectory: join(directory, 'run'),
    superuserPassword: passwords.get('postgres') ?? '',
    databases: names.map((name) => ({ name, password: passwords.get(name) ?? '' })),
    log: silentLog,
    clock: systemClock,
  };
}

function newDirectory(t: TestContext): string {
  const directory = mkdtempSync(join(tmpdir(), 'synnefo-test-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function query(url: string, text: string): Promise<unknown[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

test('T-S4 the embedded database keeps everybody out but the owner of each password', async (t) => {
  const directory = newDirectory(t);
  const server: EmbeddedPostgres = await startPostgres(optionsIn(directory));
  t.after(() => server.stop());

  await t.test('each service reaches its own database and no other', async () => {
    for (const name of names) {
      await query(server.urlFor(name), 'create table mine (id int)');
      for (const other of [...names, 'postgres', 'template1'].filter((database) => database !== name)) {
        await assert.rejects(
          query(server.urlFor(other, name), 'select 1'),
          { code: '42501' },
          `${name} in ${other}`,
        );
      }
    }
  });

  await t.test('a wrong or missing password is refused, also for the superuser', async () => {
    for (const name of names) {
      const wrong = server.urlFor(name).replace(/:[^:@]*@/, ':wrong@');
      await assert.rejects(query(wrong, 'select 1'), { code: '28P01' });
    }
    const anonymous = new Client({
      host: server.socketDirectory,
      user: 'postgres',
      database: 'postgres',
      password: '',
    });
    await assert.rejects(anonymous.connect());
  });

  await t.test('no service role may run programs, read files or make roles', async () => {
    for (const text of [
      "copy (select 1) to program 'true'",
      "copy mine from '/etc/passwd'",
      "select pg_read_file('/etc/passwd')",
      'create role more superuser',
      'create database more',
      'create extension if not exists plperlu',
      'set role postgres',
    ]) {
      await assert.rejects(query(server.urlFor('identity'), text), text);
    }
    const rows = await query(server.superuserUrl(), 'select rolname from pg_roles where rolsuper');
    assert.deepEqual(rows, [{ rolname: 'postgres' }]);
  });

  await t.test('what keeps acknowledged writes is on, and no network is listened on', async () => {
    const rows = await query(
      server.superuserUrl(),
      `select name, setting from pg_settings where name in
       ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums', 'listen_addresses') order by name`,
    );
    assert.deepEqual(
      (rows as { name: string; setting: string }[]).map(({ name, setting }) => `${name}=${setting}`),
      ['data_checksums=on', 'fsync=on', 'full_page_writes=on', 'listen_addresses=', 'synchronous_commit=on'],
    );
  });

  await t.test(
    'files are closed to others, the process is not nobody, its command line holds no secret',
    () => {
      for (const path of ['run', 'postgres', 'postgres/pg_hba.conf']) {
        assert.equal(statSync(join(directory, path)).mode & 0o077, 0, path);
      }
      const status = readFileSync(`/proc/${server.pid()}/status`, 'utf8');
      assert.doesNotMatch(status, /^Uid:\s+65534/m);
      const command = readFileSync(`/proc/${server.pid()}/cmdline`, 'utf8');
      for (const password of passwords.values()) assert.ok(!command.includes(password));
      assert.ok(!existsSync(join(directory, 'postgres.new')));
    },
  );
});

test('a database server that died is started again, with what was acknowledged', async (t) => {
  const server = await startPostgres(optionsIn(newDirectory(t)));
  t.after(() => server.stop());
  await query(server.urlFor('object'), 'create table kept as select 7 as value');
  const before = server.pid();
  process.kill(before, 'SIGKILL');
  await until(async () => {
    const rows = await query(server.urlFor('object'), 'select value from kept').catch(() => []);
    return server.pid() !== before && rows.length === 1;
  });
});

test('the server ends with its killed supervisor, and a stale note of a process does not keep it from starting', async (t) => {
  const directory = newDirectory(t);
  const supervisor = fork(new URL('../kit/postgres-supervisor.ts', import.meta.url), [], {
    stdio: 'inherit',
  });
  supervisor.send(JSON.stringify({ directory, passwords: [...passwords] }));
  const [pid] = (await once(supervisor, 'message')) as [number];
  supervisor.kill('SIGKILL');
  await until(() => !existsSync(`/proc/${pid}`));
  assert.equal(await findRunningPostgres(join(directory, 'postgres')), undefined);

  // as after a power cut: the number in the note belongs to somebody else now
  writeFileSync(
    join(directory, 'postgres/postmaster.pid'),
    `${process.pid}\n${join(directory, 'postgres')}\n`,
  );
  const server = await startPostgres(optionsIn(directory));
  t.after(() => server.stop());
  assert.deepEqual(await query(server.urlFor('queue'), 'select 1 as one'), [{ one: 1 }]);
  assert.deepEqual(await findRunningPostgres(join(directory, 'postgres')), {
    socketDirectory: server.socketDirectory,
  });
});

test('a server that outlived its supervisor is stopped before a new one starts', async (t) => {
  const directory = newDirectory(t);
  const first = await startPostgres(optionsIn(directory));
  const left = first.pid();
  // The same process is not restarted by its own supervisor: that one is stopping as well.
  const second = startPostgres(optionsIn(directory));
  await first.stop();
  const server = await second;
  t.after(() => server.stop());
  assert.notEqual(server.pid(), left);
  assert.equal(existsSync(`/proc/${left}`), false);
});

test('T-F1 a set-up that was cut short is begun again', async (t) => {
  const directory = newDirectory(t);
  const first = await startPostgres(optionsIn(directory));
  await first.stop();
  rmSync(join(directory, 'postgres'), { recursive: true });
  mkdirSync(join(directory, 'postgres.new/base'), { recursive: true });
  writeFileSync(join(directory, 'postgres.new/PG_VERSION'), '18');
  const server = await startPostgres(optionsIn(directory));
  t.after(() => server.stop());
  assert.deepEqual(await query(server.urlFor('queue'), 'select 1 as one'), [{ one: 1 }]);
});

test('a run directory too long for a socket is replaced by a short private one', async (t) => {
  const directory = newDirectory(t);
  const server = await startPostgres({
    ...optionsIn(directory),
    runDirectory: join(directory, 'r'.repeat(100)),
  });
  assert.ok(Buffer.byteLength(server.socketDirectory) < 92);
  assert.equal(statSync(server.socketDirectory).mode & 0o077, 0);
  await server.stop();
  assert.equal(existsSync(server.socketDirectory), false);
});
