import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { FilePool } from '#blockstore/files/file-pool';
import { JOURNAL_LIMITS } from '#blockstore/files/write-journal';
import type { Aside, Pool } from '#blockstore/pool';
import { realFileSystem } from '#platform/file-system';
import { LossyFileSystem } from '../failure/kit/lossy-file-system.ts';
import { MemoryPool } from './kit/memory-pool.ts';

/** What every driver must keep, told by each: the one of files on a disk and on one in memory, and one without files. */
const drivers: Record<string, (t: TestContext) => Promise<Pool>> = {
  async files(t) {
    const directory = await mkdtemp(join(tmpdir(), 'pool-'));
    t.after(() => rm(directory, { recursive: true }));
    const opening = { nowMs: Date.now(), journal: JOURNAL_LIMITS };
    return FilePool.open(realFileSystem, join(directory, 'blocks'), opening);
  },
  async 'files without a journal'() {
    const fs = new LossyFileSystem();
    let now = 0;
    fs.now = () => (now += 1);
    const journal = { fileBytes: 0, segmentBytes: 1 };
    return FilePool.open(fs, '/blocks', { nowMs: 0, journal });
  },
  async memory() {
    let now = 0;
    return new MemoryPool(() => (now += 1));
  },
};

const A = `ab${'1'.repeat(62)}`;
const B = `ab${'2'.repeat(62)}`;
const C = `cd${'3'.repeat(62)}`;

async function bytesOf(pool: Pool, name: string, aside?: Aside): Promise<string | undefined> {
  return pool.read(
    name,
    async (stored) => {
      const bytes = Buffer.alloc(await stored.size());
      assert.equal(await stored.pread(bytes, 0), bytes.length);
      return bytes.toString();
    },
    aside,
  );
}

const write = (pool: Pool, name: string, text: string) => pool.write(name, [Buffer.from(text)]);

