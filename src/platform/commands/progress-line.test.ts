import assert from 'node:assert/strict';
import test from 'node:test';
import { byteLine } from './progress-line.ts';

const half = { title: 'Uploading', done: 15 * 1024 ** 2, total: 30 * 1024 ** 2, seconds: 3 };

test('a progress line has speed and time left, and is never as wide as the terminal', () => {
  assert.equal(
    byteLine(half, 80),
    'Uploading  50% ███████████████░░░░░░░░░░░░░░░ 15MiB/30MiB 5MiB/s 0:03 left',
  );
  for (let columns = 0; columns < 200; columns += 1)
    assert.ok(byteLine(half, columns).length < Math.max(columns, 1), `${columns} columns`);
});

test('on a narrow terminal the time left stays longest', () => {
  assert.match(byteLine(half, 36), /^Uploading +50%.* 5MiB\/s 0:03 left$/);
  assert.equal(byteLine(half, 26), 'Uploading  50% 0:03 left');
  assert.equal(byteLine(half, 16), 'Uploading  50%');
  assert.equal(byteLine(half, 8), '50%');
});

test('a transfer of nothing, or one that has not begun, promises no time', () => {
  assert.match(byteLine({ ...half, done: 0, seconds: 0 }, 80), /0% .* 0B\/30MiB 0B\/s$/);
  assert.match(byteLine({ ...half, done: 0, total: 0 }, 80), /100%/);
});
