import assert from 'node:assert/strict';
import { test } from 'node:test';
import { changedMetadata, lastingMetadata, mergeMetadata } from './metadata.ts';
import type { Limits } from './object-storage.ts';

const limited = (maxMetadata: number, maxMetadataBytes = 1000) => ({
  limits: { maxMetadata, maxMetadataBytes } as Limits,
});
const key = (name: string) => `X-Object-Meta-${name}`;
const of = (...pairs: [string, string][]) => new Map(pairs.map(([name, value]) => [key(name), value]));

test('a change adds and replaces keys, and an empty value takes one away', () => {
  const merged = mergeMetadata(limited(9), of(['A', '1'], ['B', '2']), of(['B', ''], ['C', '3']));
  assert.deepEqual(merged, of(['A', '1'], ['C', '3']));
});

test('more keys than the limit are refused, counted after the change', () => {
  const before = of(['A', '1'], ['B', '2']);
  assert.throws(() => mergeMetadata(limited(2), before, of(['C', '3'])), { code: 'too_many_metadata' });
  assert.equal(mergeMetadata(limited(2), before, of(['A', ''], ['C', '3'])).size, 2);
});

test('bytes count as headers carry them; what was too much before the limit may stay and shrink, not grow', () => {
  assert.equal(mergeMetadata(limited(9, 10), of(), of(['A', 'x'.repeat(9)])).size, 1);
  assert.throws(() => mergeMetadata(limited(9, 10), of(), of(['A', 'é'.repeat(2)])), {
    code: 'metadata_too_large',
  });
  const large = of(['A', 'x'.repeat(20)]);
  mergeMetadata(limited(9, 10), large, of(['A', 'x'.repeat(15)]));
  assert.throws(() => mergeMetadata(limited(9, 10), large, of(['B', 'y'])), { code: 'metadata_too_large' });
});

test('a change that replaces all metadata keeps what makes an object a large one, unless it names that', () => {
  const before = new Map([...of(['A', '1']), ['X-Object-Manifest', 'c/p']]);
  const replaced = changedMetadata(limited(9), before, of(['B', '2']), false);
  assert.deepEqual(replaced, new Map([['X-Object-Manifest', 'c/p'], ...of(['B', '2'])]));
  const named = new Map([['X-Object-Manifest', '']]);
  assert.deepEqual(changedMetadata(limited(9), before, named, false), new Map());
  assert.equal(changedMetadata(limited(9), before, of(['B', '2']), true).size, 3);
});

test('a copy outlives its source: the time of its end stays behind', () => {
  const metadata = new Map([...of(['A', '1']), ['X-Delete-At', '1900000000']]);
  assert.deepEqual(lastingMetadata(metadata), of(['A', '1']));
});
