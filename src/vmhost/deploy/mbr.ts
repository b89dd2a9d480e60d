import { DeployError } from './failure.ts';
import {
  alignedDown,
  endOf,
  lastPartition,
  MBR_SWAP,
  type Partition,
  type SwapWanted,
} from './partitions.ts';
import { SECTOR, type Sectors } from './sectors.ts';

const TABLE = 446;
const ENTRY = 16;
const SIGNATURE = 0xaa55;
const EXTENDED = new Set([0x05, 0x0f, 0x85]);
const PROTECTIVE = 0xee;
/** Sector numbers have four bytes. */
const MAX_SECTOR = 0xffff_ffff;
const MAX_LOGICAL = 60;

interface Entry {
  type: number;
  first: number;
  sectors: number;
}

/** The partition table of a disk's first sector, with the chain of logical partitions. */
export interface Mbr {
  kind: 'mbr';
  partitions: Partition[];
  /** Sectors that hold the tables of logical partitions, in order. */
  chain: number[];
  /** Entry of the extended partition in the first table, from 0. */
  extended: number | undefined;
}

/** Reads the table; undefined when the first sector has none, `protective` where a GPT is what counts. */
export async function readMbr(disk: Sectors): Promise<Mbr | 'protective' | undefined> {
  const sector = await disk.read(0);
  if (sector.readUInt16LE(510) !== SIGNATURE) return undefined;
  const entries = [0, 1, 2, 3].map((index) => entryAt(sector, index));
  if (entries.some(({ type }) => type === PROTECTIVE)) return 'protective';
  const mbr: Mbr = { kind: 'mbr', partitions: [], chain: [], extended: undefined };
  for (const [index, entry] of entries.entries()) {
    if (EXTENDED.has(entry.type)) {
      if (mbr.extended !== undefined) throw new DeployError('The disk has two extended partitions.');
      mbr.extended = index;
      await readLogical(disk, entry, mbr);
    } else if (entry.type !== 0 && entry.sectors > 0) mbr.partitions.push(partitionOf(entry, index + 1, 0));
  }
  for (const partition of mbr.partitions)
    if (endOf(partition) > disk.count) throw new DeployError('A partition ends beyond the end of the disk.');
  return mbr;
}

/** The chain may be hostile: it goes forward only, inside the extended partition, and has an end. */
async function readLogical(disk: Sectors, extended: Entry, mbr: Mbr): Promise<void> {
  let at = extended.first;
  for (;;) {
    if (at < extended.first || at >= extended.first + extended.sectors || at >= disk.count) throw damaged();
    if (mbr.chain.length >= MAX_LOGICAL || (mbr.chain.at(-1) ?? -1) >= at) throw damaged();
    const sector = await disk.read(at);
    if (sector.readUInt16LE(510) !== SIGNATURE) throw damaged();
    mbr.chain.push(at);
    const [own, next] = [entryAt(sector, 0), entryAt(sector, 1)];
    if (own.type !== 0) mbr.partitions.push(partitionOf(own, 4 + mbr.chain.length, at, true));
    if (next.type === 0) return;
    at = extended.first + next.first;
  }
}

function damaged(): DeployError {
  return new DeployError('The table of the logical partitions is damaged.');
}

/** Lets the last partition reach to the end of the disk, and makes the swap partition behind it where one is wanted. */
export async function growMbr(disk: Sectors, mbr: Mbr, swap?: SwapWanted): Promise<void> {
  const last = lastPartition(mbr.partitions);
  if (last === undefined) return;
  const limit = Math.min(disk.count, MAX_SECTOR);
  const end = alignedDown(limit - (swap?.sectors ?? 0));
  const sector = await disk.read(0);
  if (swap !== undefined && end <= endOf(last))
    throw new DeployError('There is no room for the swap partition.');
  if (end > endOf(last)) {
    if (last.isLogical === true) await growLogical(disk, sector, mbr, last, end);
    else setSectors(sector, last.number - 1, end - last.first);
    last.sectors = end - last.first;
  }
  if (swap !== undefined) {
    if (swap.number > 4) throw new DeployError('A swap partition is made as a primary one only.');
    if (entryAt(sector, swap.number - 1).type !== 0)
      throw new DeployError('The number of the swap partition is taken.');
    writeEntry(sector, swap.number - 1, {
      type: Number.parseInt(MBR_SWAP, 16),
      first: end,
      sectors: swap.sectors,
    });
    mbr.partitions.push({ number: swap.number, first: end, sectors: swap.sectors, type: MBR_SWAP });
  }
  await disk.write(0, sector);
}

/** The extended partition grows with it, and the link that leads to the last table. */
async function growLogical(
  disk: Sectors,
  sector: Buffer,
  mbr: Mbr,
  last: Partition,
  end: number,
): Promise<void> {
  const index = mbr.extended!;
  const extended = entryAt(sector, index);
  const at = mbr.chain[last.number - 5]!;
  const own = await disk.read(at);
  setSectors(own, 0, end - last.first);
  await disk.write(at, own);
  const before = mbr.chain[last.number - 6];
  if (before !== undefined) {
    const link = await disk.read(before);
    setSectors(link, 1, end - at);
    await disk.write(before, link);
  }
  setSectors(sector, index, end - extended.first);
}

/** The first sector of a disk with one bootable partition, and the code that starts its boot sector. */
export function singlePartition(code: Buffer, partition: Entry): Buffer {
  const sector = Buffer.alloc(SECTOR);
  code.copy(sector, 0, 0, 440);
  writeEntry(sector, 0, partition);
  sector[TABLE] = 0x80;
  sector.writeUInt16LE(SIGNATURE, 510);
  return sector;
}

function entryAt(sector: Buffer, index: number): Entry {
  const at = TABLE + index * ENTRY;
  return { type: sector[at + 4]!, first: sector.readUInt32LE(at + 8), sectors: sector.readUInt32LE(at + 12) };
}

function setSectors(sector: Buffer, index: number, sectors: number): void {
  sector.writeUInt32LE(sectors, TABLE + index * ENTRY + 12);
}

/** Beyond what cylinders can say: the values that mean "use the sector numbers". */
function writeEntry(sector: Buffer, index: number, { type, first, sectors }: Entry): void {
  const at = TABLE + index * ENTRY;
  sector.set([0, 0xfe, 0xff, 0xff, type, 0xfe, 0xff, 0xff], at);
  sector.writeUInt32LE(first, at + 8);
  sector.writeUInt32LE(sectors, at + 12);
}

function partitionOf(entry: Entry, number: number, base: number, isLogical = false): Partition {
  const type = entry.type.toString(16).padStart(2, '0');
  return {
    number,
    first: base + entry.first,
    sectors: entry.sectors,
    type,
    ...(isLogical ? { isLogical } : {}),
  };
}
