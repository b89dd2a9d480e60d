import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LossyFileSystem } from './lossy-file-system.ts';

async function write(fs: LossyFileSystem, path: string, text: string, sync: boolean): Promise<void> {
  const file = await fs.open(path, 'create');
  await file.pwrite(Buffer.from(text), 0);
  if (sync) await file.fsync();
  await file.close();
}

async function read(fs: LossyFileSystem, path: string): Promise<string | undefined> {
  if ((await fs.stat(path)) === undefined) return undefined;
  const file = await fs.open(path, 'read');
  const bytes = Buffer.alloc(await file.size());
  await file.pread(bytes, 0);
  return bytes.toString();
}

test('what is synced survives everything, what is not may go', async () => {
  const fs = new LossyFileSystem();
  await write(fs, '/a', 'synced', true);
  await write(fs, '/b', 'not synced', false);
  await fs.syncDirectory('/');
  const worst = fs.crash(() => false);
  assert.equal(await read(worst, '/a'), 'synced');
  assert.equal(await read(worst, '/b'), '');
  assert.equal(
    await read(
      fs.crash(() => true),
      '/b',
    ),
    'not synced',
  );
});

test('a name without a synced directory may be lost although its bytes are safe', async () => {
  const fs = new LossyFileSystem();
  await write(fs, '/a', 'synced', true);
  assert.equal(
    await read(
      fs.crash(() => false),
      '/a',
    ),
    undefined,
  );
});

test('a file may keep its size and lose its sectors, each alone', async () => {
  const fs = new LossyFileSystem();
  await write(fs, '/a', 'x'.repeat(1024), false);
  await fs.syncDirectory('/');
  const half = await read(
    fs.crash((item) => item !== 0),
    '/a',
  );
  assert.equal(half, '\0'.repeat(512) + 'x'.repeat(512));
});

test('a rename is never half, and replaces in one step', async () => {
  const fs = new LossyFileSystem();
  await write(fs, '/old', 'old', true);
  await write(fs, '/new', 'new', true);
  await fs.syncDirectory('/');
  await fs.rename('/new', '/old');
  assert.deepEqual(await fs.crash(() => false).readdir('/'), ['old', 'new']);
  const after = fs.crash(() => true);
  assert.deepEqual([await after.readdir('/'), await read(after, '/old')], [['old'], 'new']);
});
