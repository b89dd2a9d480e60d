import assert from 'node:assert/strict';
import test from 'node:test';
import { formatSize } from './format-size.ts';

test('sizes look as the original writes them', () => {
  const shown: [number | bigint, string][] = [
    [0, '0B'],
    [100, '100B'],
    [1023, '1023B'],
    [1024, '1KiB'],
    [2560, '2.5KiB'],
    [1024 ** 2 - 1, '1023.99KiB'],
    [37_748_736, '36MiB'],
    [1_288_490_189, '1.2GiB'],
    [20n * 1024n ** 4n, '20TiB'],
    [5000n * 1024n ** 4n, '5000TiB'],
  ];
  for (const [bytes, text] of shown) assert.equal(formatSize(bytes), text);
});
