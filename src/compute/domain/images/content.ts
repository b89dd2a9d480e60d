import { DISK_FORMATS } from '#contract/image';

/** What of an image is looked at before it is registered: its first sectors, and the label of a CD where it would stand. */
export const LOOKED_AT_BYTES = 34 * 1024;

const SECTOR = 512;
const QCOW2 = 'QFI\u00fb';

/** Files that begin like this are packed or in the format of another hypervisor; nothing here opens them (C1). */
const OTHER_FORMATS: readonly { at: number; magic: string; reason: string }[] = [
  { at: 0, magic: QCOW2, reason: converted('a qcow2 image') },
  { at: 0, magic: 'KDMV', reason: converted('a VMDK image') },
  { at: 0, magic: '# Disk DescriptorFile', reason: converted('the description of a VMDK image') },
  { at: 0, magic: 'vhdxfile', reason: converted('a VHDX image') },
  { at: 0, magic: 'conectix', reason: converted('a VHD image') },
  { at: 64, magic: '\u007f\u0010\u00da\u00be', reason: converted('a VDI image') },
  { at: 0, magic: '\u001f\u008b', reason: unpacked('gzip') },
  { at: 0, magic: '\u00fd7zXZ', reason: unpacked('xz') },
  { at: 0, magic: '(\u00b5/\u00fd', reason: unpacked('zstd') },
  { at: 0, magic: 'BZh', reason: unpacked('bzip2') },
  { at: 0, magic: 'PK\u0003\u0004', reason: unpacked('zip') },
  { at: 257, magic: 'ustar', reason: unpacked('tar') },
];

function converted(what: string): string {
  return `it is ${what}. Machines take the bytes of the disk itself: qemu-img convert -O raw makes them.`;
}

function unpacked(program: string): string {
  return `it is packed with ${program}. Unpack it first.`;
}

/**
 * Why nothing could start from an image with this beginning, as the end of a sentence; undefined when something could. It
 * tells the mistakes of people (the wrong file, a packed one, one cut off), and promises nothing about the rest of the disk.
 */
export function unbootable(
  format: (typeof DISK_FORMATS)[number],
  sizeBytes: bigint,
  start: Buffer,
): string | undefined {
  if (sizeBytes === 0n) return 'it is empty.';
  if (sizeBytes < SECTOR) return `it has ${sizeBytes} bytes, and a disk at least one sector of ${SECTOR}.`;
  const other = OTHER_FORMATS.find(({ at, magic }) => has(start, at, magic));
  if (other !== undefined) return other.reason;
  if (start.every((byte) => byte === 0)) return 'it begins with nothing but zeros.';
  if (format === 'extdump')
    return has(start, 1080, '\u0053\u00ef') ? undefined : 'there is no ext file system at its beginning.';
  if (format === 'ntfsdump')
    return has(start, 3, 'NTFS    ') ? undefined : 'there is no NTFS file system at its beginning.';
  return unbootableDisk(sizeBytes, start);
}

/** A disk in QEMU's own format, which is converted when it is registered. */
export function isQcow2(start: Buffer): boolean {
  return has(start, 0, QCOW2);
}

/** A firmware starts a disk whose first sector ends in 55 AA; GPT disks have it, too. */
function unbootableDisk(sizeBytes: bigint, start: Buffer): string | undefined {
  if (!has(start, 510, '\u0055\u00aa')) {
    if (has(start, 1080, '\u0053\u00ef'))
      return 'it is an ext file system without a partition table. Register it with the disk format extdump.';
    if (has(start, 32_769, 'CD001')) return 'it is a CD that cannot be started as a disk.';
    return 'its first sector does not end in 55 AA, as that of every disk that can be started does.';
  }
  if (start.subarray(0, 440).every((byte) => byte === 0) && partitionsOf(start).length === 0)
    return 'its first sector holds neither a boot loader nor a partition.';
  const beyond = partitionsOf(start).some((first) => BigInt(first) * BigInt(SECTOR) >= sizeBytes);
  return beyond ? 'it is cut off: a partition begins beyond its end.' : undefined;
}

/** First sectors of the partitions in the table of a disk's first sector. */
function partitionsOf(start: Buffer): number[] {
  return [446, 462, 478, 494].filter((at) => start[at + 4] !== 0).map((at) => start.readUInt32LE(at + 8));
}

function has(start: Buffer, at: number, magic: string): boolean {
  return start.subarray(at, at + magic.length).equals(Buffer.from(magic, 'latin1'));
}
