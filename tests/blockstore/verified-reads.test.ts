import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BlockStore } from '#blockstore/block-store';
import { blockId, packIds } from '#blockstore/content-hash';
import { DamagedContent } from '#blockstore/damaged-content';
import type { JournalLimits } from '#blockstore/files/write-journal';
import { contentBytes } from '#blockstore/read-content';
import { type Damage, scrub } from '#blockstore/collection/scrub';
import { openBlockStore } from '#blockstore/open-block-store';
import { seededRandom } from '#platform/faults';
import { ownerOf, ownersOf } from './kit/owner.ts';
import { LossyFileSystem } from '../failure/kit/lossy-file-system.ts';

const BLOCK = 16 * 1024;

/** Bytes without zeros at the end: what is stored of them is all of them. */
function content(length: number, seed = 1): Buffer {
  const random = seededRandom(seed);
  return Buffer.from(Array.from({ length }, () => 1 + Math.floor(random() * 255)));
}

/** A block that ends within a piece, so that its file has whole pieces, a short one and a trailer. */
const bytes = content(10_000);
const id = blockId(bytes);
const path = pathIn('blocks', id);

function pathIn(tree: 'blocks' | 'maps' | 'map-copies', name: string): string {
  return `/store/${tree}/${name.slice(0, 2)}/${name}`;
}

async function badOf(store: BlockStore): Promise<string[]> {
  return (await store.blocks.listBad()).map(({ name }) => name);
}

function open(fs: LossyFileSystem, journal?: JournalLimits): Promise<BlockStore> {
  return openBlockStore({
    directory: '/store',
    fs,
    blockSize: BLOCK,
    now: () => 0,
    ...(journal === undefined ? {} : { journal }),
  });
}

async function storeWithBlock(): Promise<{ fs: LossyFileSystem; store: BlockStore; file: Buffer }> {
  const fs = new LossyFileSystem();
  const store = await open(fs);
  await store.putBlock(bytes);
  return { fs, store, file: await readFile(fs, path) };
}

async function readFile(fs: LossyFileSystem, name: string): Promise<Buffer> {
  const file = await fs.open(name, 'read');
  const whole = Buffer.alloc(await file.size());
  await file.pread(whole, 0);
  return whole;
}

/** Makes a file that holds just these bytes, as rot, a torn write or an earlier release left them. */
async function replaceFile(fs: LossyFileSystem, name: string, by: Buffer): Promise<void> {
  if ((await fs.stat(name)) !== undefined) await fs.unlink(name);
  const file = await fs.open(name, 'create');
  await file.pwrite(by, 0);
}

/** Ranges that begin and end within, at, and across the pieces, and beyond what is stored. */
const ranges = [
  [0, BLOCK],
  [0, 1],
  [0, 4096],
  [4095, 4097],
  [4096, 8192],
  [5000, 5001],
  [8191, 9999],
  [9999, 10_000],
  [9000, BLOCK],
  [10_000, 10_001],
  [12_288, BLOCK],
] as const;

/** Reads a range: the bytes, or undefined when the block is said to be damaged. Wrong bytes fail the test. */
async function readRange(store: BlockStore, [start, end]: readonly [number, number]): Promise<boolean> {
  try {
    const read = await store.readBlock(id, start, end);
    assert.ok(read.equals(bytes.subarray(start, end)), `bytes ${start}-${end}`);
    return true;
  } catch (error) {
    if (!(error instanceof DamagedContent)) throw error;
    return false;
  }
}

test('T-O20 any range of a block is read, and zeros at its end are only implied', async () => {
  const { store, file } = await storeWithBlock();
  for (const range of ranges) assert.equal(await readRange(store, range), true);
  const padded = Buffer.concat([bytes, Buffer.alloc(BLOCK - bytes.length)]);
  assert.equal(await store.putBlock(padded), id);
  assert.equal((await readFile((await storeWithBlock()).fs, path)).length, file.length);
});

