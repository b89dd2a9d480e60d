import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BlockStore } from '#blockstore/block-store';
import { blockId, EMPTY_HASH, packIds } from '#blockstore/content-hash';
import { DamagedContent } from '#blockstore/damaged-content';
import { encodeRecord, recordsOf } from '#blockstore/files/journal-records';
import { contentBytes } from '#blockstore/read-content';
import { type BlockStoreOptions, openBlockStore } from '#blockstore/open-block-store';
import { seededRandom } from '#platform/faults';
import { crashChoices, LossyFileSystem, PowerLost } from '../failure/kit/lossy-file-system.ts';

const BLOCK = 2048;
/** The budget of every change: 3,000 states of each way to write in a minute. */
const STATES = 3000;

type Journal = NonNullable<BlockStoreOptions['journal']>;
/** Every file by itself, or every batch in a segment of its own, so that segments are given up all the time. */
const ways = new Map<string, Journal>([
  ['each file alone', { fileBytes: 0, segmentBytes: 1 }],
  ['by the journal', { fileBytes: BLOCK, segmentBytes: 1 }],
]);
const oneSegment: Journal = { fileBytes: BLOCK, segmentBytes: 1024 * 1024 };

function open(fs: LossyFileSystem, journal: Journal = oneSegment): Promise<BlockStore> {
  return openBlockStore({ directory: '/store', fs, blockSize: BLOCK, now: () => 0, journal });
}

/** A disk on which the store was opened and closed in peace. */
async function freshDisk(): Promise<LossyFileSystem> {
  const fs = new LossyFileSystem();
  await open(fs);
  return fs.crash(() => true);
}

function block(seed: number): Buffer {
  const random = seededRandom(seed);
  return Buffer.from(Array.from({ length: 900 + seed }, () => 1 + Math.floor(random() * 255)));
}

interface Answered {
  /** Contents whose write was answered. */
  blocks: Map<string, Buffer>;
  maps: { hash: string; size: number; content: Buffer }[];
}

/**
 * Two uploads at once, of which one repeats a block of the other, a third while somebody else opens the store, then a
 * removal, its taking back and an orderly end.
 */
async function work(fs: LossyFileSystem, store: BlockStore, journal: Answered): Promise<void> {
  const put = async (bytes: Buffer): Promise<string> => {
    const id = await store.putBlock(bytes);
    journal.blocks.set(id, bytes);
    return id;
  };
  const upload = async (seeds: number[]): Promise<void> => {
    const parts = seeds.map(block);
    const ids: string[] = [];
    for (const part of parts) ids.push(await put(part));
    const padded = parts.map((part, at) =>
      at === parts.length - 1 ? part : Buffer.concat([part, Buffer.alloc(BLOCK - part.length)]),
    );
    const content = Buffer.concat(padded);
    const map = await store.putMap(packIds(ids), content.length);
    journal.maps.push({ hash: map.hash, size: content.length, content });
  };
  await Promise.all([upload([1, 2]), upload([2, 3])]);
  await Promise.all([upload([3, 1]), open(fs)]);
  const id = blockId(block(2));
  await store.blocks.setAside(id, 'trash');
  await put(block(2));
  assert.equal(await store.hasBlock(EMPTY_HASH), true);
  await store.close();
}

/** After the crash: what was answered is there byte for byte, and nothing else is there in part. */
async function check(fs: LossyFileSystem, journal: Answered): Promise<void> {
  const store = await open(fs);
  for (const [id, bytes] of journal.blocks) {
    assert.equal(await store.hasBlock(id), true, `${id} was acknowledged`);
    assert.ok((await store.readBlock(id)).equals(bytes));
  }
  for (const { hash, size, content } of journal.maps) {
    const map = await store.openMap(hash, size);
    const read: Buffer[] = [];
    for await (const bytes of contentBytes(store, map)) read.push(bytes);
    assert.ok(Buffer.concat(read).equals(content));
  }
  for (const seed of [1, 2, 3]) {
    const id = blockId(block(seed));
    try {
      assert.ok((await store.readBlock(id)).equals(block(seed)), 'a block that is there is whole');
    } catch (error) {
      if (!(error instanceof DamagedContent) || error.reason !== 'missing') throw error;
    }
    assert.equal(await store.putBlock(block(seed)), id, 'an upload goes on after the crash');
  }
}

