import { inflateRaw } from 'node:zlib';
import { promisify } from 'node:util';

/*
 * Reads disks in QEMU's format qcow2 (its docs/interop/qcow2.txt) without QEMU: whatever such a file says, nothing but its
 * own bytes is ever read, which is why what would name another file is refused.
 */

/** Reads bytes of the file; it is asked for none beyond its end. */
export interface FileBytes {
  readonly sizeBytes: number;
  read(offset: number, length: number): Promise<Buffer>;
}

/** Why a file cannot be converted, as the end of a sentence for its owner. */
export class ConversionError extends Error {
  override name = 'ConversionError';
}

/** What of the header matters. */
export interface Qcow2 {
  /** Of the disk. */
  sizeBytes: number;
  clusterBits: number;
  tableOffset: number;
}

const QCOW2_MAGIC = Buffer.from('QFI\u00fb', 'latin1');
const HEADER_BYTES = 112;
const MAX_SIZE = 1n << 40n;
const DIRTY = 1n;
const COMPRESSION_TYPE = 8n;
const OFFSET = 0x00ff_ffff_ffff_fe00n;
const COMPRESSED = 1n << 62n;
const ZERO = 1n;
const SECTOR = 512;

/** Reads the header. Throws ConversionError for what we cannot or must not convert. */
export async function readQcow2(file: FileBytes): Promise<Qcow2> {
  if (file.sizeBytes < HEADER_BYTES) throw new ConversionError('the file is cut off.');
  const header = await file.read(0, HEADER_BYTES);
  const version = header.readUInt32BE(4);
  if (!header.subarray(0, 4).equals(QCOW2_MAGIC) || (version !== 2 && version !== 3))
    throw new ConversionError('it is of a version that is not known.');
  if (header.readBigUInt64BE(8) !== 0n)
    throw new ConversionError('it has a backing file: qemu-img convert makes a disk of its own out of both.');
  if (header.readUInt32BE(32) !== 0) throw new ConversionError('it is encrypted.');
  if (version === 3) checkFeatures(header);
  const clusterBits = header.readUInt32BE(20);
  const size = header.readBigUInt64BE(24);
  if (clusterBits < 12 || clusterBits > 21) throw new ConversionError('its clusters are of an unusual size.');
  if (size === 0n || size > MAX_SIZE)
    throw new ConversionError('the disk in it is empty, or larger than 1 TiB.');
  const disk = { sizeBytes: Number(size), clusterBits, tableOffset: Number(header.readBigUInt64BE(40)) };
  const tables = tablesOf(disk);
  if (header.readUInt32BE(36) < tables) throw new ConversionError('its table is too short for its disk.');
  requireInside(file, disk.tableOffset, tables * 8);
  return disk;
}

function checkFeatures(header: Buffer): void {
  const features = header.readBigUInt64BE(72);
  if ((features & 4n) !== 0n) throw new ConversionError('its data is in another file.');
  if ((features & 2n) !== 0n) throw new ConversionError('it is marked as damaged.');
  if ((features & ~(DIRTY | COMPRESSION_TYPE)) !== 0n)
    throw new ConversionError('it uses features that are not known: qemu-img convert -O raw does it.');
  if ((features & COMPRESSION_TYPE) !== 0n && header[104] !== 0)
    throw new ConversionError('it is packed with zstd: qemu-img convert -O raw unpacks it.');
}

/** Tables of the second level that the disk needs. */
function tablesOf({ sizeBytes, clusterBits }: Pick<Qcow2, 'sizeBytes' | 'clusterBits'>): number {
  return Math.ceil(sizeBytes / 2 ** (2 * clusterBits - 3));
}

function requireInside(file: FileBytes, offset: number, length: number): void {
  if (!Number.isSafeInteger(offset) || offset + length > file.sizeBytes)
    throw new ConversionError('it is damaged: it points beyond its own end.');
}

const ZEROS = Buffer.alloc(1024 * 1024);

