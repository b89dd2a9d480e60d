import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureOf } from './failures.ts';

const error = (message: string, source = 'image-error') => ({
  level: 'ERROR' as const,
  created: '2026-11-24T10:00:00+00:00',
  source,
  message,
  details: null,
});

test('a known cause is told in words with the likeliest way out', () => {
  const known: [string, string][] = [
    ['The image (98784247808 bytes) does not fit on the disk', 'larger'],
    ['checksum of block 3 differs', 'image'],
    ['no backend has room', 'retry'],
    ['QEMU is not installed', 'retry'],
  ];
  for (const [message, wayOut] of known) assert.equal(failureOf([error(message)]).wayOut, wayOut, message);
});

test('an unknown cause is told in its own words', () => {
  const { title, meaning } = failureOf([error('The moon was full', 'somewhere')]);
  assert.equal(title, 'It could not be built');
  assert.equal(meaning, 'The moon was full.');
});

test('no cause at all leads to a report', () => {
  assert.equal(failureOf([]).wayOut, 'report');
});

test('the newest error counts, not the note after it', () => {
  const note = { ...error('check-image'), level: 'INFO' as const };
  assert.equal(failureOf([note, error('checksum wrong')]).wayOut, 'image');
});
