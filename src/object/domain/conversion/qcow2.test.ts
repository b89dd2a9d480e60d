import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { ConversionError, diskBytes, type FileBytes, readQcow2 } from './qcow2.ts';

const BITS = 16;
const CLUSTER = 2 ** BITS;

interface Made {
  version?: number;
  size?: bigint;
  change?: (header: Buffer) => void;
  /** Entries of the one table of the second level. */
  entries?: bigint[];
  data?: Buffer[];
  /** Entries of the first table that lead to it. */
  tables?: number;
}

/** Header, first table, second table, then data, each in clusters of its own. */
function made({
  version = 3,
  size = BigInt(4 * CLUSTER),
  change,
  entries = [],
  data = [],
  tables = 1,
}: Made): FileBytes {
  const header = Buffer.alloc(CLUSTER);
  header.write('QFI\u00fb', 0, 'latin1');
  header.writeUInt32BE(version, 4);
  header.writeUInt32BE(BITS, 20);
  header.writeBigUInt64BE(size, 24);
  header.writeUInt32BE(tables, 36);
  header.writeBigUInt64BE(BigInt(CLUSTER), 40);
  change?.(header);
  const first = Buffer.alloc(CLUSTER);
  for (let index = 0; index < tables; index++)
    first.writeBigUInt64BE(BigInt(2 * CLUSTER) | (1n << 63n), index * 8);
  const second = Buffer.alloc(CLUSTER);
  for (const [index, entry] of entries.entries()) second.writeBigUInt64BE(entry, index * 8);
  const file = Buffer.concat([header, first, second, ...data]);
  return {
    sizeBytes: file.length,
    read: async (offset, length) => {
      assert.ok(offset + length <= file.length, 'only bytes of the file are read');
      return file.subarray(offset, offset + length);
    },
  };
}

async function diskOf(file: FileBytes): Promise<Buffer> {
  const parts = [];
  for await (const part of diskBytes(file, await readQcow2(file))) parts.push(part);
  return Buffer.concat(parts);
}

const COPIED = 1n << 63n;
const ones = Buffer.alloc(CLUSTER, 1);

test('plain, packed, zero and missing clusters become the bytes of the disk', async () => {
  const packed = deflateRawSync(Buffer.alloc(CLUSTER, 2));
  const at = 4 * CLUSTER + 100;
  const sectors = BigInt(Math.ceil(((at % 512) + packed.length) / 512) - 1);
  const file = made({
    size: BigInt(4 * CLUSTER - 512),
    entries: [
      BigInt(3 * CLUSTER) | COPIED,
      (1n << 62n) | (sectors << 54n) | BigInt(at),
      1n,
      BigInt(3 * CLUSTER),
    ],
    data: [ones, Buffer.alloc(100), packed, Buffer.alloc(CLUSTER)],
  });
  const disk = await diskOf(file);
  assert.equal(disk.length, 4 * CLUSTER - 512);
  assert.deepEqual(
    [0, 1, 2, 3].map((index) => [disk[index * CLUSTER], disk[(index + 1) * CLUSTER - 513]]),
    [
      [1, 1],
      [2, 2],
      [0, 0],
      [1, 1],
    ],
  );
});

test('T-C1 T-C3 what names another file, is hidden, damaged or endless is refused, and nothing beyond the file is read', async () => {
  const cases: [string, Made, RegExp][] = [
    ['a backing file', { change: (header) => header.writeBigUInt64BE(512n, 8) }, /backing file/],
    ['a data file', { change: (header) => header.writeBigUInt64BE(4n, 72) }, /another file/],
    ['a feature of tomorrow', { change: (header) => header.writeBigUInt64BE(1n << 40n, 72) }, /not known/],
    ['encryption', { change: (header) => header.writeUInt32BE(2, 32) }, /encrypted/],
    ['2^60 bytes', { size: 1n << 60n }, /larger than 1 TiB/],
    ['nothing', { size: 0n }, /empty/],
    ['clusters of 2 GiB', { change: (header) => header.writeUInt32BE(31, 20) }, /unusual size/],
    [
      'a table elsewhere',
      { change: (header) => header.writeBigUInt64BE(1n << 50n, 40) },
      /beyond its own end/,
    ],
    ['a table too short', { size: 1n << 40n }, /too short/],
    ['another version', { version: 9 }, /version/],
    ['data elsewhere', { entries: [BigInt(1000 * CLUSTER)] }, /beyond its own end/],
    [
      'one cluster everywhere',
      { entries: Array<bigint>(4).fill(BigInt(3 * CLUSTER)), size: BigInt(8192 * CLUSTER) },
      /beyond|several places/,
    ],
    [
      'a packed cluster that is none',
      { entries: [(1n << 62n) | BigInt(3 * CLUSTER)], data: [ones] },
      /unpacked/,
    ],
    [
      'a packed cluster that never ends',
      {
        entries: [(1n << 62n) | (10n << 54n) | BigInt(3 * CLUSTER)],
        data: [Buffer.concat([deflateRawSync(Buffer.alloc(CLUSTER * 16))], CLUSTER)],
      },
      /unpacked/,
    ],
  ];
  for (const [what, wanted, reason] of cases) {
    await assert.rejects(diskOf(made(wanted)), (error: Error) => {
      assert.ok(error instanceof ConversionError, `${what}: ${error.message}`);
      assert.match(error.message, reason, what);
      return true;
    });
  }
  const shared = {
    entries: Array<bigint>(8192).fill(BigInt(3 * CLUSTER)),
    size: BigInt(8192 * CLUSTER),
    data: [ones],
  };
  await assert.rejects(diskOf(made(shared)), /several places/);
  const packed = deflateRawSync(Buffer.alloc(CLUSTER));
  const bomb = {
    entries: Array<bigint>(8192).fill((1n << 62n) | BigInt(3 * CLUSTER)),
    size: BigInt(8192 * CLUSTER),
    data: [packed],
  };
  await assert.rejects(diskOf(made(bomb)), /several places/);
  const tables = { tables: 8, size: BigInt(8 * 8192 * CLUSTER) };
  await assert.rejects(diskOf(made(tables)), /several places/);
});
