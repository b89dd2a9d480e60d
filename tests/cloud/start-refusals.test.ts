import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, openSync, statfsSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { APART, startProcess, temporaryDirectory } from './cloud-process.ts';

const STORES = ['--roles', 'database,identity'];
const noMount =
  process.getuid?.() === 0
    ? false
    : 'only root can mount the small file system that this needs (sudo npm test)';

test(
  'T-F6 a start on a full disk is refused in one sentence that says what to do',
  { skip: noMount },
  async (t) => {
    const disk = smallDisk(t, 24);
    for (const directory of [join(disk, 'nothing', 'yet'), join(disk, 'data')]) {
      fill(disk);
      await refusedInOneSentence(t, directory, /no space left.*--data-dir|needs at least|free some/i);
    }
  },
);

test(
  'a start on a file system that can only be read is refused in one sentence',
  { skip: noMount },
  async (t) => {
    const disk = smallDisk(t, 1);
    mkdirSync(join(disk, 'data'), { mode: 0o700 });
    run('mount', '-o', 'remount,ro', disk);
    for (const name of ['data', 'new'])
      await refusedInOneSentence(t, join(disk, name), /can only be read: mount it for writing/);
  },
);

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

/** A file system of so many megabytes, mounted for this test. */
function smallDisk(t: TestContext, megabytes: number): string {
  // before the directory's own removal, which is registered next
  t.after(() => run('umount', '-l', path));
  const path = join(temporaryDirectory(t), 'disk');
  mkdirSync(path);
  run('mount', '-t', 'tmpfs', '-o', `size=${megabytes}m,mode=0755`, 'tmpfs', path);
  chmodSync(path, 0o755);
  return path;
}

function fill(path: string): void {
  const file = openSync(join(path, 'filling'), 'a');
  const { bavail, bsize } = statfsSync(path);
  const piece = Buffer.alloc(bsize);
  for (let block = 0; block < bavail; block += 1) writeSync(file, piece);
  closeSync(file);
}

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
