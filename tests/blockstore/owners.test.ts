import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { BlockStore } from '#blockstore/block-store';
import { collect, DamagedMaps, listUnused } from '#blockstore/collection/collector';
import { type BlockOwner, type Content, type ShardRange, UnknownOwner } from '#blockstore/collection/owners';
import { scrub } from '#blockstore/collection/scrub';
import { packIds } from '#blockstore/content-hash';
import { openBlockStore } from '#blockstore/open-block-store';
import { seededRandom } from '#platform/faults';
import { LossyFileSystem } from '../failure/kit/lossy-file-system.ts';
import { NO_WAIT, ownerOf, ownersOf } from './kit/owner.ts';

const BLOCK = 64;
const random = seededRandom(82);
const someBytes = (length = BLOCK): Buffer =>
  Buffer.from(Array.from({ length }, () => 1 + Math.floor(random() * 255)));

function openStore(fs = new LossyFileSystem()): Promise<BlockStore> {
  return openBlockStore({ directory: '/s', fs, blockSize: BLOCK, now: () => 0 });
}

async function putContent(store: BlockStore, blocks: number): Promise<Content> {
  const ids: string[] = [];
  for (let at = 0; at < blocks; at += 1) ids.push(await store.putBlock(someBytes()));
  const { hash, sizeBytes } = await store.putMap(packIds(ids), blocks * BLOCK);
  return { hash, sizeBytes };
}

async function left(store: BlockStore, contents: readonly Content[]): Promise<number> {
  let count = 0;
  for (const { hash, sizeBytes } of contents) {
    const { ids } = await store.openMap(hash, sizeBytes);
    const names = Array.from({ length: ids.length / 32 }, (_, at) =>
      ids.toString('hex', at * 32, at * 32 + 32),
    );
    const there = await Promise.all(
      names.map(async (name) => (await store.blocks.facts(name)) !== undefined),
    );
    if (there.every(Boolean)) count += 1;
  }
  return count;
}

test('R-O5 what one owner uses stays, whatever the others use; what none uses goes, and each is told', async () => {
  const store = await openStore();
  const [one, two, none] = [
    await putContent(store, 1),
    await putContent(store, 3),
    await putContent(store, 1),
  ];
  const told: string[] = [];
  const forget = async (ids: readonly string[]) => void told.push(...ids);
  const owners = await ownersOf(
    store,
    ownerOf('objects', () => [one], { forget }),
    ownerOf('volumes', () => [two, one], { forget }),
  );
  assert.equal((await collect(store, owners, NO_WAIT))?.trashed, 1);
  assert.equal((await collect(store, owners, NO_WAIT))?.discarded, 1);
  assert.deepEqual(told, [none.hash, none.hash]);
  assert.equal(await left(store, [one, two]), 2);
});

test('R-O5 what one owner has promised or claimed, or may have in flight, stays', async () => {
  const store = await openStore();
  const [promised, claimed] = [await putContent(store, 1), await putContent(store, 1)];
  const roots = {
    promised: async () => new Set([promised.hash]),
    isClaimed: (name: string) => name === claimed.hash,
  };
  const objects = ownerOf('objects', () => []);
  const owners = await ownersOf(
    store,
    objects,
    ownerOf('volumes', () => [], roots),
  );
  assert.equal((await collect(store, owners, NO_WAIT))?.trashed, 0);
  const patient = await ownersOf(
    store,
    objects,
    ownerOf('volumes', () => [], { olderThanMs: 0 }),
  );
  const run = await collect(store, patient, NO_WAIT);
  assert.deepEqual([run?.trashed, run?.olderThanMs], [0, 0], 'the most careful owner says what is young');
});

