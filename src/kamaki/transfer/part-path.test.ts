import assert from 'node:assert/strict';
import test from 'node:test';
import { partPath } from './part-path.ts';

test('the part of a download has the name of its file, unless no file could be named so', () => {
  assert.equal(partPath('a/disk.raw'), 'a/.disk.raw.kamaki-part');
  const longest = 'ω'.repeat(127);
  assert.match(partPath(`a/${longest}`), /^a\/\.[0-9a-f]{32}\.kamaki-part$/);
  assert.notEqual(partPath(longest), partPath('ψ'.repeat(127)));
});
