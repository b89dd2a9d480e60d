import { crc32 } from 'node:zlib';

/*
 * A ZIP as a stream, by APPNOTE 6.3.10: entries are stored as they are, so that the whole length is known before the first
 * byte is read, and with ZIP64 where sizes, places or numbers need it. The checksum of an entry follows its bytes. It is our
 * own because the libraries compute CRC-32 in JavaScript, on the thread that serves everybody: the engine's is ten times faster.
 */

/** A file or a folder of an archive. `name` has forward slashes, that of a folder ends in one. */
export interface ZipEntry {
  name: string;
  size: number;
  /** Milliseconds since 1970. */
  modified: number;
  bytes(): AsyncIterable<Buffer>;
}

/** Largest numbers that the old fields hold; smaller in tests. */
export interface ZipLimits {
  most32: number;
  most16: number;
}

const LIMITS: ZipLimits = { most32: 0xffffffff, most16: 0xffff };
/** Names are UTF-8, and the checksum comes after the bytes. */
const UTF8 = 0x0800;
const SUM_FOLLOWS = 0x0008;
const STAMP_BYTES = 9;

interface Placed {
  entry: ZipEntry;
  name: Buffer;
  at: number;
  crc: number;
}

/** Bytes of the archive of these entries. */
export function zipLength(entries: readonly ZipEntry[], limits = LIMITS): number {
  let at = 0;
  let central = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    central += centralRecord({ entry, name, at, crc: 0 }, limits).length;
    at += localRecord(entry, name, limits).length + entry.size + sumRecord(entry, 0, limits).length;
  }
  return at + central + endRecord(entries.length, at, central, limits).length;
}

/** The archive. Throws when an entry has other than its size of bytes: what was sent is then no archive. */
export async function* zipBytes(entries: readonly ZipEntry[], limits = LIMITS): AsyncGenerator<Buffer> {
  const placed: Placed[] = [];
  let at = 0;
  for (const entry of entries) {
    const name = Buffer.from(entry.name);
    const local = localRecord(entry, name, limits);
    yield local;
    let crc = 0;
    let size = 0;
    for await (const piece of entry.size === 0 ? [] : entry.bytes()) {
      crc = crc32(piece, crc);
      size += piece.length;
      yield piece;
    }
    if (size !== entry.size) throw new Error(`an entry of an archive has ${size} bytes for ${entry.size}`);
    const sum = sumRecord(entry, crc, limits);
    if (sum.length > 0) yield sum;
    placed.push({ entry, name, at, crc });
    at += local.length + size + sum.length;
  }
  const central: Buffer[] = [];
  for (const one of placed) central.push(centralRecord(one, limits));
  const directory = Buffer.concat(central);
  yield directory;
  yield endRecord(placed.length, at, directory.length, limits);
}

function localRecord(entry: ZipEntry, name: Buffer, limits: ZipLimits): Buffer {
  const long = entry.size >= limits.most32;
  const extra = long ? 20 : 0;
  const record = Buffer.alloc(30 + name.length + extra + STAMP_BYTES);
  record.writeUInt32LE(0x04034b50, 0);
  writeCommon(record, 4, entry, long);
  if (long) {
    record.writeUInt32LE(0xffffffff, 18);
    record.writeUInt32LE(0xffffffff, 22);
  }
  record.writeUInt16LE(name.length, 26);
  record.writeUInt16LE(extra + STAMP_BYTES, 28);
  name.copy(record, 30);
  // The sizes in it stay zero: they follow with the checksum.
  if (long) {
    record.writeUInt16LE(1, 30 + name.length);
    record.writeUInt16LE(16, 32 + name.length);
  }
  writeStamp(record, 30 + name.length + extra, entry);
  return record;
}

/** Version, flags, method and time: the same in both records of an entry. */
function writeCommon(record: Buffer, at: number, { size, modified }: ZipEntry, long: boolean): void {
  const time = new Date(Math.min(Math.max(modified, Date.UTC(1980, 0, 1)), Date.UTC(2107, 11, 31)));
  record.writeUInt16LE(long ? 45 : 20, at);
  record.writeUInt16LE(UTF8 | (size === 0 ? 0 : SUM_FOLLOWS), at + 2);
  record.writeUInt16LE(
    (time.getUTCHours() << 11) | (time.getUTCMinutes() << 5) | (time.getUTCSeconds() >> 1),
    at + 6,
  );
  record.writeUInt16LE(
    ((time.getUTCFullYear() - 1980) << 9) | ((time.getUTCMonth() + 1) << 5) | time.getUTCDate(),
    at + 8,
  );
}

