import assert from 'node:assert/strict';
import { test } from 'node:test';
import { failureOf } from './failures.ts';

const error = (code: string, message = 'in the words of the back end') => ({
  level: 'ERROR' as const,
  'SNF:code': code,
  created: '2026-11-24T10:00:00+00:00',
  source: 'ganeti-create',
  message,
  details: null,
});

test('a known cause is told in words with the likeliest way out, whatever the back end calls it', () => {
  const known: [string, string][] = [
    ['disk_too_small', 'larger'],
    ['image_unreadable', 'image'],
    ['no_room', 'retry'],
    ['hypervisor_missing', 'retry'],
  ];
  for (const [code, wayOut] of known) assert.equal(failureOf([error(code)]).wayOut, wayOut, code);
});

test('an unknown cause is told in its own words', () => {
  for (const code of ['', 'job_failed', 'of-a-later-release', 'constructor']) {
    const { title, meaning } = failureOf([error(code, 'The checksum of the moon was full')]);
    assert.equal(title, 'It could not be built');
    assert.equal(meaning, 'The checksum of the moon was full.');
  }
});

test('no cause at all leads to a report', () => {
  assert.equal(failureOf([]).wayOut, 'report');
});

test('the newest error counts, not the note after it', () => {
  const note = { ...error(''), level: 'INFO' as const };
  assert.equal(failureOf([note, error('image_unreadable')]).wayOut, 'image');
});
