import { crc32 } from 'node:zlib';
import { DeployError } from './failure.ts';
import {
  alignedDown,
  endOf,
  GPT_SWAP,
  lastPartition,
  type Partition,
  type SwapWanted,
} from './partitions.ts';
import { SECTOR, type Sectors } from './sectors.ts';

const MAGIC = 'EFI PART';
const MAX_ENTRIES = 1024;
const EMPTY = '00000000-0000-0000-0000-000000000000';

/** The table of a GPT disk; the copy at the disk's end is made from it. */
export interface Gpt {
  kind: 'gpt';
  partitions: Partition[];
  header: Buffer;
  entries: Buffer;
  entryBytes: number;
}

/** Reads the table behind the first sector. Throws DeployError where it does not agree with its own checksums. */
export async function readGpt(disk: Sectors): Promise<Gpt> {
  const sector = await disk.read(1);
  const headerBytes = sector.readUInt32LE(12);
  if (sector.toString('latin1', 0, 8) !== MAGIC || headerBytes < 92 || headerBytes > SECTOR) throw damaged();
  const header = Buffer.from(sector.subarray(0, headerBytes));
  const expected = header.readUInt32LE(16);
  header.writeUInt32LE(0, 16);
  const [count, entryBytes] = [header.readUInt32LE(80), header.readUInt32LE(84)];
  if (crc32(header) !== expected || count > MAX_ENTRIES || ![128, 256, 512].includes(entryBytes))
    throw damaged();
  const at = Number(header.readBigUInt64LE(72));
  const bytes = count * entryBytes;
  if (at < 2 || at + Math.ceil(bytes / SECTOR) > disk.count) throw damaged();
  const entries = (await disk.read(at, Math.ceil(bytes / SECTOR))).subarray(0, bytes);
  if (crc32(entries) !== header.readUInt32LE(88)) throw damaged();
  const gpt: Gpt = { kind: 'gpt', partitions: [], header, entries, entryBytes };
  for (let index = 0; index < count; index++) {
    const entry = entries.subarray(index * entryBytes, (index + 1) * entryBytes);
    const type = readGuid(entry, 0);
    if (type === EMPTY) continue;
    const [first, end] = [Number(entry.readBigUInt64LE(32)), Number(entry.readBigUInt64LE(40)) + 1];
    if (first < 2 || end <= first || end > disk.count)
      throw new DeployError('A partition ends beyond the end of the disk.');
    gpt.partitions.push({ number: index + 1, first, sectors: end - first, type });
  }
  return gpt;
}

function damaged(): DeployError {
  return new DeployError('The partition table of the disk (GPT) is damaged.');
}

/**
 * Moves the copy of the table to the end of the disk, lets the last partition reach there, and makes the swap partition
 * behind it where one is wanted, with this GUID.
 */
export async function growGpt(disk: Sectors, gpt: Gpt, swap?: SwapWanted & { uuid: string }): Promise<void> {
  const { header, entries, entryBytes } = gpt;
  const tableSectors = Math.ceil(entries.length / SECTOR);
  const copyAt = disk.count - 1;
  const copyEntriesAt = copyAt - tableSectors;
  const last = lastPartition(gpt.partitions);
  if (last === undefined || copyEntriesAt < endOf(last))
    throw new DeployError('The disk has no room for the copy of its table.');
  const oldCopy = Number(header.readBigUInt64LE(32));
  const end = alignedDown(copyEntriesAt - (swap?.sectors ?? 0));
  if (swap !== undefined && end <= endOf(last))
    throw new DeployError('There is no room for the swap partition.');
  if (end > endOf(last)) {
    entries.writeBigUInt64LE(BigInt(end - 1), (last.number - 1) * entryBytes + 40);
    last.sectors = end - last.first;
  }
  if (swap !== undefined) addSwap(gpt, swap, end);
  if (oldCopy !== copyAt && oldCopy > 1 && oldCopy < disk.count)
    await disk.write(oldCopy, Buffer.alloc(SECTOR));
  header.writeBigUInt64LE(BigInt(copyEntriesAt - 1), 48);
  header.writeUInt32LE(crc32(entries), 88);
  const mainEntriesAt = header.readBigUInt64LE(72);
  await disk.write(copyEntriesAt, padded(entries, tableSectors));
  await disk.write(copyAt, headerSector(header, { own: copyAt, other: 1, entries: BigInt(copyEntriesAt) }));
  await disk.write(Number(mainEntriesAt), padded(entries, tableSectors));
  await disk.write(1, headerSector(header, { own: 1, other: copyAt, entries: mainEntriesAt }));
  await coverDisk(disk);
}

function addSwap(gpt: Gpt, swap: SwapWanted & { uuid: string }, first: number): void {
  const entry = gpt.entries.subarray((swap.number - 1) * gpt.entryBytes, swap.number * gpt.entryBytes);
  if (entry.length === 0 || readGuid(entry, 0) !== EMPTY)
    throw new DeployError('The number of the swap partition is taken.');
  writeGuid(entry, 0, GPT_SWAP);
  writeGuid(entry, 16, swap.uuid);
  entry.writeBigUInt64LE(BigInt(first), 32);
  entry.writeBigUInt64LE(BigInt(first + swap.sectors - 1), 40);
  gpt.partitions.push({ number: swap.number, first, sectors: swap.sectors, type: GPT_SWAP });
}

/** The entry of the first sector that keeps old programs off says how long the disk is. */
async function coverDisk(disk: Sectors): Promise<void> {
  const sector = await disk.read(0);
  for (const at of [446, 462, 478, 494]) {
    const isAlone = sector[at + 4] === 0xee && sector.readUInt32LE(at + 8) === 1;
    if (isAlone) sector.writeUInt32LE(Math.min(disk.count - 1, 0xffff_ffff), at + 12);
  }
  await disk.write(0, sector);
}

function headerSector(header: Buffer, places: { own: number; other: number; entries: bigint }): Buffer {
  const sector = Buffer.alloc(SECTOR);
  const made = sector.subarray(0, header.length);
  header.copy(made);
  made.writeBigUInt64LE(BigInt(places.own), 24);
  made.writeBigUInt64LE(BigInt(places.other), 32);
  made.writeBigUInt64LE(places.entries, 72);
  made.writeUInt32LE(0, 16);
  made.writeUInt32LE(crc32(made), 16);
  return sector;
}

function padded(bytes: Buffer, sectors: number): Buffer {
  return Buffer.concat([bytes], sectors * SECTOR);
}

/** The first three groups of a GUID stand byte by byte the other way round. */
const ORDER = [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15];

function readGuid(bytes: Buffer, at: number): string {
  const text = Buffer.from(ORDER.map((place) => bytes[at + place]!)).toString('hex');
  return [text.slice(0, 8), text.slice(8, 12), text.slice(12, 16), text.slice(16, 20), text.slice(20)].join(
    '-',
  );
}

function writeGuid(bytes: Buffer, at: number, guid: string): void {
  const plain = Buffer.from(guid.replaceAll('-', ''), 'hex');
  for (const [index, place] of ORDER.entries()) bytes[at + place] = plain[index]!;
}
