import assert from 'node:assert/strict';
import test from 'node:test';
import { containerName, readSize } from './container.ts';

test('sizes are read with binary and decimal units', () => {
  assert.equal(readSize('0'), 0);
  assert.equal(readSize('500'), 500);
  assert.equal(readSize('10GiB'), 10 * 1024 ** 3);
  assert.equal(readSize('1.5 kb'), 1500);
  assert.equal(readSize('2TB'), 2e12);
  assert.throws(() => readSize('lots'), /not a size/);
  assert.throws(() => readSize('-1'), /not a size/);
});

test('the name of a container may be written with slashes around it', () => {
  assert.equal(containerName('/images/'), 'images');
  assert.throws(() => containerName('/images/x'), /not the name of a container/);
  assert.throws(() => containerName('/'), /not the name of a container/);
});