test('T-O20 after a flipped bit anywhere in a file no read ever gives a wrong byte, and one in the trailer costs none', async () => {
  const { fs, store, file } = await storeWithBlock();
  for (let at = 0; at < file.length; at += at < bytes.length - 40 ? 61 : 1) {
    for (const range of ranges) {
      const rotten = Buffer.from(file);
      rotten[at]! ^= 1 << (at % 8);
      await replaceFile(fs, path, rotten);
      const given = await readRange(store, range);
      const [from, to] = [Math.floor(range[0] / 4096) * 4096, Math.ceil(range[1] / 4096) * 4096];
      const touched = at < bytes.length && at >= from && at < to;
      if (range[0] < bytes.length)
        assert.equal(given, !touched, `bit of byte ${at}, range ${range.join('-')}`);
    }
  }
});

test('T-O20 a file cut at any length, or longer by any, is found on every read', async () => {
  const { fs, store, file } = await storeWithBlock();
  // At 10,000 it would be the whole file of an earlier release.
  const cuts = [0, 1, 47, 48, 4095, 4096, 9999, 10_001, 10_012, file.length - 49, file.length - 1];
  for (const length of [...cuts, file.length + 1, file.length + 4096, file.length + 4100])
    for (const range of ranges) {
      const changed = Buffer.alloc(length);
      file.copy(changed);
      await replaceFile(fs, path, changed);
      assert.equal(await readRange(store, range), false, `${length} bytes, range ${range.join('-')}`);
    }
});

test('T-O20 a block whose trailer rotted is no damage, and the scrub gives it a good one', async () => {
  const { fs, store, file } = await storeWithBlock();
  const ids = packIds([id, await store.putBlock(content(100, 4))]);
  const { hash, sizeBytes } = await store.putMap(ids, BLOCK + 100);
  const list = pathIn('maps', `${hash}-${sizeBytes}`);
  const goodList = await readFile(fs, list);
  // A sum of a piece, the hash, the length, the checksum of all these, the mark; and a trailer that never arrived.
  for (const fromEnd of [49, 48, 16, 12, 1]) {
    const rotten = Buffer.from(file);
    rotten[file.length - fromEnd]! ^= 1;
    const rottenList = Buffer.from(goodList);
    rottenList[goodList.length - fromEnd]! ^= 1;
    await replaceFile(fs, path, rotten);
    await replaceFile(fs, list, rottenList);
    assert.deepEqual(await store.checkBlock(id), { repaired: 0, rewritten: 1, bytes: bytes.length });
    assert.ok((await readFile(fs, path)).equals(file));
    assert.equal((await store.checkMap(`${hash}-${sizeBytes}`)).rewritten, 1);
    assert.ok((await readFile(fs, list)).equals(goodList));
  }
  await replaceFile(fs, path, Buffer.concat([bytes, Buffer.alloc(file.length - bytes.length)]));
  assert.equal((await store.checkBlock(id)).rewritten, 1);
  assert.deepEqual(await badOf(store), []);
});

test("T-O20 another block's file is not this block", async () => {
  const { fs, store, file } = await storeWithBlock();
  const other = content(10_000, 2);
  const otherFile = await readFile(fs, pathIn('blocks', await store.putBlock(other)));
  for (const impostor of [otherFile, Buffer.concat([other, file.subarray(bytes.length)])]) {
    await replaceFile(fs, path, impostor);
    assert.equal(await readRange(store, [0, BLOCK]), false);
  }
  await replaceFile(fs, path, Buffer.concat([bytes, otherFile.subarray(other.length)]));
  assert.equal((await store.checkBlock(id)).rewritten, 1, "only the trailer was another's");
});

test('T-O20 a content that looks like a file with a trailer is that content', async () => {
  const { fs, store, file } = await storeWithBlock();
  const lookalike = await store.putBlock(file);
  assert.ok((await store.readBlock(lookalike)).equals(file));
  // Also as an earlier release stored it.
  await replaceFile(fs, pathIn('blocks', lookalike), file);
  assert.ok((await store.readBlock(lookalike)).equals(file));
});

