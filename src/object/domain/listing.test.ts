import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compareNames, prefixSuccessor } from '../store/name-order.ts';
import type { Bounds } from '../store/listings.ts';
import { listPage, type Page } from './listing.ts';

/** A store of names in memory, read as the index is read. */
function reader(names: readonly string[], prefix: string, reverse: boolean) {
  const sorted = names.filter((name) => name.startsWith(prefix)).toSorted(compareNames);
  if (reverse) sorted.reverse();
  return async ({ after, from, before }: Bounds, limit: number) =>
    sorted
      .filter(
        (name) =>
          (after === undefined || compareNames(name, after) > 0) &&
          (from === undefined || compareNames(name, from) >= 0) &&
          (before === undefined || compareNames(name, before) < 0),
      )
      .slice(0, limit)
      .map((name) => ({ name }));
}

/** What the specification says, without thought for cost: roll everything up, then cut. */
function naive(names: readonly string[], page: Page): string[] {
  const entries = new Map<string, boolean>();
  for (const name of names.filter((candidate) => candidate.startsWith(page.prefix))) {
    const at = page.delimiter === undefined ? -1 : name.indexOf(page.delimiter, page.prefix.length);
    const end = at + (page.delimiter?.length ?? 0);
    if (at === -1 || end === name.length) entries.set(name, true);
    else if (!page.realOnly && entries.get(name.slice(0, end)) !== true)
      entries.set(name.slice(0, end), false);
  }
  const [low, high] = page.reverse ? [page.endMarker, page.marker] : [page.marker, page.endMarker];
  const lines = [...entries]
    .filter(
      ([name]) =>
        (low === undefined || compareNames(name, low) > 0) &&
        (high === undefined || compareNames(name, high) < 0),
    )
    .toSorted(([a], [b]) => compareNames(a, b))
    .map(([name, real]) => (real ? name : `${name} (virtual)`));
  return (page.reverse ? lines.reverse() : lines).slice(0, page.limit);
}

const name = fc.string({
  unit: fc.constantFrom('a', 'b', '/', '-', 'é', '\uffff', '😀'),
  minLength: 1,
  maxLength: 6,
});

test('a page of a listing is what the naive model says, for any names and parameters', async () => {
  const pages = fc.record({
    limit: fc.integer({ min: 1, max: 6 }),
    marker: fc.option(name, { nil: undefined }),
    endMarker: fc.option(name, { nil: undefined }),
    prefix: fc.oneof(fc.constant(''), name),
    delimiter: fc.option(fc.constantFrom('/', '-', 'ab', '//'), { nil: undefined }),
    realOnly: fc.boolean(),
    reverse: fc.boolean(),
  });
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(name, { maxLength: 30 }), pages, async (names, wanted) => {
      const { marker, endMarker, delimiter, ...rest } = wanted;
      const page: Page = {
        ...rest,
        ...(marker === undefined ? {} : { marker }),
        ...(endMarker === undefined ? {} : { endMarker }),
        ...(delimiter === undefined ? {} : { delimiter }),
      };
      const entries = await listPage(reader(names, page.prefix, page.reverse), page);
      const lines = entries.map((entry) => ('subdir' in entry ? `${entry.name} (virtual)` : entry.name));
      assert.deepEqual(lines, naive(names, page));
    }),
    { numRuns: 2000 },
  );
});

test('paging with a delimiter goes through every entry once and ends', async () => {
  const names = Array.from(
    { length: 5000 },
    (_, n) => `d${String(n % 7)}/${String(n).padStart(5, '0')}`,
  ).concat(['d3/', 'd3', 'z']);
  for (const reverse of [false, true]) {
    const seen: string[] = [];
    let queries = 0;
    const read = reader(names, '', reverse);
    for (let marker: string | undefined; ;) {
      const page: Page = {
        limit: 2,
        prefix: '',
        delimiter: '/',
        realOnly: false,
        reverse,
        ...(marker === undefined ? {} : { marker }),
      };
      const entries = await listPage((bounds, limit) => {
        queries += 1;
        return read(bounds, limit);
      }, page);
      if (entries.length === 0) break;
      seen.push(...entries.map((entry) => entry.name));
      marker = entries.at(-1)?.name;
    }
    const all = ['d0/', 'd1/', 'd2/', 'd3', 'd3/', 'd4/', 'd5/', 'd6/', 'z'];
    assert.deepEqual(seen, reverse ? all.toReversed() : all);
    assert.ok(queries < 40, `${queries} queries`);
  }
});

test('the end of a prefix is above everything that begins with it, surrogates and all', () => {
  fc.assert(
    fc.property(name, fc.string({ unit: 'binary' }), (prefix, rest) => {
      const end = prefixSuccessor(prefix);
      return end === undefined || (compareNames(prefix + rest, end) < 0 && compareNames(end, prefix) > 0);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (a, b) => {
      assert.equal(Math.sign(compareNames(a, b)), Math.sign(Buffer.compare(Buffer.from(a), Buffer.from(b))));
    }),
  );
});
