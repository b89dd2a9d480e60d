import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  chmod,
  copyFile,
  mkdir,
  open,
  readdir,
  readFile,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { startCloud } from '#kit/cloud';
import type { TestCloud } from '#kit/cloud';
import type { TestUser } from '#kit/people';
import { until } from '#kit/until';
import { InProcessUser } from './in-process-user.ts';
import { newFolder } from './running-cloud.ts';
import type { Ends } from './running-cloud.ts';

const BLOCK = 4 * 1024 * 1024;
/** Blocks of `large.raw`: enough that a command can be caught in the middle. */
const LARGE = 24;
let cloud: TestCloud;
let ann: TestUser;
let user: InProcessUser;

/** What `before` made goes when the file is over; an `after` inside the hook would come with the hook's own end. */
const cleanups: (() => unknown)[] = [];
const atEnd: Ends = { after: (work) => void cleanups.push(work) };

after(async () => {
  process.chdir('/');
  for (const work of cleanups.toReversed()) await work();
});

before(async () => {
  cloud = await startCloud(atEnd, { roles: ['gateway', 'identity', 'object'] });
  ann = await cloud.user();
  user = new InProcessUser(await newFolder(atEnd));
  process.chdir(user.folder);
  await user.does(`config set cloud.default.url ${cloud.url}`);
  await user.does(['config', 'set', 'cloud.default.token'], `${ann.token}\n`);
  await user.does('container create work');
  await makeLarge();
});

/** Different blocks that are nearly all zeros: large without being slow to make. */
async function makeLarge(): Promise<void> {
  const file = await open(join(user.folder, 'large.raw'), 'w');
  for (let block = 0; block < LARGE; block += 1) await file.write(randomBytes(64), 0, 64, block * BLOCK);
  await file.truncate(LARGE * BLOCK);
  await file.close();
}

/** A file with the given blocks: letters, or `0` for one of zeros; `tail` bytes follow. */
async function makeFile(name: string, blocks: string, tail = 0): Promise<Buffer> {
  const parts = [...blocks].map((letter) =>
    letter === '0' ? Buffer.alloc(BLOCK) : Buffer.alloc(BLOCK, letter),
  );
  const content = Buffer.concat([...parts, randomBytes(tail)]);
  await writeFile(join(user.folder, name), content);
  return content;
}

