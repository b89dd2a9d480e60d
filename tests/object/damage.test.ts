import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { DamagedMaps } from '#blockstore/collection/collector';
import { blockId } from '#blockstore/content-hash';
import { loadSecrets } from '#cloud/secrets';
import { manage } from '#manage/manage';
import { collectBlocks } from '#object/domain/blocks/collect-blocks';
import { scrubBlocks } from '#object/domain/blocks/scrub-blocks';
import { upkeepDone } from '#object/domain/blocks/upkeep';
import { randomIds } from '#platform/ids';
import { recount } from './kit/recount.ts';
import {
  ALICE,
  blockFile,
  type Caller,
  startObject,
  type StartedObject,
  suiteEnd,
} from './kit/start-object.ts';

const BLOCK = 4096;
const GRACE_MS = 3_600_000;

describe('damage', () => {
  const end = suiteEnd();
  after(() => end.run());
  let object: StartedObject;
  let alice: Caller;
  let address: string;
  before(async () => {
    object = await startObject(end);
    alice = object.as('alice-token', ALICE);
    address = await object.listen();
    await alice('PUT', '/c');
  });

  /** An object of three blocks, and where its files are. */
  async function put(
    name: string,
  ): Promise<{ body: Buffer; blocks: string[]; maps: string[]; content: string }> {
    const body = randomBytes(2 * BLOCK + 1000);
    const reply = await alice('PUT', `/c/${name}`, { body });
    assert.equal(reply.status, 201);
    const { headers } = await alice('HEAD', `/c/${name}`);
    const content = `${headers['x-object-hash']}-${body.length}`;
    const ids = [0, BLOCK, 2 * BLOCK].map((at) => blockId(body.subarray(at, at + BLOCK)));
    return {
      body,
      blocks: ids.map((id) => blockFile(object, id)),
      maps: ['maps', 'map-copies'].map((tree) =>
        join(object.directory, 'blocks', tree, content.slice(0, 2), content),
      ),
      content,
    };
  }

  /** Whoever opens the store mends from what is still in the journals: a block that rots was written long ago. */
  async function dropJournals(): Promise<void> {
    for (const tree of ['blocks', 'maps', 'map-copies']) {
      const journal = join(object.directory, 'blocks', tree, 'journal');
      for (const name of await readdir(journal)) await rm(join(journal, name));
    }
  }

  async function flip(path: string, at = 10): Promise<void> {
    await dropJournals();
    const bytes = await readFile(path);
    bytes[at]! ^= 1;
    await writeFile(path, bytes);
  }

  async function run(...argv: string[]): Promise<{ status: number; out: string; err: string }> {
    loadSecrets(object.directory, randomIds);
    let [out, err] = ['', ''];
    const environment = {
      PITHOS_DATABASE_URL: object.databaseUrl,
      PITHOS_BACKEND_BLOCK_SIZE: String(BLOCK),
      SYNNEFO_DATA_DIR: object.directory,
    };
    const status = await manage(argv, environment, {
      streams: { out: (text) => (out += text), err: (text) => (err += text) },
    });
    return { status, out, err };
  }

  async function listed(): Promise<Record<string, string>[]> {
    const { out } = await run('pithos-damage-list', '--output-format', 'json');
    return JSON.parse(out) as Record<string, string>[];
  }

  test('T-O20 damage in the middle of an answer cuts the connection: what arrived is right, and too short', async () => {
    const { body, blocks } = await put('cut');
    await flip(blocks[2]!);
    const reply = await fetch(`${address}/pithos/object-store/v1/${ALICE}/c/cut`, {
      headers: { 'x-auth-token': 'alice-token' },
    });
    const received: Uint8Array[] = [];
    await assert.rejects(async () => {
      for await (const bytes of reply.body!) received.push(bytes);
    });
    const got = Buffer.concat(received);
    assert.ok(got.length <= 2 * BLOCK && got.equals(body.subarray(0, got.length)), `${got.length} bytes`);
    const good = await alice('GET', '/c/cut', { headers: { range: `bytes=0-${2 * BLOCK - 1}` } });
    assert.ok(good.bytes.equals(body.subarray(0, 2 * BLOCK)), 'parts that are not hit are read');
    for (let read = 0; read < 3; read += 1) {
      const bad = await alice('GET', '/c/cut', { headers: { range: `bytes=${2 * BLOCK}-` } });
      assert.deepEqual([bad.status, bad.headers['retry-after']], [503, '60']);
    }
    const hashes = [0, BLOCK, 2 * BLOCK].map((at) => blockId(body.subarray(at, at + BLOCK)));
    const list = JSON.stringify({ bytes: body.length, hashes });
    const missing = await alice('PUT', '/c/again?hashmap', { body: list });
    assert.deepEqual([missing.status, missing.json], [409, [hashes[2]]], 'clients are told to send it again');
    await alice('PUT', '/c/again', { body });
    assert.ok((await alice('GET', '/c/cut')).bytes.equals(body), 'that makes it whole');
  });

  test('T-O20 a truncated or emptied file is damage on every read', async () => {
    const { body, blocks } = await put('short');
    const file = await readFile(blocks[0]!);
    for (const length of [0, 100, 4000, 4100]) {
      await writeFile(blocks[0]!, file.subarray(0, length));
      for (let read = 0; read < 2; read += 1)
        assert.equal((await alice('GET', '/c/short')).status, 503, `${length} bytes`);
    }
    await alice('PUT', '/c/short', { body });
  });

  test('T-O20 what reads a content to write another fails with 503, whatever it is', async () => {
    const { body, blocks } = await put('source');
    const hashes = [0, BLOCK, 2 * BLOCK].map((at) => blockId(body.subarray(at, at + BLOCK)));
    await object.db.updateTable('versions').set({ checksum: '' }).execute();
    await flip(blocks[1]!);
    const list = JSON.stringify({ bytes: body.length, hashes });
    assert.equal((await alice('PUT', '/c/by-name?hashmap', { body: list })).status, 503);
    const update = { headers: { 'content-range': `bytes ${BLOCK + 1}-${BLOCK + 1}/*` }, body: 'x' };
    const type = { 'content-type': 'application/octet-stream' };
    const reply = await alice('POST', '/c/source?update', {
      ...update,
      headers: { ...update.headers, ...type },
    });
    assert.equal(reply.status, 503);
    await alice('PUT', '/c/source', { body });
  });

  test('T-O20 a content that is known to be damaged is not copied as good; once it is whole again it is', async () => {
    const { body, blocks } = await put('original');
    const copy = (to: string) => alice('COPY', '/c/original', { headers: { destination: `/c/${to}` } });
    assert.equal((await copy('copy-1')).status, 201);
    await rm(blocks[1]!);
    assert.equal((await copy('copy-2')).status, 503);
    const taken = await alice('PUT', '/c/copy-2', { headers: { 'x-copy-from': '/c/original' } });
    assert.equal(taken.status, 503);
    const update = {
      'content-range': 'bytes 0-/*',
      'content-type': 'application/octet-stream',
      'x-source-object': '/c/original',
    };
    await alice('PUT', '/c/updated', { body: randomBytes(BLOCK * 3) });
    assert.equal((await alice('POST', '/c/updated?update', { headers: update })).status, 503);
    await scrubBlocks(object.storage, { bytesPerSecond: Infinity });
    await alice('PUT', '/c/dir', { headers: { 'content-type': 'application/directory' } });
    assert.equal(
      (await alice('MOVE', '/c/original', { headers: { destination: '/c/dir/original' } })).status,
      201,
    );
    const tree = () => alice('COPY', '/c/dir?delimiter=/', { headers: { destination: '/c/tree' } });
    assert.equal((await tree()).status, 503, 'also when it is one of many');
    await alice('PUT', '/c/heals', { body });
    assert.equal((await tree()).status, 201);
    assert.ok((await alice('GET', '/c/tree/original')).bytes.equals(body));
  });

  test('T-O20 a copy of rot that nobody has met is made, is never read as good, is named with all others, and heals with them', async () => {
    const { body, blocks } = await put('unread');
    const sharing = Buffer.concat([body.subarray(0, BLOCK), randomBytes(1000)]);
    await alice('PUT', '/c/shares', { body: sharing });
    await flip(blocks[0]!);
    const before = { headers: { destination: '/c/copied-before' } };
    assert.equal((await alice('COPY', '/c/unread', before)).status, 201, 'a copy does not read the blocks');
    await alice('PUT', '/c/moved', { headers: { 'x-copy-from': '/c/unread' } });
    await alice('MOVE', '/c/moved', { headers: { destination: '/c/elsewhere' } });
    const hit = ['copied-before', 'elsewhere', 'shares', 'unread'];
    for (const name of hit) assert.equal((await alice('GET', `/c/${name}`)).status, 503, name);
    await scrubBlocks(object.storage, { bytesPerSecond: Infinity });
    const current = (await listed()).filter((row) => row['current'] === 'True');
    assert.deepEqual(
      current.map((row) => row['object']).sort(),
      hit.map((name) => `${ALICE}/c/${name}`),
    );
    await alice('PUT', '/c/by-somebody', { body });
    for (const name of hit) {
      const whole = name === 'shares' ? sharing : body;
      assert.ok((await alice('GET', `/c/${name}`)).bytes.equals(whole), name);
    }
    await scrubBlocks(object.storage, { bytesPerSecond: Infinity });
    assert.deepEqual(await listed(), []);
  });

  test('T-O20 T-F4 the scrub walks what should be there: lost and damaged files are found and named, the others are mended', async () => {
    const lost = await put('lost');
    const rotten = await put('rotten');
    const mended = await put('mended');
    const noMap = await put('no-map');
    await rm(lost.blocks[0]!);
    await flip(rotten.blocks[2]!);
    await flip(mended.maps[1]!);
    for (const path of noMap.maps) await flip(path);
    const loose = await object.storage.blocks.putBlock(randomBytes(500));
    await flip(blockFile(object, loose));
    const outcome = await scrubBlocks(object.storage, { bytesPerSecond: Infinity });
    assert.ok('result' in outcome);
    const { damages, figures, complete } = outcome.result;
    assert.equal(complete, true);
    assert.deepEqual(
      damages.map(({ hash, sizeBytes, kind, reason }) => [`${hash}-${sizeBytes}`, kind, reason]).sort(),
      [
        [lost.content, 'block', 'missing'],
        [rotten.content, 'block', 'damaged'],
        [noMap.content, 'map', 'damaged'],
      ].sort(),
    );
    assert.deepEqual([figures.bad, figures.repaired], [4, 1], 'a loose block is bad, too');
    assert.deepEqual(
      (await listed()).map(({ object: path, lost: kind, reason, current }) => [path, kind, reason, current]),
      [
        [`${ALICE}/c/lost`, 'block', 'missing', 'True'],
        [`${ALICE}/c/no-map`, 'map', 'damaged', 'True'],
        [`${ALICE}/c/rotten`, 'block', 'damaged', 'True'],
      ].map(([path, kind, reason, current]) => [path, kind, reason, current]),
    );
    assert.ok((await alice('GET', '/c/mended')).bytes.equals(mended.body));
    for (const [name, { body }] of Object.entries({ lost, rotten, 'no-map': noMap }))
      await alice('PUT', `/c/${name}`, { body });
    await scrubBlocks(object.storage, { bytesPerSecond: Infinity });
    assert.deepEqual(await listed(), [], 'what is whole again is forgotten');
  });

  test('T-O20 what a scrub puts on record stays, however wrong the clock of its machine, and although the objects cannot be named', async () => {
    const { body, blocks, content } = await put('slow-clock');
    await rm(blocks[0]!);
    const storage = {
      ...object.storage,
      clock: { ...object.storage.clock, now: () => new Date(0) },
      store: {
        ...object.storage.store,
        pathsOfContents: () => Promise.reject(new Error('canceling statement due to statement timeout')),
      },
    };
    const outcome = await scrubBlocks(storage, { bytesPerSecond: Infinity });
    assert.ok('result' in outcome && outcome.result.complete);
    assert.deepEqual(
      (await listed()).map(({ content: hit }) => hit),
      [content],
    );
    await alice('PUT', '/c/slow-clock', { body });
    await scrubBlocks(object.storage, { bytesPerSecond: Infinity });
  });

  test('T-O20 collection stops while both copies of a list are damaged, names the object, and goes on when it is deleted or given up, lent or not', async () => {
    const hits: Awaited<ReturnType<typeof put>>[] = [];
    for (const name of ['one', 'two']) hits.push(await put(name));
    for (const path of hits.flatMap(({ maps }) => maps)) await flip(path);
    await assert.rejects(collectBlocks(object.storage, GRACE_MS), DamagedMaps);
    const stopped = await run('pithos-gc', '--start');
    assert.equal(stopped.status, 1);
    assert.ok(stopped.err.includes(`${ALICE}/c/one`) && stopped.err.includes(`${ALICE}/c/two`), stopped.err);
    assert.deepEqual(
      (await listed()).map(({ object: path, lost }) => [path, lost]),
      [
        [`${ALICE}/c/one`, 'map'],
        [`${ALICE}/c/two`, 'map'],
      ],
    );
    await alice('DELETE', `/c/one?until=${Math.floor(Date.now() / 1000) + 10}`);
    await assert.rejects(collectBlocks(object.storage, GRACE_MS), DamagedMaps);
    const unsure = await run('pithos-damage-give-up', hits[1]!.content);
    assert.deepEqual([unsure.status, unsure.err.includes(`${ALICE}/c/two`)], [1, true], 'it asks first');
    assert.equal((await run('pithos-damage-give-up', 'nonsense', '--yes')).status, 2, 'a wrong line');
    assert.equal((await run('pithos-damage-give-up', hits[1]!.content, '--yes')).status, 0);
    const { store } = object.storage;
    const { db } = object;
    const serial = BigInt((await alice('HEAD', '/c/two')).headers['x-object-version'] ?? '');
    assert.ok(await store.loans.lend({ serial, borrower: ALICE, forMicroseconds: 3_600_000_000n }));
    await collectBlocks(object.storage, GRACE_MS);
    await db.deleteFrom('content_loans').execute();
    assert.equal((await alice('GET', '/c/two')).status, 503, 'it is not served for all that');
    const runs = await run('pithos-gc', '--output-format', 'json');
    const [last, before] = JSON.parse(runs.out) as Record<string, string>[];
    assert.deepEqual([last!['state'], before!['state']], ['done', 'failed']);
    await alice('DELETE', `/c/two?until=${Math.floor(Date.now() / 1000) + 10}`);
  });

  test('T-O20 a store of the release before, with no trailers and one copy of each list, keeps working and is brought up to date', async () => {
    const { body, blocks } = await put('old');
    const root = join(object.directory, 'blocks');
    const filesOf = async (tree: string): Promise<string[]> => {
      const shards = (await readdir(join(root, tree))).filter((name) => /^[0-9a-f]{2}$/.test(name));
      const paths = shards.map((shard) => join(root, tree, shard));
      return (
        await Promise.all(paths.map(async (path) => (await readdir(path)).map((name) => join(path, name))))
      ).flat();
    };
    await dropJournals();
    for (const path of [...(await filesOf('blocks')), ...(await filesOf('maps'))]) {
      const file = await readFile(path);
      await writeFile(path, file.subarray(0, file.readUInt32BE(file.length - 16)));
    }
    for (const path of await filesOf('map-copies')) await rm(path);
    assert.ok((await alice('GET', '/c/old')).bytes.equals(body));
    const range = { headers: { range: `bytes=${BLOCK + 5}-${BLOCK + 9}` } };
    assert.ok((await alice('GET', '/c/old', range)).bytes.equals(body.subarray(BLOCK + 5, BLOCK + 10)));
    const whole = await readFile(blocks[1]!);
    await flip(blocks[1]!, 4000);
    for (let read = 0; read < 3; read += 1) assert.equal((await alice('GET', '/c/old', range)).status, 503);
    await writeFile(blocks[1]!, whole);
    const { out } = await run('pithos-scrub', '--start', '--output-format', 'json');
    const [scrubbed] = JSON.parse(out) as Record<string, string>[];
    assert.ok(Number(scrubbed!['rewritten']) > 3 && Number(scrubbed!['repaired']) > 0, out);
    assert.deepEqual((await recount(object.databaseUrl, root, BLOCK)).problems, []);
  });

  test('one scrub and one collection at a time, over all processes; a stop waits for all', async () => {
    const { store } = object.storage;
    const began = await store.upkeep.begin('scrub', 60_000);
    assert.ok('begun' in began);
    const refused = await run('pithos-scrub', '--start');
    assert.equal(refused.status, 1);
    assert.match(refused.err, /A scrub is under way since/);
    await store.upkeep.keep(began.begun.id, -1, { position: '7f', figures: { files: 40 } });
    const shards: string[] = [];
    const ended: string[] = [];
    const scrub = (name: string) =>
      scrubBlocks(object.storage, {
        bytesPerSecond: Infinity,
        onShard: (shard) => void shards.push(shard),
      }).then(() => ended.push(name));
    void scrub('first');
    void scrub('second');
    void collectBlocks(object.storage, GRACE_MS).then(() => ended.push('collection'));
    await upkeepDone(object.storage);
    assert.deepEqual(ended.toSorted(), ['collection', 'first', 'second']);
    assert.equal(shards[0], '80', 'what a dead process had begun goes on');
    assert.equal(shards.length, 128 + 256, 'and the other begins after it');
    const states = (await store.upkeep.last('scrub', 3)).map(({ outcome }) => outcome);
    assert.deepEqual(states, ['done', 'done', 'died']);
  });
});