test('T-O20 T-F3 a torn write of block and trailer, whatever sectors arrived, never gives a wrong byte', async () => {
  const { fs, store, file } = await storeWithBlock();
  const random = seededRandom(7);
  const sectors = Math.ceil(file.length / 512);
  for (let round = 0; round < 400; round += 1) {
    // Each sector alone first, then any subset; and the size may be old.
    const kept = Array.from({ length: sectors }, (_, at) =>
      round < sectors ? at !== round : random() < 0.7,
    );
    const torn = Buffer.alloc(random() < 0.5 ? file.length : Math.floor(random() * file.length));
    kept.forEach((isKept, at) => {
      if (isKept) file.copy(torn, at * 512, at * 512, (at + 1) * 512);
    });
    if (torn.equals(file)) continue;
    for (const range of ranges) {
      await replaceFile(fs, path, torn);
      await readRange(store, range);
    }
    await replaceFile(fs, path, torn);
    const isWhole = torn.length === file.length && torn.subarray(0, bytes.length).equals(bytes);
    assert.equal(await readRange(store, [0, BLOCK]), isWhole, `round ${round}`);
  }
});

test('T-O20 a damaged block is set aside once, and the same content makes it whole again', async () => {
  const { fs, store, file } = await storeWithBlock();
  const rotten = Buffer.from(file);
  rotten[5]! ^= 4;
  await replaceFile(fs, path, rotten);
  assert.equal(await readRange(store, [0, 1]), false);
  assert.equal(await store.hasBlock(id), false, 'clients that send hashes are told to send it again');
  assert.deepEqual(await badOf(store), [id]);
  await assert.rejects(store.readBlock(id), (error: DamagedContent) => error.reason === 'damaged');
  await store.putBlock(bytes);
  assert.equal(await readRange(store, [0, BLOCK]), true);
});

test('T-O20 a good block that is written while its damaged file is read is not set aside with it', async () => {
  const { fs, store, file } = await storeWithBlock();
  const rotten = Buffer.from(file);
  rotten[5]! ^= 4;
  for (let step = 0; step < 60; step += 1) {
    await replaceFile(fs, path, rotten);
    const reading = readRange(store, [0, BLOCK]);
    for (let turn = 0; turn < step; turn += 1) await Promise.resolve();
    await store.putBlock(bytes);
    await reading;
    assert.equal(await readRange(store, [0, BLOCK]), true, `step ${step}`);
  }
  // A death between setting aside and looking again.
  await store.blocks.setAside(id, 'bad');
  assert.equal(await readRange(store, [0, BLOCK]), true);
});

test('T-O20 a device that cannot read a sector is damage, not an unexpected failure', async () => {
  const { fs, store } = await storeWithBlock();
  for (const [failing, errno] of [
    ['pread', 'EIO'],
    ['open', 'EIO'],
    ['open', 'EUCLEAN'],
  ] as const) {
    fs.failing = (call) => (call === failing ? errno : undefined);
    assert.equal(await readRange(store, [0, 1]), false, `${failing}: ${errno}`);
    fs.failing = undefined;
    assert.equal(await readRange(store, [0, 1]), true, 'it was only for a moment');
  }
});

test('T-O20 a sector that cannot be read costs no block when only the trailer was in it, and the scrub writes it anew', async () => {
  const { fs, store, file } = await storeWithBlock();
  const bad = (_call: string, at: string, end = 0) =>
    at === path && end > bytes.length + 4 ? 'EIO' : undefined;
  fs.failing = bad;
  for (const range of ranges) assert.equal(await readRange(store, range), true, range.join('-'));
  assert.deepEqual(await store.checkBlock(id), { repaired: 0, rewritten: 1, bytes: bytes.length });
  fs.failing = undefined;
  assert.ok((await readFile(fs, path)).equals(file));
  assert.deepEqual(await badOf(store), []);
});

