/** A partition of a disk. Sectors have 512 bytes. */
export interface Partition {
  /** As Linux counts: entries of the table from 1, logical ones from 5. */
  number: number;
  first: number;
  sectors: number;
  /** Two hexadecimal digits in an MBR, a GUID in a GPT. */
  type: string;
  isLogical?: boolean;
}

export const MBR_SWAP = '82';
export const GPT_SWAP = '0657fd6d-a4ab-43c4-84e5-0933c84b4f4f';

export const endOf = ({ first, sectors }: Partition): number => first + sectors;

/** The partition that can grow into the room behind it: the one that ends last. */
export function lastPartition(partitions: readonly Partition[]): Partition | undefined {
  return partitions.reduce<Partition | undefined>(
    (last, partition) => (last === undefined || endOf(partition) > endOf(last) ? partition : last),
    undefined,
  );
}

/** Whether a sector belongs to two of them. */
export function overlap(partitions: readonly Partition[]): boolean {
  const inOrder = partitions.toSorted((one, other) => one.first - other.first);
  return inOrder.some(({ first }, index) => index > 0 && endOf(inOrder[index - 1]!) > first);
}

/** Partitions begin and end at whole MiB where there is a choice. */
const ALIGNED = 2048;

/** The last whole MiB that is not beyond this sector. */
export function alignedDown(sector: number): number {
  return Math.floor(sector / ALIGNED) * ALIGNED;
}

/** A swap partition to make behind the last one: its number, and how many sectors. */
export interface SwapWanted {
  number: number;
  sectors: number;
}