for (const [driver, open] of Object.entries(drivers)) {
  test(`the driver "${driver}" keeps what the port promises`, async (t) => {
    await t.test('a content is written whole, in place of what was there, and read in parts', async () => {
      const pool = await open(t);
      assert.equal(await bytesOf(pool, A), undefined);
      await pool.write(A, [Buffer.from('whole '), Buffer.from('content')]);
      assert.equal(await bytesOf(pool, A), 'whole content');
      assert.equal((await pool.facts(A))?.size, 13);
      const part = Buffer.alloc(7);
      await pool.read(A, (stored) => stored.pread(part, 6));
      assert.equal(part.toString(), 'content');
      assert.equal(await pool.read(A, (stored) => stored.pread(Buffer.alloc(100), 6)), 7, 'up to the end');
      await write(pool, A, 'another');
      assert.equal(await bytesOf(pool, A), 'another');
      const pages = Buffer.alloc(8192, 'p');
      await pool.writePages(B, pages, 5000);
      assert.equal(await bytesOf(pool, B), 'p'.repeat(5000));
    });

    await t.test(
      'who reads has one content to the end, whatever is written or removed meanwhile',
      async () => {
        const pool = await open(t);
        await write(pool, A, 'before');
        const read = await pool.read(A, async (stored) => {
          await write(pool, A, 'after!!');
          await pool.setAside(A, 'trash');
          await pool.discard(A, 'trash');
          const bytes = Buffer.alloc(await stored.size());
          await stored.pread(bytes, 0);
          return bytes.toString();
        });
        assert.equal(read, 'before');
        assert.equal(await bytesOf(pool, A), undefined);
      },
    );

    await t.test('names are listed by shard, and those aside apart from them', async () => {
      const pool = await open(t);
      for (const name of [A, B, C]) await write(pool, name, name);
      assert.equal(await pool.setAside(B, 'trash'), true);
      assert.deepEqual([await pool.list('ab'), await pool.list('cd'), await pool.list('ef')], [[A], [C], []]);
      assert.deepEqual([await pool.listTrash('ab'), await pool.listTrash('cd')], [[B], []]);
      await pool.setAside(C, 'bad');
      await pool.setAside(A, 'bad');
      const bad = await pool.listBad();
      assert.deepEqual(new Set(bad.map(({ name }) => name)), new Set([A, C]));
      assert.ok(bad[0]!.facts.changedMs <= bad[1]!.facts.changedMs, 'the longest there first');
      assert.deepEqual(await pool.list('ab'), []);
    });

    for (const aside of ['trash', 'bad'] as const)
      await t.test(
        `what goes to ${aside} leaves its place, comes back as it was, or goes for good`,
        async () => {
          const pool = await open(t);
          assert.equal(await pool.setAside(A, aside), false, 'nothing is there');
          assert.equal(await pool.takeBack(A, aside), false);
          await pool.discard(A, aside);
          await write(pool, A, 'content');
          const written = (await pool.facts(A))!.modifiedMs;
          await pool.setAside(A, aside);
          assert.equal(await bytesOf(pool, A), undefined);
          assert.equal(await pool.facts(A), undefined);
          assert.equal(await bytesOf(pool, A, aside), 'content');
          assert.equal((await pool.facts(A, aside))?.modifiedMs, written, 'the time of its writing stays');
          assert.equal(await pool.takeBack(A, aside), true);
          assert.equal(await bytesOf(pool, A), 'content');
          assert.equal(await bytesOf(pool, A, aside), undefined);
          assert.equal((await pool.facts(A))?.modifiedMs, written);
          await pool.setAside(A, aside);
          await pool.discard(A, aside);
          assert.equal(await bytesOf(pool, A, aside), undefined);
          assert.equal(await pool.takeBack(A, aside), false);
        },
      );

    await t.test(
      'what was written again, or taken back, is not touched by who empties the trash',
      async () => {
        const pool = await open(t);
        await write(pool, A, 'old');
        await pool.setAside(A, 'trash');
        await write(pool, A, 'new');
        await pool.discard(A, 'trash');
        assert.equal(await bytesOf(pool, A), 'new');
        await pool.setAside(A, 'trash');
        await pool.takeBack(A, 'trash');
        await pool.discard(A, 'trash');
        assert.equal(await bytesOf(pool, A), 'new');
      },
    );

    await t.test('what is taken back does not replace what was written meanwhile', async () => {
      const pool = await open(t);
      await write(pool, A, 'rotten');
      await pool.setAside(A, 'bad');
      await write(pool, A, 'good');
      assert.equal(await bytesOf(pool, A, 'bad'), 'rotten');
      await pool.takeBack(A, 'bad');
      assert.equal(await bytesOf(pool, A), 'good');
      assert.equal(await bytesOf(pool, A, 'bad'), undefined);
    });

    await t.test('many who write and read one name at once see whole contents', async () => {
      const pool = await open(t);
      const texts = Array.from({ length: 20 }, (_, index) => String(index).repeat(3000));
      await Promise.all(
        texts.map(async (text) => {
          await write(pool, A, text);
          assert.ok(texts.includes((await bytesOf(pool, A))!));
        }),
      );
      await pool.close();
      assert.ok(texts.includes((await bytesOf(pool, A))!));
    });
  });
}

test('a trash of an earlier release, without shards, is put in order when the pool is opened', async () => {
  const fs = new LossyFileSystem();
  const open = () => FilePool.open(fs, '/blocks', { nowMs: 0, journal: JOURNAL_LIMITS });
  const pool = await open();
  await write(pool, A, 'content');
  await fs.rename(`/blocks/ab/${A}`, `/blocks/trash/${A}`);
  const again = await open();
  assert.deepEqual(await again.listTrash('ab'), [A]);
  assert.equal(await again.takeBack(A, 'trash'), true);
  assert.equal(await bytesOf(again, A), 'content');
});
