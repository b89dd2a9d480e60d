import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wantedLimit, writtenLimit } from './limit-text.ts';

test('a limit is written and read in the unit of its resource, and nothing is no limit', () => {
  const gib = 1024 ** 3;
  for (const limit of [0, gib, 1.5 * gib, 2048 * gib, Infinity])
    assert.equal(wantedLimit(writtenLimit(limit, 'pithos.diskspace'), 'pithos.diskspace'), limit);
  assert.equal(wantedLimit('1,5', 'cyclades.ram'), 1.5 * gib);
  assert.equal(wantedLimit(' 12 ', 'cyclades.vm'), 12);
  for (const text of ['-1', '1.5', 'many', '1e9', '9999999999'])
    assert.equal(wantedLimit(text, 'cyclades.vm'), undefined, text);
});