test('R-O5 when the roots of one owner cannot be read, nothing is collected', async () => {
  const store = await openStore();
  const used = await putContent(store, 3);
  await putContent(store, 1);
  const objects = ownerOf('objects', () => [used]);
  const broken = ownerOf('volumes', () => {
    throw new Error('the database is away');
  });
  const failing: Record<string, BlockOwner> = {
    'their contents': broken,
    'the promises': ownerOf('volumes', () => [], { promised: () => Promise.reject(new Error('away')) }),
    'the beginning': { ...broken, begin: () => Promise.reject(new Error('away')) },
  };
  for (const [what, volumes] of Object.entries(failing)) {
    const owners = await ownersOf(store, objects, volumes);
    await assert.rejects(collect(store, owners, NO_WAIT), /away/, what);
    if (what !== 'the beginning')
      await assert.rejects(async () => {
        for await (const _ of listUnused(store, owners, NO_WAIT));
      }, /away/);
  }
  const refusing = await ownersOf(store, objects, { ...broken, begin: async () => undefined });
  assert.equal(await collect(store, refusing, NO_WAIT), undefined, 'an owner may let no run begin');
  await assert.rejects(
    collect(store, await ownersOf(store, objects), NO_WAIT),
    (error: Error) => error instanceof UnknownOwner && /volumes/.test(error.message),
    'who has blocks here and is not asked is not forgotten',
  );
  await assert.rejects(
    scrub(store, await ownersOf(store), { goOn: async () => true, onShard: async () => undefined }),
    UnknownOwner,
  );
  assert.deepEqual(await trashOf(store), []);
});

async function trashOf(store: BlockStore): Promise<string[]> {
  const trash: string[] = [];
  for (let shard = 0; shard < 256; shard += 1)
    trash.push(...(await store.blocks.listTrash(shard.toString(16).padStart(2, '0'))));
  return trash;
}

test('the name of an owner stands in the store after a power cut', async () => {
  const fs = new LossyFileSystem();
  await ownersOf(
    await openStore(fs),
    ownerOf('volumes', () => []),
  );
  const again = await openStore(fs.crash(() => false));
  assert.deepEqual(await again.owners.all(), ['volumes']);
});

test('R-O5 a store that is larger than memory is collected in windows of shards, each asked for by itself', async () => {
  const store = await openStore();
  const used = await Promise.all(Array.from({ length: 60 }, (_, at) => putContent(store, 1 + (at % 4))));
  const unused = await Promise.all(Array.from({ length: 20 }, () => putContent(store, 1)));
  const asked: ShardRange[] = [];
  const owner = ownerOf('objects', () => used);
  const owners = await ownersOf(store, {
    ...owner,
    contents(range) {
      asked.push(range);
      return owner.contents(range);
    },
  });
  const shards: string[] = [];
  const run = () =>
    collect(store, owners, NO_WAIT, { mostNames: 10, onShard: (shard) => shards.push(shard) });
  assert.equal((await run())?.trashed, unused.length);
  assert.equal(shards.length, 256);
  assert.deepEqual(shards, [...new Set(shards)].sort(), 'each shard once, in order');
  assert.ok(asked.length >= 20, `${asked.length} windows`);
  assert.equal((await run())?.discarded, unused.length);
  assert.equal(await left(store, used), used.length);
  assert.deepEqual(await trashOf(store), []);
});

test('R-O5 a list that is lost on both sides stops the collection in whichever window it is found', async () => {
  const fs = new LossyFileSystem();
  const before = await openStore(fs);
  const used = [await putContent(before, 2), await putContent(before, 2)];
  await putContent(before, 1);
  const name = `${used[0]!.hash}-${2 * BLOCK}`;
  await before.close();
  for (const pool of before.maps) {
    await pool.setAside(name, 'trash');
    await pool.discard(name, 'trash');
  }
  const store = await openStore(fs);
  const owners = await ownersOf(
    store,
    ownerOf('objects', () => used),
  );
  await assert.rejects(
    collect(store, owners, NO_WAIT, { mostNames: 2 }),
    (error: Error) => error instanceof DamagedMaps && error.contents.length === 1,
  );
  assert.deepEqual(await trashOf(store), []);
  const givenUp = await ownersOf(
    store,
    ownerOf('objects', () => used.map((one) => ({ ...one, givenUp: true }))),
  );
  assert.equal((await collect(store, givenUp, NO_WAIT, { mostNames: 2 }))?.trashed, 3);
});
