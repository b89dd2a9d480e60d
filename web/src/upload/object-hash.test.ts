import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { objectHash } from './object-hash.ts';

const leaf = (text: string) => createHash('sha256').update(text).digest();
const node = (left: Buffer, right: Buffer) => createHash('sha256').update(left).update(right).digest();

test('the hash of an object is a tree over its blocks, filled up with zeros', async () => {
  const [a, b, c] = [leaf('a'), leaf('b'), leaf('c')];
  assert.equal(await objectHash([]), leaf('').toString('hex'));
  assert.equal(await objectHash([a.toString('hex')]), a.toString('hex'));
  assert.equal(
    await objectHash([a, b, c].map((each) => each.toString('hex'))),
    node(node(a, b), node(c, Buffer.alloc(32))).toString('hex'),
  );
});
