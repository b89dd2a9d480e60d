import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildSampleImage } from '#sample-image/build';
import { cannotBoot } from './kit/host.ts';

async function digest(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) hash.update(bytes as Buffer);
  return hash.digest('hex');
}

test('the sample image is the same bytes wherever it is built, and is not built twice in one place', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const [folder, other] = [
    await mkdtemp(join(tmpdir(), 'snf-image-')),
    await mkdtemp(join(tmpdir(), 'snf-image-')),
  ];
  t.after(() => Promise.all([folder, other].map((path) => rm(path, { recursive: true }))));
  const began = performance.now();
  // At the same time: Debian's packages may be newer the next day.
  const [built, elsewhere] = await Promise.all([buildSampleImage(folder), buildSampleImage(other)]);
  t.diagnostic(`build: ${((performance.now() - began) / 1000).toFixed(1)} s`);
  assert.equal(await digest(built.path), await digest(elsewhere.path));
  assert.deepEqual((await readdir(folder)).sort(), ['sample.json', 'sample.raw']);
  const again = performance.now();
  assert.deepEqual(await buildSampleImage(folder), built);
  assert.ok(performance.now() - again < 1_000);
});
