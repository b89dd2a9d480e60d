import assert from 'node:assert/strict';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import type { ObjectBlocks } from '#contract/object-content-client';
import { blockHash } from './block-hash.ts';
import { BlockPlan } from './block-plan.ts';

const { signal } = new AbortController();

function mapOf(content: string, blockSize = 4): ObjectBlocks {
  const bytes = Buffer.from(content, 'latin1');
  const hashes: string[] = [];
  for (let at = 0; at < bytes.length; at += blockSize)
    hashes.push(blockHash(bytes.subarray(at, at + blockSize)));
  return {
    bytes: bytes.length,
    blockSize,
    blockHash: 'sha256',
    hashes,
    version: '1',
    isManifest: false,
  };
}

async function fileWith(t: test.TestContext, content: string): Promise<{ file: FileHandle; path: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'kamaki-plan-'));
  const path = join(folder, 'file');
  await writeFile(path, content, 'latin1');
  const file = await open(path, 'r+');
  t.after(async () => {
    await file.close();
    await rm(folder, { recursive: true });
  });
  return { file, path };
}

test('a new download fetches each different block once, and none of zeros', () => {
  const plan = new BlockPlan(mapOf('abcdabcd\0\0\0\0efgh'));
  assert.deepEqual(
    plan.missing().map(({ places }) => places),
    [[0, 1], [4 - 1]],
  );
  assert.deepEqual(new BlockPlan({ ...mapOf(''), hashes: [blockHash(Buffer.alloc(0))] }).missing(), []);
});

test('a block that the end cuts off is fetched where it is whole', () => {
  // "ab" and "ab\0\0" have one name.
  const plan = new BlockPlan(mapOf('ab\0\0cdefab'));
  const [first] = plan.missing();
  assert.deepEqual(first?.places, [0, 2]);
  assert.equal(first === undefined ? -1 : plan.longestPlace(first), 0);
  assert.equal(plan.sizeAt(2), 2);
});

test('what a file has right is not fetched again, what is wrong or cut off is', async (t) => {
  const { file } = await fileWith(t, 'abcdXXXXijklmn');
  const plan = new BlockPlan(mapOf('abcdefghijklmnop'));
  assert.equal(await plan.reuse(file, file, signal), 8);
  assert.deepEqual(
    plan.missing().flatMap(({ places }) => places),
    [1, 3],
  );
});

test('good blocks of an old file are copied into the new one', async (t) => {
  const old = await fileWith(t, 'abcdXXXXijkl');
  const part = await fileWith(t, '');
  const plan = new BlockPlan(mapOf('abcdefghijkl'));
  assert.equal(await plan.reuse(old.file, part.file, signal), 8);
  await plan.shape(part.file);
  assert.equal(await readFile(part.path, 'latin1'), 'abcd\0\0\0\0ijkl');
});

test('leftovers where the object has zeros, and after its end, are gone', async (t) => {
  const { file, path } = await fileWith(t, 'abcdOLD!efghmore');
  const plan = new BlockPlan(mapOf('abcd\0\0\0\0efgh'));
  await plan.reuse(file, file, signal);
  await plan.shape(file);
  assert.deepEqual(plan.missing(), []);
  assert.equal(await readFile(path, 'latin1'), 'abcd\0\0\0\0efgh');
});