for (const [way, journal] of ways) {
  test(
    `T-F2 R-O1 a power cut at any call, in any state the disk may be left in, loses nothing that was answered: ${way}`,
    { timeout: 120_000 },
    async () => {
      const random = seededRandom(81723);
      const whole = await freshDisk();
      await work(whole, await open(whole, journal), { blocks: new Map(), maps: [] });
      const calls = whole.calls;
      const each = Math.ceil((2 * STATES) / calls);
      let states = 0;
      for (let cut = 1; cut <= calls + 1; cut += 1) {
        const fs = await freshDisk();
        fs.powerUntil = cut;
        const answered: Answered = { blocks: new Map(), maps: [] };
        const ended = await open(fs, journal)
          .then((store) => work(fs, store, answered))
          .catch((error: unknown) => error);
        assert.ok(ended === undefined || ended instanceof PowerLost, String(ended));
        const choices = [...crashChoices(fs.losses(), random, each)];
        const wanted = Math.ceil((1.5 * STATES) / calls) / choices.length;
        for (const survives of choices.filter(() => random() < wanted)) {
          await check(fs.crash(survives), answered);
          states += 1;
        }
      }
      assert.ok(states >= STATES, `${states} states`);
    },
  );
}

test('T-F2 whenever somebody else opens the store and takes the journal, what was answered is durable', async () => {
  /** The disk when all is lost that may be, and when the names are there without the data. */
  const cut = (fs: LossyFileSystem): LossyFileSystem[] => {
    const losses = fs.losses();
    return [fs.crash(() => false), fs.crash((item) => losses[item]?.kind === 'name')];
  };
  for (let step = 0; step < 150; step += 1) {
    const fs = await freshDisk();
    const store = await open(fs);
    const first = await store.putBlock(block(1));
    const opening = open(fs);
    for (let turn = 0; turn < step; turn += 1) await Promise.resolve();
    const second = await store.putBlock(block(2));
    const answered = cut(fs);
    await opening;
    for (const disk of [...answered, ...cut(fs)]) {
      const again = await open(disk);
      assert.ok((await again.readBlock(first)).equals(block(1)), `step ${step}`);
      assert.ok((await again.readBlock(second)).equals(block(2)), `step ${step}`);
    }
  }
});

test('T-F3 a torn block is found by its hash; while the journal has the whole one, that is used', async () => {
  for (const [journal, isThere] of [
    [oneSegment, true],
    [{ fileBytes: 0, segmentBytes: 1 }, false],
  ] as const) {
    const fs = await freshDisk();
    const store = await open(fs, journal);
    const id = await store.putBlock(block(2));
    const file = await fs.open(`/store/blocks/${id.slice(0, 2)}/${id}`, 'update');
    await file.pwrite(Buffer.alloc(512), 0);
    await file.fsync();
    const again = await open(fs, journal);
    if (isThere) assert.ok((await again.readBlock(id)).equals(block(2)));
    else await assert.rejects(again.readBlock(id), DamagedContent);
  }
});

test('T-F3 a journal that was torn anywhere gives what was acknowledged before, and nothing in part', async () => {
  const records = [1, 2, 3].map((seed) => ({ id: blockId(block(seed)), bytes: block(seed) }));
  const encoded = records.map(({ id, bytes }) => encodeRecord(id, [bytes]));
  const lengths = encoded.map(({ length }) => length);
  const sum = (a: number, b: number): number => a + b;
  const journal = Buffer.concat(encoded);
  for (let sector = 0; sector * 512 < journal.length; sector += 1) {
    const torn = Buffer.from(journal);
    torn.fill(0, sector * 512, Math.min(torn.length, (sector + 1) * 512));
    const found = [...recordsOf(torn)];
    found.forEach(({ name, bytes }, index) => {
      assert.equal(name, records[index]?.id);
      assert.ok(bytes.equals(records[index]!.bytes));
    });
    const intact = records.filter((_, index) => lengths.slice(0, index + 1).reduce(sum) <= sector * 512);
    assert.equal(found.length, intact.length, `sector ${sector}`);
  }
});

test('T-F5 a failed sync is a failed write: the block is not there, and its space is given back', async () => {
  const calls = ['fsync', 'syncDirectory', 'pwrite', 'rename'];
  for (const [call, journal] of calls.flatMap((call) =>
    [...ways.values()].map((way) => [call, way] as const),
  )) {
    const fs = await freshDisk();
    const store = await open(fs, journal);
    fs.failing = (name, path) => (name === call && path !== '/store' ? 'EIO' : undefined);
    await assert.rejects(store.putBlock(block(1)), /EIO/, call);
    fs.failing = undefined;
    assert.deepEqual(await fs.readdir('/store/blocks/tmp'), [], call);
    assert.equal(await store.putBlock(block(1)), blockId(block(1)));
  }
});

test('T-F6 a full disk refuses writes and goes on serving reads', async () => {
  const fs = await freshDisk();
  const store = await open(fs);
  const id = await store.putBlock(block(1));
  fs.failing = (name) => (name === 'pwrite' || name === 'open:create' ? 'ENOSPC' : undefined);
  await assert.rejects(store.putBlock(block(2)), /ENOSPC/);
  assert.ok((await store.readBlock(id)).equals(block(1)));
});
