import { DeployError } from '../failure.ts';
import type { Edit } from '../edits.ts';
import { type GuestView, textOf } from '../guest-files.ts';
import type { Partition, SwapWanted } from '../partitions.ts';
import type { Sectors } from '../sectors.ts';
import { replaced } from './hostname.ts';

export const FSTAB = '/etc/fstab';
const SECTORS_OF_MIB = 2048;
const PAGE = 4096;

/** Reads the property SWAP, `<partition>:<MB>`. */
export function swapWanted(text: string | undefined): SwapWanted | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  const match = /^([1-9]\d{0,2}):([1-9]\d{0,6})$/.exec(text.trim());
  if (match === null) throw new DeployError('The property SWAP is not of the form partition:MB.');
  return { number: Number(match[1]), sectors: Number(match[2]) * SECTORS_OF_MIB };
}

/** Makes the partition a swap area of Linux, as `mkswap` does. */
export async function makeSwap(disk: Sectors, partition: Partition, uuid: string): Promise<void> {
  const page = Buffer.alloc(PAGE);
  page.writeUInt32LE(1, 1024);
  page.writeUInt32LE(Math.floor((partition.sectors * 512) / PAGE) - 1, 1028);
  Buffer.from(uuid.replaceAll('-', ''), 'hex').copy(page, 1036);
  page.write('SWAPSPACE2', PAGE - 10, 'latin1');
  await disk.write(partition.first, page);
}

/** Has the system use it. */
export function useSwap(guest: GuestView, uuid: string): Edit[] {
  const before = textOf(guest, FSTAB) ?? '';
  const glue = before === '' || before.endsWith('\n') ? '' : '\n';
  return [replaced(guest, FSTAB, `${before}${glue}UUID=${uuid} none swap sw 0 0\n`)];
}