/** The time in UTC: the old field has that of whatever zone. */
function writeStamp(record: Buffer, at: number, { modified }: ZipEntry): void {
  record.writeUInt16LE(0x5455, at);
  record.writeUInt16LE(5, at + 2);
  record.writeUInt8(1, at + 4);
  record.writeInt32LE(Math.min(Math.max(Math.floor(modified / 1000), 0), 0x7fffffff), at + 5);
}

function sumRecord({ size }: ZipEntry, crc: number, limits: ZipLimits): Buffer {
  if (size === 0) return Buffer.alloc(0);
  const long = size >= limits.most32;
  const record = Buffer.alloc(long ? 24 : 16);
  record.writeUInt32LE(0x08074b50, 0);
  record.writeUInt32LE(crc, 4);
  if (long) {
    record.writeBigUInt64LE(BigInt(size), 8);
    record.writeBigUInt64LE(BigInt(size), 16);
  } else {
    record.writeUInt32LE(size, 8);
    record.writeUInt32LE(size, 12);
  }
  return record;
}

function centralRecord({ entry, name, at, crc }: Placed, limits: ZipLimits): Buffer {
  const isLong = entry.size >= limits.most32;
  const isFar = at >= limits.most32;
  const longFields = (isLong ? 16 : 0) + (isFar ? 8 : 0);
  const extra = longFields === 0 ? 0 : 4 + longFields;
  const record = Buffer.alloc(46 + name.length + extra + STAMP_BYTES);
  const isFolder = entry.name.endsWith('/');
  record.writeUInt32LE(0x02014b50, 0);
  record.writeUInt16LE((3 << 8) | 45, 4);
  writeCommon(record, 6, entry, isLong || isFar);
  record.writeUInt32LE(crc, 16);
  record.writeUInt32LE(isLong ? 0xffffffff : entry.size, 20);
  record.writeUInt32LE(isLong ? 0xffffffff : entry.size, 24);
  record.writeUInt16LE(name.length, 28);
  record.writeUInt16LE(extra + STAMP_BYTES, 30);
  record.writeUInt32LE((((isFolder ? 0o040755 : 0o100644) << 16) | (isFolder ? 0x10 : 0)) >>> 0, 38);
  record.writeUInt32LE(isFar ? 0xffffffff : at, 42);
  name.copy(record, 46);
  let place = 46 + name.length;
  if (longFields > 0) {
    record.writeUInt16LE(1, place);
    record.writeUInt16LE(longFields, place + 2);
    place += 4;
  }
  if (isLong) {
    record.writeBigUInt64LE(BigInt(entry.size), place);
    record.writeBigUInt64LE(BigInt(entry.size), place + 8);
    place += 16;
  }
  if (isFar) {
    record.writeBigUInt64LE(BigInt(at), place);
    place += 8;
  }
  writeStamp(record, place, entry);
  return record;
}

function endRecord(count: number, at: number, length: number, { most32, most16 }: ZipLimits): Buffer {
  const isLong = count >= most16 || at >= most32 || length >= most32;
  const record = Buffer.alloc(isLong ? 56 + 20 + 22 : 22);
  let place = 0;
  if (isLong) {
    record.writeUInt32LE(0x06064b50, 0);
    record.writeBigUInt64LE(44n, 4);
    record.writeUInt16LE((3 << 8) | 45, 12);
    record.writeUInt16LE(45, 14);
    record.writeBigUInt64LE(BigInt(count), 24);
    record.writeBigUInt64LE(BigInt(count), 32);
    record.writeBigUInt64LE(BigInt(length), 40);
    record.writeBigUInt64LE(BigInt(at), 48);
    record.writeUInt32LE(0x07064b50, 56);
    record.writeBigUInt64LE(BigInt(at + length), 64);
    record.writeUInt32LE(1, 72);
    place = 76;
  }
  record.writeUInt32LE(0x06054b50, place);
  record.writeUInt16LE(isLong ? 0xffff : count, place + 8);
  record.writeUInt16LE(isLong ? 0xffff : count, place + 10);
  record.writeUInt32LE(isLong ? 0xffffffff : length, place + 12);
  record.writeUInt32LE(isLong ? 0xffffffff : at, place + 16);
  return record;
}
