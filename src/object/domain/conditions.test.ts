import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkRead, checkWrite, isCurrentRange, NotModified } from './conditions.ts';

const SECOND = 1_800_000_000;
const facts = { etag: 'abc', modified: BigInt(SECOND) * 1_000_000n + 500_000n };
const standing = { checksum: 'abc', hash: null, mtime: facts.modified };
const refused = { code: 'precondition_failed' };

test('a tag decides a read alone, and the time beside it is not looked at', () => {
  checkRead({ ifNoneMatch: '"old"', ifModifiedSince: SECOND }, facts);
  assert.throws(() => checkRead({ ifNoneMatch: 'W/"abc"', ifModifiedSince: 0 }, facts), NotModified);
  checkRead({ ifMatch: '"abc"', ifUnmodifiedSince: 0 }, facts);
  assert.throws(() => checkRead({ ifMatch: '"old"', ifUnmodifiedSince: SECOND }, facts), refused);
  assert.throws(() => checkRead({ ifModifiedSince: SECOND }, facts), NotModified);
  assert.throws(() => checkRead({ ifUnmodifiedSince: SECOND - 1 }, facts), refused);
  assert.throws(() => checkRead({ ifUnmodifiedSince: 0, ifModifiedSince: SECOND }, facts), refused);
});

test('a write holds to tags and to If-Unmodified-Since; a weak tag never matches', () => {
  checkWrite({ ifUnmodifiedSince: SECOND }, standing);
  assert.throws(() => checkWrite({ ifUnmodifiedSince: SECOND - 1 }, standing), refused);
  checkWrite({ ifUnmodifiedSince: 0 }, undefined);
  checkWrite({ ifMatch: 'ABC, "x"', ifUnmodifiedSince: 0 }, standing);
  assert.throws(() => checkWrite({ ifMatch: 'W/"abc"' }, standing), refused);
  assert.throws(() => checkWrite({ ifMatch: '*' }, undefined), refused);
  assert.throws(() => checkWrite({ ifNoneMatch: '*' }, standing), refused);
});

test('a date in If-Range counts only when no other change can have been in its second', () => {
  const at = (seconds: number) => new Date(seconds * 1000);
  assert.equal(isCurrentRange('a date', SECOND, facts, at(SECOND + 2)), true);
  assert.equal(isCurrentRange('a date', SECOND, facts, at(SECOND + 1.9)), false);
  assert.equal(isCurrentRange('a date', SECOND - 1, facts, at(SECOND + 9)), false);
  assert.equal(isCurrentRange('"abc"', undefined, facts, at(0)), true);
  assert.equal(isCurrentRange('W/"abc"', undefined, facts, at(0)), false);
  assert.equal(isCurrentRange('', undefined, facts, at(0)), true);
});
