import assert from 'node:assert/strict';
import { crc32 } from 'node:zlib';

/** Reads a ZIP of stored entries by its central directory, as unpackers do, and checks what the records say of each other. */
export function readZip(bytes: Buffer): Map<string, Buffer> {
  const end = bytes.length - 22;
  assert.equal(bytes.readUInt32LE(end), 0x06054b50, 'the archive ends with its end record');
  let count = bytes.readUInt16LE(end + 10);
  let at = bytes.readUInt32LE(end + 16);
  if (count === 0xffff) {
    assert.equal(bytes.readUInt32LE(end - 20), 0x07064b50);
    const far = Number(bytes.readBigUInt64LE(end - 12));
    assert.equal(bytes.readUInt32LE(far), 0x06064b50);
    count = Number(bytes.readBigUInt64LE(far + 32));
    at = Number(bytes.readBigUInt64LE(far + 48));
  }
  const entries = new Map<string, Buffer>();
  for (let number = 0; number < count; number += 1) {
    assert.equal(bytes.readUInt32LE(at), 0x02014b50);
    const [nameBytes, extraBytes] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30)];
    const name = bytes.toString('utf8', at + 46, at + 46 + nameBytes);
    const long = longFields(bytes.subarray(at + 46 + nameBytes, at + 46 + nameBytes + extraBytes));
    const field = (value: number): number => (value === 0xffffffff ? Number(long.shift()) : value);
    const size = field(bytes.readUInt32LE(at + 24));
    assert.equal(field(bytes.readUInt32LE(at + 20)), size, 'stored');
    const local = field(bytes.readUInt32LE(at + 42));
    assert.equal(bytes.readUInt32LE(local), 0x04034b50);
    assert.equal(bytes.toString('utf8', local + 30, local + 30 + nameBytes), name);
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
    const content = bytes.subarray(start, start + size);
    assert.equal(crc32(content), bytes.readUInt32LE(at + 16), `${name} has its checksum`);
    if (size > 0) {
      assert.equal(bytes.readUInt32LE(start + size), 0x08074b50);
      assert.equal(bytes.readUInt32LE(start + size + 4), crc32(content));
    }
    entries.set(name, Buffer.from(content));
    at += 46 + nameBytes + extraBytes;
  }
  return entries;
}

function longFields(extra: Buffer): bigint[] {
  for (let at = 0; at < extra.length; at += 4 + extra.readUInt16LE(at + 2))
    if (extra.readUInt16LE(at) === 1)
      return Array.from({ length: extra.readUInt16LE(at + 2) / 8 }, (_, index) =>
        extra.readBigUInt64LE(at + 4 + 8 * index),
      );
  return [];
}
