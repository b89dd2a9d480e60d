import assert from 'node:assert/strict';
import { test } from 'node:test';
import { writeIso } from './iso9660.ts';

const SECTOR = 2048;
const TIME = new Date('2026-03-04T05:06:07Z');

/** A reader of its own: walks the tree of one volume descriptor. */
function readTree(disc: Buffer, descriptor: number, nameOf: (bytes: Buffer) => string): Map<string, string> {
  const files = new Map<string, string>();
  const walk = (record: Buffer, path: string): void => {
    const start = record.readUInt32LE(2) * SECTOR;
    const end = start + record.readUInt32LE(10);
    for (let at = start; at < end;) {
      const length = disc[at] ?? 0;
      if (length === 0) {
        at = (Math.floor(at / SECTOR) + 1) * SECTOR;
        continue;
      }
      const entry = disc.subarray(at, at + length);
      assert.ok(
        Math.floor(at / SECTOR) === Math.floor((at + length - 1) / SECTOR),
        'no record crosses a sector',
      );
      const name = entry.subarray(33, 33 + (entry[32] ?? 0));
      at += length;
      if (name.length === 1 && (name[0] === 0 || name[0] === 1)) continue;
      const full = path === '' ? nameOf(name) : `${path}/${nameOf(name)}`;
      if (((entry[25] ?? 0) & 2) !== 0) walk(entry, full);
      else
        files.set(
          full,
          disc.toString(
            'utf8',
            entry.readUInt32LE(2) * SECTOR,
            entry.readUInt32LE(2) * SECTOR + entry.readUInt32LE(10),
          ),
        );
    }
  };
  walk(disc.subarray(descriptor * SECTOR + 156, descriptor * SECTOR + 190), '');
  return files;
}

const joliet = (bytes: Buffer): string => Buffer.from(bytes).swap16().toString('utf16le');

test('a disc gives back every file under its long name', () => {
  const files = [
    { path: 'meta-data', content: Buffer.from('{"instance-id":"x"}') },
    { path: 'user-data', content: Buffer.alloc(0) },
    { path: 'synnefo/files/0/content', content: Buffer.from('z'.repeat(5000)) },
    ...Array.from({ length: 60 }, (_, index) => ({
      path: `many/a-rather-long-name-${index}`,
      content: Buffer.from(`${index}`),
    })),
  ];
  const disc = writeIso('cidata', files, TIME);
  assert.equal(disc.length % SECTOR, 0);
  assert.equal(disc.toString('latin1', 16 * SECTOR + 1, 16 * SECTOR + 6), 'CD001');
  assert.equal(disc.toString('latin1', 16 * SECTOR + 40, 16 * SECTOR + 72).trim(), 'cidata');
  const read = readTree(disc, 17, joliet);
  assert.deepEqual([...read.keys()].sort(), files.map(({ path }) => path).sort());
  for (const { path, content } of files) assert.equal(read.get(path), content.toString('utf8'));
  assert.equal(readTree(disc, 16, (bytes) => bytes.toString('latin1')).size, files.length);
});

test('a name the disc cannot hold is refused', () => {
  assert.throws(
    () => writeIso('cidata', [{ path: 'x'.repeat(65), content: Buffer.alloc(1) }], TIME),
    RangeError,
  );
  assert.throws(() => writeIso('cidata', [{ path: 'a//b', content: Buffer.alloc(1) }], TIME), RangeError);
});