test("the new options and the guide's older ones open the same cloud", async (t) => {
  const old = new InProcessUser(await newFolder(t));
  await old.does(`config set user.url ${cloud.url}/astakos/identity/v2.0`);
  await old.does(`config set file.url ${cloud.url}/pithos/object-store/v1`);
  await old.does(`config set image.url ${cloud.url}/cyclades/image`);
  await old.does(`config set token ${ann.token}`);
  const listed = await old.does('config list');
  assert.match(listed, /^global\.token = .{4}\*\*\*$/m);
  assert.match(listed, /^user\.url = http/m);
  for (const each of [old, user]) {
    const access = (await each.reads('user authenticate')) as { user: { id: string } };
    assert.equal(access.user.id, ann.uuid);
    assert.match(await each.does('file list'), /^work \(/m);
  }
  assert.equal(
    (await readFile(old.settings, 'utf8')).startsWith('# Kamaki configuration file v0.16\n'),
    true,
  );
});

test('the command works through a symbolic link and from any folder', async (t) => {
  const other = new InProcessUser(await newFolder(t));
  const link = join(other.folder, 'kamaki');
  await symlink(join(import.meta.dirname, '..', '..', 'bin', 'kamaki'), link);
  const { spawnSync } = await import('node:child_process');
  const ran = spawnSync(link, ['--version'], { cwd: '/', encoding: 'utf8' });
  assert.equal(ran.stdout, 'kamaki 0.16\n');
});

test('a wrong token, a wrong address and a wrong word each end with one line that says what to do', async (t) => {
  const lost = new InProcessUser(await newFolder(t));
  const told = async (line: string): Promise<string> => {
    const { code, stderr, stdout } = await lost.fails(line);
    assert.notEqual(code, 0);
    assert.equal(stdout, '');
    assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    return stderr;
  };
  assert.match(await told('server list'), /kamaki config set cloud\.default\.url/);
  await lost.does(`config set cloud.default.url ${cloud.url}`);
  assert.match(await told('file list'), /kamaki config set cloud\.default\.token/);
  await lost.does('config set cloud.default.token wrong');
  assert.match(await told('file list'), /kamaki config set cloud\.default\.token TOKEN/);
  await lost.does(`config set cloud.default.token ${ann.token}`);
  await lost.does(`config set cloud.default.url ${cloud.url}/nowhere`);
  assert.match(await told('file list'), /\/nowhere is not where a cloud logs in: take the address/);
  await lost.does('config set cloud.default.url http://127.0.0.1:9');
  assert.match(await told('file list'), /connection refused/);
});

test('the token never shows in what -v and -d print', async () => {
  const { stderr, code } = await user.run('file list -v -d');
  assert.equal(code, 0);
  assert.match(stderr, /> GET http.*\/pithos\/object-store\/v1/);
  assert.ok(!stderr.includes(ann.token));
});

test('a file goes up by its blocks, once each, and comes down the same', async () => {
  const content = await makeFile('disk.raw', 'aba0a', 12_345);
  await user.does('file upload disk.raw work');
  assert.match(await user.does('file list work'), /^ +20\.01MiB disk\.raw$/m);
  await user.does('file download /work/disk.raw copy.raw');
  assert.ok(content.equals(await readFile(join(user.folder, 'copy.raw'))));
  const again = await user.run('file upload disk.raw work');
  assert.match(again.stderr, /Already there, unchanged/);
  await user.does('file delete --yes /work/disk.raw');
  const { sent } = (await user.reads('file upload disk.raw work')) as { sent: number };
  assert.equal(sent, 0, 'all its blocks are there still');
});

test('a file that is there with other content is replaced only when told to', async () => {
  await makeFile('notes.txt', '', 100);
  await user.does('file upload notes.txt work');
  await makeFile('notes.txt', '', 100);
  assert.match((await user.fails('file upload notes.txt work')).stderr, /exists with other content: add -f/);
  await user.does('file upload -f notes.txt work');
  assert.ok(
    (await readFile(join(user.folder, 'notes.txt'))).equals(Buffer.from(await bytesOf('/work/notes.txt'))),
  );
});

async function bytesOf(place: string): Promise<Buffer> {
  await user.does(['file', 'download', '-f', place, 'bytes']);
  return readFile(join(user.folder, 'bytes'));
}

test('an empty file, and files around the size of a block, keep every byte', async () => {
  for (const size of [0, 1, BLOCK - 1, BLOCK, BLOCK + 1]) {
    const content = randomBytes(size);
    await writeFile(join(user.folder, `size-${size}`), content);
    await user.does(`file upload size-${size} /work/sizes/`);
    assert.ok(content.equals(await bytesOf(`/work/sizes/size-${size}`)), `${size} bytes`);
  }
});

test('an upload that was killed goes on by repeating it', async () => {
  const first = user.start(['file', 'upload', 'large.raw', 'work', '--threads', '1', '-v']);
  let posted = 0;
  first.child.stderr?.on(
    'data',
    (chunk: Buffer) => (posted += chunk.toString('utf8').split('< 202').length - 1),
  );
  await until(() => posted >= 2);
  first.child.kill('SIGKILL');
  await first.finished;
  assert.equal((await user.run('file info /work/large.raw')).code, 1);
  const { sent } = (await user.reads('file upload large.raw work')) as { sent: number };
  assert.ok(sent < LARGE * BLOCK, `${sent} bytes were sent by the second try`);
  assert.ok((await readFile(join(user.folder, 'large.raw'))).equals(await bytesOf('/work/large.raw')));
});

test('Ctrl-C during a download leaves no half file of that name, and what has come is used by the next', async () => {
  await user.does('file upload large.raw work');
  const first = user.start(['file', 'download', '/work/large.raw', 'stopped.raw', '--threads', '1', '-v']);
  let ranges = 0;
  first.child.stderr?.on(
    'data',
    (chunk: Buffer) => (ranges += chunk.toString('utf8').split('< 206').length - 1),
  );
  await until(() => ranges >= 2);
  first.child.kill('SIGINT');
  const stopped = await first.finished;
  assert.equal(stopped.code, 130);
  assert.match(
    stopped.stderr,
    /What has come is kept\. Run the same command again to go on\.\nkamaki: Stopped\.\n$/,
  );
  assert.deepEqual(
    (await readdir(user.folder)).filter((name) => name.includes('stopped')),
    ['.stopped.raw.kamaki-part'],
  );
  const again = await user.run('file download /work/large.raw stopped.raw');
  assert.match(again.stderr, /bytes were here already/);
});

test('a download that was killed goes on where it was, and never shows a half file', async () => {
  await user.does('file upload large.raw work');
  const first = user.start(['file', 'download', '/work/large.raw', 'again.raw', '--threads', '1', '-v']);
  let ranges = 0;
  first.child.stderr?.on(
    'data',
    (chunk: Buffer) => (ranges += chunk.toString('utf8').split('< 206').length - 1),
  );
  await until(() => ranges >= 3);
  first.child.kill('SIGKILL');
  await first.finished;
  assert.deepEqual(
    (await readdir(user.folder)).filter((name) => name.includes('again')),
    ['.again.raw.kamaki-part'],
  );
  const second = await user.run('file download /work/large.raw again.raw');
  assert.equal(second.code, 0);
  assert.match(second.stderr, /bytes were here already/);
  assert.ok(
    (await readFile(join(user.folder, 'large.raw'))).equals(await readFile(join(user.folder, 'again.raw'))),
  );
});

test('a damaged local copy is repaired by the blocks that differ', async () => {
  const path = join(user.folder, 'damaged.raw');
  await user.does('file upload large.raw work');
  await copyFile(join(user.folder, 'large.raw'), path);
  const file = await open(path, 'r+');
  await file.write(Buffer.from('damage'), 0, 6, 5 * BLOCK + 100);
  await file.close();
  await truncate(path, 20 * BLOCK);
  assert.match((await user.fails('file download /work/large.raw damaged.raw')).stderr, /exists: add -f/);
  const repaired = await user.run('file download -f /work/large.raw damaged.raw');
  assert.match(repaired.stderr, new RegExp(`\\(${19 * BLOCK} bytes were here already\\)`));
  assert.ok((await readFile(join(user.folder, 'large.raw'))).equals(await readFile(path)));
});

test('a folder goes up and comes down with all it has', async () => {
  await mkdir(join(user.folder, 'tree', 'empty'), { recursive: true });
  await mkdir(join(user.folder, 'tree', 'deep'));
  await writeFile(join(user.folder, 'tree', 'deep', 'ünïcode & more.txt'), 'text');
  assert.match((await user.fails('file upload tree work')).stderr, /add -r/);
  await user.does('file upload -r tree work');
  await user.does('file download -r /work/tree back');
  assert.equal(await readFile(join(user.folder, 'back', 'deep', 'ünïcode & more.txt'), 'utf8'), 'text');
  assert.deepEqual(await readdir(join(user.folder, 'back', 'empty')), []);
});

test('files are copied, moved, shown and deleted, in both spellings of places', async () => {
  await writeFile(join(user.folder, 'letters'), 'abcdefghijklmnopqrstuvwxyz');
  await user.does('file upload letters /work/first');
  await user.does(`file copy /work/first pithos://${ann.uuid}/work/second`);
  assert.match((await user.fails('file copy /work/first /work/second')).stderr, /exists: add -f/);
  await user.does('file move /work/second /work/third');
  assert.equal((await user.run('file info /work/second')).code, 1);
  assert.equal(await user.does('file cat /work/third --range 10-19'), 'klmnopqrst');
  assert.match(await user.does('file info work/third'), /^content-length: 26$/m);
  assert.match((await user.fails('file delete /work/third', 'n\n')).stderr, /Not deleted/);
  await user.does('file delete /work/third', 'y\n');
  assert.match((await user.fails('file info /work/third')).stderr, /404/);
});

test('a file is appended to, overwritten in part and cut', async () => {
  await writeFile(join(user.folder, 'letters'), 'abcdefghijklmnopqrstuvwxyz');
  await writeFile(join(user.folder, 'xyz'), 'XYZ');
  await user.does('file upload letters /work/data');
  await user.does('file append xyz /work/data');
  assert.equal(await user.does('file cat /work/data'), 'abcdefghijklmnopqrstuvwxyzXYZ');
  await user.does('file overwrite xyz /work/data --from 1 --to 2');
  assert.equal(await user.does('file cat /work/data'), 'aXYdefghijklmnopqrstuvwxyzXYZ');
  await user.does('file truncate /work/data --size 5');
  assert.equal(await user.does('file cat /work/data'), 'aXYde');
  assert.match((await user.fails('file truncate /work/data --size 6')).stderr, /5 bytes only/);
});

test('files are shared with users and groups, and others find them', async (t) => {
  await writeFile(join(user.folder, 'letters'), 'abcdefghijklmnopqrstuvwxyz');
  await user.does('file upload letters work');
  const ben = await cloud.user();
  const other = new InProcessUser(await newFolder(t));
  await other.does(`config set cloud.default.url ${cloud.url}`);
  await other.does(`config set cloud.default.token ${ben.token}`);
  await user.does(`group create friends --username ${ben.email}`);
  assert.match(await user.does('group list'), new RegExp(`^friends:\\n {4}${ben.uuid}$`, 'mi'));
  await user.does(`file modify /work/letters --read-permission ${ann.uuid}:friends`);
  assert.match(await other.does('sharer list'), new RegExp(`^${ann.uuid} `, 'm'));
  assert.equal(await other.does(`file cat pithos://${ann.uuid}/work/letters --range 0-2`), 'abc');
  const friends = `${ann.uuid}:φίλοι`;
  await user.does(['file', 'modify', '/work/letters', '--read-permission', friends]);
  assert.match(await user.does('file info /work/letters --sharing'), new RegExp(`^read: .*${friends}`, 'm'));
  await user.does('file modify /work/letters --no-permissions');
  assert.equal((await other.run(`file cat pithos://${ann.uuid}/work/letters`)).code, 1);
  await user.does('group delete friends');
  assert.match((await user.fails('group delete friends')).stderr, /no group/);
});

test('containers are made, changed, emptied and deleted', async () => {
  await user.does('file create images');
  assert.match((await user.fails('container create images')).stderr, /exists already/);
  assert.equal(
    await user.does('container modify images --metadata-add owner=ann --size-limit 1GiB --versioning none'),
    'owner: ann\nnew size limit: 1GiB\nnew versioning scheme: none\n',
  );
  const info = (await user.reads('container info images')) as Record<string, string>;
  assert.equal(info['x-container-meta-owner'], 'ann');
  assert.equal(info['x-container-policy-quota'], String(1024 ** 3));
  await user.does('file create /images/one');
  assert.match((await user.fails('container delete --yes images')).stderr, /add -r/);
  await user.does('container delete --yes -r images');
  assert.doesNotMatch(await user.does('container list'), /images/);
});

test('quota, resources and the user are shown', async () => {
  assert.match(await user.does('quota list --resource pithos'), /pithos\.diskspace:\n {8}/);
  assert.match(await user.does('user info'), new RegExp(`id: ${ann.uuid}`));
  assert.match(await user.does('resource list'), /pithos\.diskspace:/);
  assert.match(await user.does('service list'), /pithos/);
});

test('a settings file that others could read is closed when it is written', async (t) => {
  const other = new InProcessUser(await newFolder(t));
  await writeFile(other.settings, '# mine\n[global]\ncolors = off\n');
  await chmod(other.settings, 0o644);
  await other.does('config set default_cloud home');
  assert.equal(
    await readFile(other.settings, 'utf8'),
    '# mine\n[global]\ncolors = off\ndefault_cloud = home\n',
  );
  await other.does('config delete default_cloud');
  assert.match((await other.fails('config get default_cloud')).stderr, /is not set/);
});

test('a place that cannot be is told for what it is, and nothing is made by mistake', async () => {
  await makeFile('small.txt', '', 5);
  const told = async (line: string): Promise<string> => (await user.fails(line)).stderr;
  assert.match(
    await told('file upload small.txt nowhere'),
    /There is no container pithos, and none named nowhere either\. Make it first: kamaki container create nowhere/,
  );
  assert.match(
    await told('file upload small.txt /nowhere/x'),
    /There is no container nowhere\. Make it first/,
  );
  const long = 'y'.repeat(1100);
  const tooLong = await told(`file upload small.txt /work/${long}`);
  assert.match(tooLong, /There can be no file \/work\/y+…: the name is too long/);
  assert.match(await told(`container create ${'x'.repeat(300)}`), /There can be no container x+…|too long/);
  await user.does('file upload small.txt /work/small.txt');
  assert.match(await told('file download /work/small.txt missing/small.txt'), /There is no folder missing\./);
  assert.ok(!(await readdir(user.folder)).includes('missing'));
  assert.match(await told('file download /work/small.txt /dev/full/x'), /There is no folder \/dev\/full\./);
});

test('a disk that fills up during a download is named, and what has come is kept for the next try', async (t) => {
  const folder = join(user.folder, 'small-disk');
  await mkdir(folder);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]);
  if (mounted.status !== 0) return t.skip('mounting needs root');
  cleanups.push(() => spawnSync('umount', [folder]));
  await makeFile('three.raw', 'abc');
  await user.does('file upload three.raw /work/three.raw');
  const { code, stderr } = await user.fails('file download /work/three.raw small-disk/three.raw');
  assert.equal(code, 1);
  assert.match(
    stderr,
    /Cannot write small-disk\/three\.raw: no space is left on the disk\. What has come is kept/,
  );
  assert.deepEqual(await readdir(folder), ['.three.raw.kamaki-part']);
});

test('what is shown of a file is the file, not the connection', async () => {
  await user.does('file upload small.txt /work/shown.txt');
  const shown = await user.does('file info /work/shown.txt');
  assert.match(shown, /^etag: /m);
  assert.ok(
    !/^(?:x-request-id|content-security-policy|referrer-policy|x-content-type-options):/m.test(shown),
  );
});