test('T-O20 what is bad is kept for a while and within bounds, the oldest goes first, and nothing that is good after all', async () => {
  const fs = new LossyFileSystem();
  let now = 0;
  fs.now = () => now;
  const store = await open(fs);
  const contents = [11, 12, 13, 14].map((seed) => content(10_000, seed));
  const ids = await Promise.all(contents.map((bytesOf) => store.putBlock(bytesOf)));
  const [rotten1, rotten2, unreadable, fine] = ids as [string, string, string, string];
  for (const one of [rotten1, rotten2]) {
    const file = await readFile(fs, pathIn('blocks', one));
    file[5]! ^= 4;
    await replaceFile(fs, pathIn('blocks', one), file);
  }
  for (const one of [unreadable, fine, rotten1, rotten2]) {
    now += 1000;
    await store.blocks.setAside(one, 'bad');
  }
  const limits = { ms: 10_000, bytes: 100_000 };
  const left = async () => (await badOf(store)).sort();
  fs.failing = (call, at) => (call === 'pread' && at.endsWith(unreadable) ? 'EIO' : undefined);
  await store.emptyBad(now, limits);
  assert.equal((await left()).length, 4, 'within the bounds nothing goes');
  await store.emptyBad(now, { ...limits, bytes: 21_000 });
  assert.deepEqual(await left(), [unreadable, rotten2].sort());
  assert.ok((await store.readBlock(fine)).equals(contents[3]!), 'it is back');
  await store.emptyBad(now + 8000, limits);
  assert.deepEqual(await left(), [rotten2], 'too old, whatever it is');
  await store.emptyBad(now + 20_000, limits);
  assert.deepEqual(await left(), []);
});

test('T-O20 a list of which one copy cannot even be opened is read from the other', async () => {
  const { fs, store } = await storeWithBlock();
  const ids = packIds([id, await store.putBlock(content(100, 4))]);
  const { hash, sizeBytes } = await store.putMap(ids, BLOCK + 100);
  const name = `${hash}-${sizeBytes}`;
  fs.failing = (call, at) => (call === 'open' && at === pathIn('maps', name) ? 'EUCLEAN' : undefined);
  assert.ok((await store.openMap(hash, sizeBytes)).ids.equals(ids));
  assert.equal((await store.checkMap(name)).repaired, 1);
});

test('T-O20 files of a release that wrote no trailers are read whole and by their hash, until the scrub rewrites them', async () => {
  const { fs, store, file } = await storeWithBlock();
  await replaceFile(fs, path, bytes);
  for (const range of ranges) assert.equal(await readRange(store, range), true);
  for (const rotten of [Buffer.from(bytes), bytes.subarray(0, 8192)]) {
    if (rotten.length === bytes.length) rotten[9000]! ^= 1;
    for (let read = 0; read < 3; read += 1)
      for (const range of ranges) {
        await replaceFile(fs, path, rotten);
        assert.equal(await readRange(store, range), false);
      }
  }
  await replaceFile(fs, path, bytes);
  assert.deepEqual(await store.checkBlock(id), { repaired: 0, rewritten: 1, bytes: bytes.length });
  assert.ok((await readFile(fs, path)).equals(file));
});

