import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseContentRange, parseRange } from './ranges.ts';

test('single ranges are read as in RFC 9110', () => {
  assert.deepEqual(parseRange('bytes=0-4', 10), [{ start: 0, end: 5 }]);
  assert.deepEqual(parseRange('bytes=4-', 10), [{ start: 4, end: 10 }]);
  assert.deepEqual(parseRange('bytes=-3', 10), [{ start: 7, end: 10 }]);
  assert.deepEqual(parseRange(' bytes = 1 - 2 ', 10), [{ start: 1, end: 3 }]);
});

test('a malformed header is ignored as a whole', () => {
  for (const header of [
    undefined,
    'bytes=5',
    'bytes=5-3',
    'items=0-1',
    'bytes=',
    'bytes=-',
    'bytes=a-b',
    'bytes=0-1,x',
  ]) {
    assert.equal(parseRange(header, 10), 'all', String(header));
  }
});

test('any part outside the content makes the request unsatisfiable', () => {
  for (const header of ['bytes=10-', 'bytes=0-10', 'bytes=-0', 'bytes=-11', 'bytes=0-1,20-30']) {
    assert.equal(parseRange(header, 10), 'unsatisfiable', header);
  }
  assert.equal(parseRange('bytes=0-0', 0), 'unsatisfiable');
});

test('parts that do not overlap keep the order asked for', () => {
  assert.deepEqual(parseRange('bytes=8-9,0-1', 10), [
    { start: 8, end: 10 },
    { start: 0, end: 2 },
  ]);
});

test('T-O17 overlapping ranges are merged, and more than 32 cost one plain read', () => {
  assert.deepEqual(parseRange('bytes=0-5,3-9,0-0', 10), [{ start: 0, end: 10 }]);
  assert.equal(parseRange(`bytes=${Array(33).fill('0-0').join(',')}`, 10), 'all');
  assert.equal(parseRange(`bytes=${Array(100_000).fill('0-').join(',')}`, 10), 'all');
});

test('update ranges say where the bytes go', () => {
  assert.deepEqual(parseContentRange('bytes 2-3/*'), { start: 2, length: 2, total: undefined });
  assert.deepEqual(parseContentRange('bytes 2-/*'), { start: 2, length: undefined, total: undefined });
  assert.deepEqual(parseContentRange('bytes */*'), { start: 'end', length: undefined, total: undefined });
  assert.deepEqual(parseContentRange('bytes 0-3/10'), { start: 0, length: 4, total: 10 });
  for (const header of [
    'bytes 3-2/*',
    'bytes 10-11/10',
    'bytes 0-10/10',
    'bytes */10',
    '2-3/*',
    'bytes',
    '',
  ]) {
    assert.equal(parseContentRange(header), undefined, header);
  }
});
