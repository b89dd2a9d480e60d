import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { ContentMd5 } from './content-md5.ts';
import { HASHED_APART_BYTES, HashThreads } from './hash-threads.ts';
import { trailerOf } from './trailer.ts';

const md5 = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

function shared(bytes: number): Buffer {
  const buffer = Buffer.from(new SharedArrayBuffer(bytes));
  randomBytes(bytes).copy(buffer);
  return buffer;
}

test('many contents are hashed at once, each in its own order', async () => {
  const threads = new HashThreads();
  const contents = Array.from({ length: 6 }, (_, content) =>
    Array.from({ length: 3 }, (_, piece) => shared(HASHED_APART_BYTES + content * 3 + piece)),
  );
  const sums = await Promise.all(
    contents.map(async (pieces) => {
      const sum = new ContentMd5(threads);
      const ids = pieces.map((piece) => threads.sha256(piece));
      await Promise.all(pieces.map((piece) => sum.update(piece)));
      return { md5: await sum.digest(), ids: await Promise.all(ids) };
    }),
  );
  assert.deepEqual(
    sums,
    contents.map((pieces) => ({ md5: md5(Buffer.concat(pieces)), ids: pieces.map(sha256) })),
  );
  await threads.close();
});

test('small and large pieces make one MD5, and none is that of no bytes', async () => {
  const threads = new HashThreads();
  for (const sizes of [
    [],
    [10],
    [10, HASHED_APART_BYTES],
    [HASHED_APART_BYTES, 10],
    [HASHED_APART_BYTES + 1],
  ]) {
    const pieces = sizes.map((size) => randomBytes(size));
    using sum = new ContentMd5(threads);
    for (const piece of pieces) await sum.update(piece);
    assert.equal(await sum.digest(), md5(Buffer.concat(pieces)));
  }
  await threads.close();
});

test('a thread that has ended fails what it was asked, and the next question starts another', async () => {
  const threads = new HashThreads();
  const sum = new ContentMd5(threads);
  await sum.update(shared(HASHED_APART_BYTES));
  await threads.close();
  await assert.rejects(sum.update(shared(HASHED_APART_BYTES)), /ended/);
  const bytes = shared(HASHED_APART_BYTES);
  assert.equal(await threads.sha256(bytes), sha256(bytes));
  await threads.close();
});

test('the trailer of a file is laid behind its content where that was hashed', async () => {
  const threads = new HashThreads();
  const memory = shared(HASHED_APART_BYTES + 4096).fill(1);
  const content = memory.subarray(0, HASHED_APART_BYTES);
  const room = memory.subarray(HASHED_APART_BYTES);
  const trailer = trailerOf(await threads.sha256(content, room), content);
  assert.ok(room.equals(Buffer.concat([trailer, Buffer.alloc(room.length - trailer.length)])));
  await threads.close();
});
