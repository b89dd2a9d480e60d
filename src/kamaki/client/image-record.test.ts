import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeLeniently, readImageHeaders } from '#contract/image-headers';
import { imageRecord } from './image-record.ts';

test('the texts of an image are decoded once, and a stray % stays', () => {
  const record = (headers: Record<string, string>) =>
    imageRecord(readImageHeaders(Object.entries(headers), decodeLeniently));
  assert.deepEqual(
    record({
      'x-image-meta-name': '50%2541',
      'x-image-meta-description': '100%',
      'x-image-meta-location': 'pithos://u/c/a%20b',
      'x-image-meta-property-os': '%zz',
    }),
    { name: '50%41', description: '100%', location: 'pithos://u/c/a b', properties: { OS: '%zz' } },
  );
});
