import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { startProcess, temporaryDirectory } from './cloud-process.ts';

const MANAGE = new URL('../../bin/snf-manage', import.meta.url).pathname;
const STORES = ['--port', '0', '--roles', 'database,identity,object,gateway'];

test('a backup brings everything back after the data were destroyed, and deletions wait for an operator', async (t) => {
  const parent = temporaryDirectory(t);
  const directory = join(parent, 'data');
  const backup = join(parent, 'kept', 'backup');
  const manage = (...words: string[]) =>
    spawnSync(MANAGE, [...words, '--data-dir', directory], { encoding: 'utf8', input: '' });
  const start = () => startProcess(t, [...STORES, '--data-dir', directory]);
  const first = start();
  const base = await first.ready;
  const account = readFileSync(join(directory, 'admin.json'), 'utf8');
  const { uuid, token } = JSON.parse(account) as Record<string, string>;
  const headers = { 'x-auth-token': token ?? '' };
  const box = `/pithos/object-store/v1/${uuid}/box`;
  const bytes = Buffer.alloc(5 * 1024 * 1024, 'kept ');
  await fetch(base + box, { method: 'PUT', headers });
  assert.equal((await fetch(`${base}${box}/o`, { method: 'PUT', headers, body: bytes })).status, 201);

  await t.test('of a running cloud none is made', () => {
    const refused = manage('backup', backup);
    assert.equal(refused.status, 1);
    assert.match(refused.stderr, /is running \(process \d+\): stop it first/);
    assert.equal(existsSync(backup), false);
  });
  assert.equal((await first.stop()).code, 0);
  const made = manage('backup', backup, '--output-format', 'json');
  assert.equal(made.status, 0, made.stderr);

  await t.test('it is not made over another, nor inside the data', () => {
    assert.match(manage('backup', backup).stderr, /is there already/);
    assert.match(manage('backup', join(directory, 'b')).stderr, /inside the data directory/);
  });
  await t.test('what is no backup, or a piece of one, is not restored', () => {
    mkdirSync(join(parent, 'empty'));
    assert.match(manage('restore', join(parent, 'empty')).stderr, /is not a backup of a cloud/);
    assert.match(manage('restore', backup).stderr, /--yes/);
  });

  rmSync(directory, { recursive: true });
  mkdirSync(directory, { mode: 0o700 });
  writeFileSync(join(directory, 'rest'), 'of a destroyed cloud');
  const restored = manage('restore', backup, '--yes');
  assert.equal(restored.status, 0, restored.stderr);
  const aside = readdirSync(parent).find((name) => name.startsWith('data.before-restore-'));
  assert.equal(readFileSync(join(parent, aside ?? '?', 'rest'), 'utf8'), 'of a destroyed cloud');

  const again = start();
  const now = await again.ready;
  assert.deepEqual(
    (JSON.parse(readFileSync(join(directory, 'admin.json'), 'utf8')) as Record<string, string>)['token'],
    token,
  );
  const got = await fetch(`${now}${box}/o`, { headers });
  assert.ok(Buffer.from(await got.arrayBuffer()).equals(bytes));
  const release = manage('recovery-release-pithos', '--dry-run');
  assert.match(release.stderr, /Automatic deletions are locked since/);
  assert.equal((await again.stop()).code, 0);
});
