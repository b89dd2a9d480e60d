import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { smallDisk } from '#kit/small-disk';
import { APART, startProcess, temporaryDirectory } from './cloud-process.ts';

const STORES = ['--roles', 'database,identity'];
test('T-F6 a start on a full disk is refused in one sentence that says what to do', async (t) => {
  const disk = smallDisk(t, 24);
  if (disk === undefined) return;
  for (const directory of [join(disk.path, 'nothing', 'yet'), join(disk.path, 'data')]) {
    disk.fill();
    await refusedInOneSentence(t, directory, /no space left.*--data-dir|needs at least|free some/i);
  }
});

test('a start on a file system that can only be read is refused in one sentence', async (t) => {
  const disk = smallDisk(t, 1);
  if (disk === undefined) return;
  mkdirSync(join(disk.path, 'data'), { mode: 0o700 });
  run('mount', '-o', 'remount,ro', disk.path);
  for (const name of ['data', 'new'])
    await refusedInOneSentence(t, join(disk.path, name), /can only be read: mount it for writing/);
});

for (const [name, value, sentence] of [
  ['BASE_URL', 'not a url', /environment: BASE_URL: 'not a url' is not the address of a cloud/],
  ['TRUSTED_PROXIES', '["0.0.0.0/99"]', /TRUSTED_PROXIES: '0\.0\.0\.0\/99' is not an address or a network/],
] as const)
  test(`${name} that cannot be meant is refused where settings are read`, async (t) => {
    const cloud = startProcess(t, ['--data-dir', join(temporaryDirectory(t), 'data')], { [name]: value });
    assert.equal(await cloud.ended, 1);
    assert.match(cloud.stderr(), sentence);
    assert.equal(cloud.stderr().trim().split('\n').length, 1);
  });

async function refusedInOneSentence(t: TestContext, directory: string, sentence: RegExp): Promise<void> {
  const cloud = startProcess(t, ['--data-dir', directory, ...STORES], APART);
  assert.equal(await cloud.ended, 1, cloud.stderr());
  assert.match(cloud.stderr(), sentence);
  assert.match(cloud.stderr(), /^synnefo: /m);
  assert.doesNotMatch(cloud.stderr(), /\n {4}at /);
}

function run(program: string, ...args: string[]): void {
  const { status, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  assert.equal(status, 0, stderr);
}
