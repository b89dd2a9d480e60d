import { DeployError } from './failure.ts';
import { type Gpt, readGpt } from './gpt.ts';
import { fileSystemAt, type GuestView, lookAt } from './guest-files.ts';
import { type Mbr, readMbr } from './mbr.ts';
import { endOf, overlap, type Partition } from './partitions.ts';
import type { ImageProperties } from './properties.ts';
import type { Sectors } from './sectors.ts';
import { GROUP, PASSWD } from './accounts.ts';
import { SSHD_CONFIG } from './tasks/authorized-keys.ts';
import { DEBIAN, SSH_FOLDER } from './tasks/host-keys.ts';
import { HOSTNAME, HOSTS, SUSE_HOSTNAME, SYSCONFIG } from './tasks/hostname.ts';
import { MACHINE_IDS } from './tasks/machine-id.ts';
import { SHADOW } from './tasks/password.ts';
import { SELINUX } from './tasks/selinux.ts';
import { FSTAB } from './tasks/swap.ts';
import type { Workshop } from './workshop.ts';

/** cloud-init, or what the sample image has instead: such a system reads the config drive by itself. */
const DRIVE_READERS = ['/etc/cloud/cloud.cfg', '/usr/bin/cloud-init', '/etc/config-drive'];

const LOOKED_AT = [
  ...[PASSWD, GROUP, SHADOW, HOSTNAME, SUSE_HOSTNAME, HOSTS, SYSCONFIG, FSTAB, SELINUX, DEBIAN],
  ...[SSH_FOLDER, SSHD_CONFIG, ...MACHINE_IDS, ...DRIVE_READERS],
];

/** A look starts tools, and a table may name a thousand partitions. */
const MAX_LOOKS = 16;

export type PartitionTable = Mbr | Gpt;

/** The table of a disk; undefined where it has none, or an empty one. Throws DeployError where partitions overlap. */
export async function readTable(disk: Sectors): Promise<PartitionTable | undefined> {
  const mbr = await readMbr(disk);
  const table = mbr === 'protective' ? await readGpt(disk) : mbr;
  if (table === undefined || table.partitions.length === 0) return undefined;
  if (overlap(table.partitions)) throw new DeployError('Partitions of the disk overlap.');
  return table;
}

/** Whether the partition holds a file system of the ext family. */
export async function isExt(disk: Sectors, partition: Partition): Promise<boolean> {
  if (partition.sectors < 8 || endOf(partition) > disk.count) return false;
  return (await disk.read(partition.first + 2)).readUInt16LE(56) === 0xef53;
}

/** The root of a system that we can set up, with the files that tell how. */
export interface Root {
  partition: Partition;
  guest: GuestView;
  /** It sets itself up, from the config drive. */
  readsDrive: boolean;
}

/**
 * The root: the partition that ROOT_PARTITION names, else the first with an `/etc/fstab`. Undefined where it is no file
 * system of the ext family.
 */
export async function findRoot(
  disk: Sectors,
  table: PartitionTable,
  workshop: Workshop,
  properties: ImageProperties,
): Promise<Root | undefined> {
  const wanted = properties['ROOT_PARTITION']?.trim() ?? '';
  if (wanted !== '' && !/^\d{1,4}$/.test(wanted)) throw new DeployError('ROOT_PARTITION is not a number.');
  const named = table.partitions.find(({ number }) => number === Number(wanted));
  if (wanted !== '' && named === undefined)
    throw new DeployError(`The disk has no partition ${wanted} (ROOT_PARTITION).`);
  let looks = 0;
  for (const partition of named === undefined ? table.partitions : [named]) {
    if (!(await isExt(disk, partition))) continue;
    if (++looks > MAX_LOOKS)
      throw new DeployError(
        `Its first ${MAX_LOOKS} file systems hold no Linux system: ROOT_PARTITION can name another.`,
      );
    const guest = await lookAt(workshop, fileSystemAt(partition.first), LOOKED_AT);
    const isRoot = guest.has(FSTAB) || (named !== undefined && guest.has(PASSWD));
    if (isRoot) return { partition, guest, readsDrive: DRIVE_READERS.some((path) => guest.has(path)) };
  }
  return undefined;
}
