import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type BlockStoreOptions, BlockStore, DamagedContent } from '#blockstore/block-store';
import { blockId, EMPTY_HASH, packIds } from '#blockstore/content-hash';
import { contentBytes } from '#blockstore/read-content';
import { seededRandom } from '#platform/faults';
import { crashChoices, LossyFileSystem, PowerLost } from '../failure/kit/lossy-file-system.ts';

const BLOCK = 2048;
/** The budget of every change: 3,000 states in a minute. */
const STATES = 3000;

function open(fs: LossyFileSystem): Promise<BlockStore> {
  const options: BlockStoreOptions = { directory: '/store', fs, blockSize: BLOCK, now: () => 0 };
  return BlockStore.open(options);
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

interface Journal {
  /** Contents whose write was answered. */
  blocks: Map<string, Buffer>;
  maps: { hash: string; size: number; content: Buffer }[];
}

/** Two uploads at once, of which one repeats a block of the other, then a removal and its taking back. */
async function work(store: BlockStore, journal: Journal): Promise<void> {
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
  const id = blockId(block(2));
  await store.blocks.setAside(id, 'trash');
  await put(block(2));
  assert.equal(await store.hasBlock(EMPTY_HASH), true);
}

/** After the crash: what was answered is there byte for byte, and nothing else is there in part. */
async function check(fs: LossyFileSystem, journal: Journal): Promise<void> {
  const store = await open(fs);
  for (const [id, bytes] of journal.blocks) {
    assert.equal(await store.hasBlock(id), true, `${id} was acknowledged`);
    assert.ok((await store.readChecked(id)).equals(bytes));
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
      assert.ok((await store.readChecked(id)).equals(block(seed)), 'a block that is there is whole');
    } catch (error) {
      if (!(error instanceof DamagedContent) || !error.message.endsWith('is missing')) throw error;
    }
    assert.equal(await store.putBlock(block(seed)), id, 'an upload goes on after the crash');
  }
}

test(
  'R-O1 a power cut at any call, in any state the disk may be left in, loses nothing that was answered',
  { timeout: 60_000 },
  async () => {
    const random = seededRandom(81723);
    const whole = await freshDisk();
    await work(await open(whole), { blocks: new Map(), maps: [] });
    const calls = whole.calls;
    const each = Math.ceil((2 * STATES) / calls);
    let states = 0;
    for (let cut = 1; cut <= calls + 1; cut += 1) {
      const fs = await freshDisk();
      fs.powerUntil = cut;
      const journal: Journal = { blocks: new Map(), maps: [] };
      const ended = await open(fs)
        .then((store) => work(store, journal))
        .catch((error: unknown) => error);
      assert.ok(ended === undefined || ended instanceof PowerLost, String(ended));
      for (const survives of crashChoices(fs.losses(), random, each)) {
        await check(fs.crash(survives), journal);
        states += 1;
      }
    }
    assert.ok(states >= STATES, `${states} states`);
  },
);

test('T-F5 a failed sync is a failed write: the block is not there, and its space is given back', async () => {
  for (const call of ['fsync', 'syncDirectory', 'pwrite', 'rename']) {
    const fs = await freshDisk();
    const store = await open(fs);
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
  assert.ok((await store.readChecked(id)).equals(block(1)));
});
