import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { startCloud } from '#kit/cloud';
import type { TestCloud } from '#kit/cloud';
import type { TestUser } from '#kit/people';
import { InProcessUser } from './in-process-user.ts';
import { KamakiUser } from './kamaki-process.ts';
import { newFolder } from './running-cloud.ts';
import type { Ends } from './running-cloud.ts';

const BLOCK = 4 * 1024 * 1024;
const cleanups: (() => unknown)[] = [];
const atEnd: Ends = { after: (work) => void cleanups.push(work) };
let cloud: TestCloud;
let ann: TestUser;
let user: InProcessUser;

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
});

test('a folder that cannot come down or go up whole goes on, names what failed, and ends with 1', async () => {
  await user.does('file create /work/evil/../../outside');
  await user.does('file create /work/evil/name/');
  await user.does('file create /work/evil/taken');
  await user.does('file create /work/evil/taken/below');
  await user.does('file create /work/evil/zoe');
  const down = await user.fails('file download -r /work/evil safe');
  assert.equal(down.code, 1);
  assert.match(
    down.stderr,
    /Failed:\n {4}\/work\/evil\/\.\.\/\.\.\/outside: it cannot be a file here, because of "\.\."/,
  );
  assert.match(down.stderr, /\/taken\/below: safe\/taken: something of that name is in the way\.\n/);
  assert.match(down.stderr, /kamaki: 2 of 5 files and folders were not downloaded\.\n$/);
  assert.ok(!(await readdir(user.folder)).includes('outside'));
  const entries = await readdir(join(user.folder, 'safe'), { withFileTypes: true });
  assert.deepEqual(entries.map((entry) => `${entry.name}${entry.isDirectory() ? '/' : ''}`).sort(), [
    'name/',
    'taken',
    'zoe',
  ]);
  await mkdir(join(user.folder, 'up'));
  for (const name of ['a', 'b', 'c']) await writeFile(join(user.folder, 'up', name), name);
  await user.does(['file', 'upload', 'up/c', '/work/up/b']);
  const up = await user.fails('file upload -r up work');
  assert.match(
    up.stderr,
    /Failed:\n {4}up\/b: \/work\/up\/b exists with other content: add -f to replace it\.\n/,
  );
  assert.match(up.stderr, /kamaki: 1 of 3 files and folders were not uploaded\.\n$/);
  assert.match(await user.does('file list /work/up'), /up\/a\n.*up\/b\n.*up\/c\n$/);
});

test('"-" is a pipe, up and down', async () => {
  const content = Buffer.concat([Buffer.alloc(BLOCK, 'a'), Buffer.alloc(BLOCK), Buffer.alloc(77, 'b')]);
  const sent = user.start(['file', 'upload', '-', '/work/piped'], content);
  assert.equal((await sent.finished).code, 0);
  await user.does('file download /work/piped piped.raw');
  assert.ok(content.equals(await readFile(join(user.folder, 'piped.raw'))));
  const short = ['file', 'upload', '-', '/work/short'];
  await user.does(short, 'through the pipe');
  assert.equal(await user.does('file download /work/short -'), 'through the pipe');
  assert.match((await user.fails(short, 'again')).stderr, /\/work\/short exists: add -f to replace it/);
  await user.does([...short, '-f'], '');
  assert.equal(await user.does('file download /work/short -'), '');
  assert.match((await user.fails('file upload - work', 'x')).stderr, /has no name: write \/CONTAINER\/PATH/);
  assert.match((await user.fails('file download -r /work/short -')).stderr, /takes one file/);
});

test('a final slash is a folder wherever a place is written', async () => {
  await user.does('file create /work/slash/one');
  await user.does('file copy /work/slash/one /work/other/');
  assert.match(await user.does('file info /work/other/one'), /^content-length: 0$/m);
  await user.does('file mkdir /work/made/');
  assert.match(await user.does('file info /work/made/'), /^content-type: application\/directory/m);
  await user.does('file delete --yes /work/made/');
});

test('an upload to a mistyped container is asked about', async () => {
  await user.does('container create pithos');
  await writeFile(join(user.folder, 'small.txt'), 'small');
  const refused = await user.fails('file upload small.txt wrok');
  assert.match(
    refused.stderr,
    /There is no container "wrok"\. Upload into container "pithos" under that name\? \[y\/N\]/,
  );
  assert.match(refused.stderr, /Not uploaded\. Make the container .*, or write \/pithos\/wrok\./);
  assert.equal((await user.run('file info /pithos/wrok')).code, 1);
  await user.does('file upload small.txt wrok', 'y\n');
  assert.match(await user.does('file info /pithos/wrok'), /^content-length: 5$/m);
  await user.does('container delete -r --yes pithos');
});

test('an address is asked through the proxy of the environment, a cloud on this machine directly', async (t) => {
  const asked: string[] = [];
  const proxy = createServer((request, reply) => {
    asked.push(request.url ?? '');
    reply.writeHead(502).end();
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  t.after(() => proxy.close());
  const other = new KamakiUser(await newFolder(t));
  const address = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
  other.environment = { http_proxy: address, HTTP_PROXY: address, no_proxy: '', NO_PROXY: '' };
  await other.does('config set cloud.default.url http://cloud.invalid/astakos/identity/v2.0');
  await other.does(`config set cloud.default.token ${ann.token}`);
  assert.match((await other.fails('user info')).stderr, /502/);
  assert.deepEqual(asked, ['http://cloud.invalid/astakos/identity/v2.0/tokens']);
  other.environment['no_proxy'] = other.environment['NO_PROXY'] = 'cloud.invalid';
  assert.match((await other.fails('user info')).stderr, /no such host|cannot be looked up/);
  await other.does(`config set cloud.default.url ${cloud.url}`);
  assert.match(await other.does('user info'), new RegExp(ann.uuid));
  assert.equal(asked.length, 1);
});

test('a placeholder of an example is named, wherever it was left', async () => {
  const left: [string, RegExp][] = [
    [
      'image register U pithos://UUID/images/disk.raw',
      /^kamaki: UUID in "pithos:\/\/UUID\/images\/disk\.raw" stands for the id of your account/,
    ],
    ['file info pithos://UUID/work/x', /UUID in/],
    ['config set cloud.other.token TOKEN', /TOKEN stands for your token/],
    ['config set cloud.other.url ADDRESS', /ADDRESS stands for/],
    ['server create --name web --flavor-id 1 --image-id IMAGE', /IMAGE stands for the id of an image/],
  ];
  for (const [line, sentence] of left) {
    const { code, stderr } = await user.fails(line);
    assert.equal(code, 2, line);
    assert.match(stderr, sentence);
  }
});

test('a name as long as a file can have comes down', async () => {
  const longest = 'ω'.repeat(127);
  await writeFile(join(user.folder, longest), 'longest');
  await user.does(['file', 'upload', longest, 'work']);
  await mkdir(join(user.folder, 'down'));
  await user.does(['file', 'download', `/work/${longest}`, 'down']);
  assert.equal((await readFile(join(user.folder, 'down', longest))).length, 7);
});
