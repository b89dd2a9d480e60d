import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { blockId } from '#blockstore/content-hash';
import { ContentWriter } from '#blockstore/content-writer';
import { FilePool } from '#blockstore/files/file-pool';
import { contentBytes } from '#blockstore/read-content';
import { trailerOf } from '#blockstore/trailer';
import { openBlockStore } from '#blockstore/open-block-store';
import { seededRandom } from '#platform/faults';
import { crashChoices, LossyFileSystem, PowerLost } from '../failure/kit/lossy-file-system.ts';

/** Large enough to be hashed apart and written past the cache. */
const BLOCK = 256 * 1024;
const JOURNAL = { fileBytes: 1024, segmentBytes: 1024 };

function filled(length: number): Buffer {
  return Buffer.alloc(length, 'every byte but the last of all');
}

test('an upload is the same whether or not its disk can be written past the cache, with zeros at the end of blocks too', async () => {
  const zeros = Buffer.alloc(BLOCK / 2);
  const blocks = [filled(BLOCK), Buffer.concat([filled(BLOCK / 2), zeros]), filled(BLOCK), filled(100_000)];
  const content = Buffer.concat(blocks);
  const files: Buffer[][] = [];
  for (const refused of [undefined, 'open uncached', 'ftruncate']) {
    const fs = new LossyFileSystem();
    const store = await openBlockStore({ directory: '/store', fs, blockSize: BLOCK, journal: JOURNAL });
    let refusals = 0;
    fs.failing = (call) => {
      if (call !== refused) return undefined;
      refusals += 1;
      return 'EINVAL';
    };
    using writer = new ContentWriter(store, content.length);
    for (let at = 0; at < content.length; at += 60_000) await writer.write(content.subarray(at, at + 60_000));
    const { map, md5 } = await writer.finish();
    assert.equal(md5, createHash('md5').update(content).digest('hex'));
    const read: Buffer[] = [];
    for await (const bytes of contentBytes(store, map)) read.push(bytes);
    assert.ok(Buffer.concat(read).equals(content));
    assert.equal(refusals > 0, refused !== undefined);
    files.push(await Promise.all(blocks.map((block) => fileOf(fs, blockId(block)))));
    await store.close();
  }
  assert.deepEqual(files[1], files[0]);
  assert.deepEqual(files[2], files[0]);
});

async function fileOf(fs: LossyFileSystem, id: string): Promise<Buffer> {
  const file = await fs.open(`/store/blocks/${id.slice(0, 2)}/${id}`, 'read');
  const bytes = Buffer.alloc(await file.size());
  await file.pread(bytes, 0);
  return bytes;
}

test('T-F2 a power cut at any call of a write past the cache leaves a file whole or not at all', async () => {
  const content = filled(4000);
  const name = blockId(content);
  const file = Buffer.concat([content, trailerOf(name, content)]);
  const pages = Buffer.concat([file, Buffer.alloc(8192 - file.length)]);
  const opening = { nowMs: 0, journal: JOURNAL };
  const random = seededRandom(4711);
  const peaceful = async (): Promise<LossyFileSystem> => {
    const fs = new LossyFileSystem();
    await FilePool.open(fs, '/blocks', opening);
    return fs.crash(() => true);
  };
  for (let cut = 1, ended = false; !ended; cut += 1) {
    const fs = await peaceful();
    const files = await FilePool.open(fs, '/blocks', opening);
    fs.powerUntil = fs.calls + cut;
    ended = await files.writePages(name, pages, file.length).then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof PowerLost)) throw error;
        return false;
      },
    );
    for (const survives of crashChoices(fs.losses(), random, 30)) {
      const found = await (
        await FilePool.open(fs.crash(survives), '/blocks', opening)
      ).read(name, async (open) => {
        const bytes = Buffer.alloc(await open.size());
        await open.pread(bytes, 0);
        return bytes;
      });
      if (ended || found !== undefined) assert.ok(found?.equals(file), `cut ${cut}`);
    }
  }
});