/** The bytes of the disk, in order. A file whose parts are used more than once is refused: it would never end. */
export async function* diskBytes(file: FileBytes, disk: Qcow2): AsyncGenerator<Buffer> {
  const { sizeBytes, clusterBits, tableOffset } = disk;
  const clusterBytes = 2 ** clusterBits;
  const first = await file.read(tableOffset, tablesOf(disk) * 8);
  let usedBytes = 0;
  let left = sizeBytes;
  let owed = 0;
  for (let at = 0; at < first.length; at += 8) {
    const offset = Number(first.readBigUInt64BE(at) & OFFSET);
    if (offset === 0) {
      const covered = Math.min(left, clusterBytes * (clusterBytes / 8));
      owed += covered;
      left -= covered;
      continue;
    }
    requireInside(file, offset, clusterBytes);
    const table = await file.read(offset, clusterBytes);
    usedBytes += clusterBytes;
    requireUsedOnce(file, usedBytes, clusterBits);
    for (let index = 0; index < clusterBytes && left > 0; index += 8) {
      const length = Math.min(left, clusterBytes);
      const entry = table.readBigUInt64BE(index);
      const bytes = await cluster(file, entry, clusterBits);
      left -= length;
      if (bytes === undefined) {
        owed += length;
        continue;
      }
      usedBytes += (entry & COMPRESSED) === 0n ? clusterBytes : leastPacked(entry, clusterBits);
      requireUsedOnce(file, usedBytes, clusterBits);
      yield* zeros(owed);
      owed = 0;
      yield bytes.subarray(0, length);
    }
  }
  yield* zeros(owed);
}

/** What is used more than once makes more of itself than the file has. */
function requireUsedOnce(file: FileBytes, usedBytes: number, clusterBits: number): void {
  if (usedBytes > file.sizeBytes + 2 ** clusterBits)
    throw new ConversionError('it is damaged: parts of it stand in several places of the disk.');
}

function* zeros(count: number): Generator<Buffer> {
  for (let left = count; left > 0; left -= ZEROS.length)
    yield ZEROS.subarray(0, Math.min(left, ZEROS.length));
}

/** A cluster of the disk; undefined where it is all zeros. */
async function cluster(file: FileBytes, entry: bigint, clusterBits: number): Promise<Buffer | undefined> {
  if ((entry & COMPRESSED) !== 0n) return unpacked(file, entry, clusterBits);
  const offset = Number(entry & OFFSET);
  if (offset === 0 || (entry & ZERO) !== 0n) return undefined;
  const length = 2 ** clusterBits;
  // The last cluster of a file may be cut where its disk ends.
  requireInside(file, offset, 1);
  const bytes = await file.read(offset, Math.min(length, file.sizeBytes - offset));
  return bytes.length === length ? bytes : Buffer.concat([bytes], length);
}

/** What deflate makes of a byte at most. */
const MOST_UNPACKED = 1032;

/** Where a packed cluster stands; its length is told in sectors. */
function placeOf(entry: bigint, clusterBits: number): { offset: number; length: number } {
  const offsetBits = BigInt(62 - (clusterBits - 8));
  const offset = Number(entry & ((1n << offsetBits) - 1n));
  const sectors = Number((entry & (COMPRESSED - 1n)) >> offsetBits) + 1;
  return { offset, length: sectors * SECTOR - (offset % SECTOR) };
}

/** The bytes that a packed cluster has at least: the next one may begin in its last sector. */
function leastPacked(entry: bigint, clusterBits: number): number {
  const { length } = placeOf(entry, clusterBits);
  return Math.max(length - SECTOR + 1, Math.floor(2 ** clusterBits / MOST_UNPACKED));
}

const inflate = promisify<Buffer, { maxOutputLength: number }, Buffer>(inflateRaw);

async function unpacked(file: FileBytes, entry: bigint, clusterBits: number): Promise<Buffer> {
  const place = placeOf(entry, clusterBits);
  requireInside(file, place.offset, 1);
  const packed = await file.read(place.offset, Math.min(place.length, file.sizeBytes - place.offset));
  const length = 2 ** clusterBits;
  try {
    const bytes = await inflate(packed, { maxOutputLength: length });
    if (bytes.length === length) return bytes;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
  throw new ConversionError('it is damaged: a part of it cannot be unpacked.');
}