test('T-O20 lists of blocks stand twice: each mends the other, and one copy of an earlier release becomes two', async () => {
  const fs = new LossyFileSystem();
  // Whoever opens a store would mend from the journal, too.
  const noJournal = { fileBytes: 0, segmentBytes: 1 };
  const store = await open(fs, noJournal);
  const parts = [content(BLOCK, 3), content(100, 4)];
  const ids = packIds(await Promise.all(parts.map((part) => store.putBlock(part))));
  const { hash, sizeBytes } = await store.putMap(ids, BLOCK + 100);
  const name = `${hash}-${sizeBytes}`;
  const [one, two] = [pathIn('maps', name), pathIn('map-copies', name)] as [string, string];
  const good = await readFile(fs, one);
  const rotten = Buffer.from(good);
  rotten[40]! ^= 1;
  const read = async (): Promise<Buffer> => {
    const again = await open(fs, noJournal);
    const bytesRead = await Array.fromAsync(contentBytes(again, await again.openMap(hash, sizeBytes)));
    return Buffer.concat(bytesRead);
  };
  for (const damage of [rotten, good.subarray(0, 32), ids.subarray(0, 32), Buffer.alloc(0)]) {
    await replaceFile(fs, one, damage);
    assert.ok((await read()).equals(Buffer.concat(parts)));
    assert.ok((await readFile(fs, one)).equals(good), 'the reader mended it');
    await replaceFile(fs, two, damage);
    assert.equal((await store.checkMap(name)).repaired, 1);
    assert.ok((await readFile(fs, two)).equals(good));
  }
  await replaceFile(fs, one, ids);
  await fs.unlink(two);
  assert.ok((await read()).equals(Buffer.concat(parts)), 'as the release before left it');
  assert.deepEqual(await store.checkMap(name), { repaired: 1, rewritten: 1, bytes: ids.length });
  await replaceFile(fs, one, rotten);
  await replaceFile(fs, two, rotten);
  await assert.rejects(
    read(),
    (error: DamagedContent) => error.content === name && error.reason === 'damaged',
  );
  await store.putMap(ids, sizeBytes);
  assert.ok((await read()).equals(Buffer.concat(parts)), 'the same content makes it whole again');
});

test('T-O20 a list that only memory still has is written anew by the scrub, or told when the disk takes nothing', async () => {
  const { fs, store } = await storeWithBlock();
  const ids = packIds([id, await store.putBlock(content(100, 4))]);
  const { hash, sizeBytes } = await store.putMap(ids, BLOCK + 100);
  const name = `${hash}-${sizeBytes}`;
  const paths = [pathIn('maps', name), pathIn('map-copies', name)];
  const good = await readFile(fs, paths[0]!);
  const scrubAll = async (): Promise<{ damages: Damage[]; repaired: number; bad: number }> => {
    const found: Damage[] = [];
    let [repaired, bad] = [0, 0];
    await scrub(
      store,
      await ownersOf(
        store,
        ownerOf('tests', () => [{ hash, sizeBytes }]),
      ),
      {
        goOn: async () => true,
        async onShard({ damages, scrubbed }) {
          found.push(...damages);
          ({ repaired, bad } = scrubbed);
        },
      },
    );
    return { damages: found, repaired, bad };
  };
  await store.openMap(hash, sizeBytes);
  const rot = async (): Promise<void> => {
    const rotten = Buffer.from(good);
    rotten[40]! ^= 1;
    for (const path of paths) await replaceFile(fs, path, rotten);
  };
  await rot();
  assert.deepEqual(await scrubAll(), { damages: [], repaired: 2, bad: 0 });
  for (const path of paths) assert.ok((await readFile(fs, path)).equals(good));
  await rot();
  fs.failing = (call, path) => (call === 'open' && path.includes('/tmp/') ? 'ENOSPC' : undefined);
  const damage: Damage = { hash, sizeBytes, kind: 'map', name, reason: 'damaged' };
  assert.deepEqual(await scrubAll(), { damages: [damage], repaired: 0, bad: 1 });
  assert.ok((await store.openMap(hash, sizeBytes)).ids.equals(ids), 'and is read all the same');
});

test('T-O20 a bit that flips in the journal puts nothing wrong in the place of a file', async () => {
  const { fs, file } = await storeWithBlock();
  const [segment = ''] = await fs.readdir('/store/blocks/journal');
  const journal = await readFile(fs, `/store/blocks/journal/${segment}`);
  for (let at = 0; at < journal.length; at += 97) {
    const rotten = Buffer.from(journal);
    rotten[at]! ^= 16;
    const disk = fs.crash(() => true);
    await replaceFile(disk, `/store/blocks/journal/${segment}`, rotten);
    assert.equal(await readRange(await open(disk), [0, BLOCK]), true, `bit of byte ${at}`);
    assert.ok((await readFile(disk, path)).equals(file));
  }
});
