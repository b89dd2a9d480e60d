import assert from 'node:assert/strict';
import { test } from 'node:test';
import { canBeDisk, imageNameOf } from './can-be-disk.ts';

const file = (name: string, bytes = 2 ** 30, type = 'application/octet-stream') =>
  canBeDisk({ folder: false, name, bytes, type });

test('only what can hold a disk is offered as an image', () => {
  assert.ok(file('debian-13.raw'));
  assert.ok(file('disk'));
  assert.ok(file('disk.raw', 2 ** 30, 'image/x-panasonic-raw'));
  for (const name of ['notes.txt', 'disk.vmdk', 'disk.raw.xz', 'holiday.mp4']) assert.ok(!file(name), name);
  assert.ok(!file('tiny.raw', 1000));
  assert.ok(!file('scan', 2 ** 30, 'image/png'));
});

test('an image is called as its file, without the ending', () => {
  assert.equal(imageNameOf('disks/debian-13.raw'), 'debian-13');
  assert.equal(imageNameOf('v1.2'), 'v1.2');
});
