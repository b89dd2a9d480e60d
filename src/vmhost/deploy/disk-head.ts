import { readFile } from 'node:fs/promises';
import { singlePartition } from './mbr.ts';
import { SECTOR } from './sectors.ts';

/** Where the partition of an image that is only one begins, as with the original. */
const FIRST_SECTOR = 2048;
const TYPES: Readonly<Record<string, number>> = { extdump: 0x83, ntfsdump: 0x07 };

/** What stands before an image that is one partition, and where the image begins. */
export interface DiskHead {
  head: Buffer;
  offset: number;
}

/** Bytes that stand before an image of this format. */
export function headBytes(format: string): number {
  return Object.hasOwn(TYPES, format) ? FIRST_SECTOR * SECTOR : 0;
}

/** A table with one bootable partition, and code that starts it; undefined for an image that is a whole disk. */
export async function headFor(format: string, imageBytes: number): Promise<DiskHead | undefined> {
  if (headBytes(format) === 0) return undefined;
  const code = await readFile(new URL('chain.bin', import.meta.url));
  const sectors = Math.ceil(imageBytes / SECTOR);
  const head = singlePartition(code, { type: TYPES[format]!, first: FIRST_SECTOR, sectors });
  return { head, offset: FIRST_SECTOR * SECTOR };
}
