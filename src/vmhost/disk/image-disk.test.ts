import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseImageId } from './image-disk.ts';

test('an image is named by its map and size and by nothing else', () => {
  const hash = 'ab'.repeat(32);
  assert.deepEqual(parseImageId(`pithosmap://${hash}/4096`), { mapHash: hash, sizeBytes: 4096 });
  assert.equal(parseImageId('null'), undefined);
  for (const id of [
    `pithosmap://${hash}/-1`,
    'file:///etc/shadow',
    `pithosmap://../../${hash}/1`,
    `pithosmap://${hash}/9999999999999999`,
  ]) {
    assert.throws(() => parseImageId(id), RangeError, id);
  }
});
