import assert from 'node:assert/strict';
import { test } from 'node:test';
import { say as greekWords } from './el/format.ts';
import { age, ago, bytes, count, duration, formatsIn } from './format.ts';

test('sizes have binary units and three digits', () => {
  const sizes: [number, string][] = [
    [0, '0 B'],
    [1023, '1023 B'],
    [1024, '1 KiB'],
    [4200, '4.10 KiB'],
    [655_360, '640 KiB'],
    [1_048_575, '1 MiB'],
    [2_045_000_000_000, '1.86 TiB'],
    [-2048, '-2 KiB'],
    [Infinity, 'unlimited'],
  ];
  for (const [count, words] of sizes) assert.equal(bytes(count), words);
});

test('times are relative while that says more than a date', () => {
  const now = new Date(2026, 10, 24, 15, 30).getTime();
  const before = (minutes: number) => ago(now - minutes * 60_000, now);
  assert.equal(before(0.2), 'just now');
  assert.equal(before(1), '1 minute ago');
  assert.equal(before(59), '59 minutes ago');
  assert.equal(before(185), '3 hours ago');
  assert.equal(before(22 * 60), 'yesterday, 17:30');
  assert.equal(before(12 * 24 * 60), '12 Nov 2026');
  assert.equal(ago('not a time', now), '');
});

test('an age is one number with its unit', () => {
  const now = Date.parse('2026-11-24T12:00:00Z');
  assert.equal(age('2026-11-24T11:48:00Z', now), '12 minutes');
  assert.equal(age('2026-11-15T11:48:00Z', now), '9 days');
  assert.equal(age('2026-08-16T10:00:00Z', now), '3 months');
  assert.equal(age('2026-11-25T00:00:00Z', now), 'seconds', 'a clock that is ahead');
});

test('counts and rest times read as words', () => {
  assert.equal(count(2041), '2,041');
  assert.equal(count(Infinity), 'unlimited');
  assert.equal(duration(5_000), 'a few seconds');
  assert.equal(duration(65_000), 'about 1 minute');
  assert.equal(duration(600_000), 'about 10 minutes');
  assert.equal(duration(7_200_000), 'about 2 hours');
});

test('another language has its own marks, units and words', () => {
  const greek = formatsIn('el-GR', greekWords);
  const now = new Date(2026, 10, 24, 15, 30).getTime();
  assert.equal(greek.bytes(2_045_000_000_000), '1,86 TiB');
  assert.equal(greek.count(2041), '2.041');
  assert.equal(greek.ago(now - 8 * 60_000, now), 'πριν από 8 λεπτά');
  assert.equal(greek.ago(now - 22 * 3_600_000, now), 'χθες, 17:30');
  assert.equal(greek.ago(now - 12 * 86_400_000, now), '12 Νοε 2026');
  assert.equal(greek.age('2026-11-24T11:00:00Z', Date.parse('2026-11-24T12:00:00Z')), '1 ώρα');
  assert.match(greek.exactTime('2026-11-24T10:00:00Z'), /^24 Νοε 2026, \d\d:00:00 \(GMT/);
  assert.equal(greek.duration(600_000), 'περίπου 10 λεπτά');
});
