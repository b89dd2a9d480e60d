import { open, readdir, readFile, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runTool, toolEnvironment } from '#platform/run-tool';
import { ROOT_START, SYSLINUX_CONFIG } from './guest-files.ts';
import { EPOCH, kernelIn, layRoot, writeInitramfs } from './guest-tree.ts';

const SECTOR = 512;
const BOOT_START = 2048;
const BOOT_SECTORS = ROOT_START - BOOT_START;
export const ROOT_SECTORS = 98_304;
export const DISK_BYTES = (ROOT_START + ROOT_SECTORS) * SECTOR;
const IDENTITY = '53796e6e-6566-4f00-8000-000000000001';

/** Makes the disk of what Debian's packages hold below `tree`: a partition to boot from, and the root. */
export async function assembleDisk(work: string, tree: string, disk: string): Promise<void> {
  const env = {
    ...toolEnvironment([
      join(tree, 'usr/bin'),
      join(tree, 'usr/sbin'),
      join(tree, 'sbin'),
      join(tree, 'bin'),
    ]),
    MTOOLS_SKIP_CHECK: '1',
    SOURCE_DATE_EPOCH: String(EPOCH),
    E2FSPROGS_FAKE_TIME: String(EPOCH),
    TZ: 'UTC',
  };
  const initrd = join(work, 'initrd.gz');
  await writeInitramfs(tree, initrd);
  const root = join(work, 'root');
  await layRoot(tree, root);
  await writePartitionTable(tree, disk);
  const offset = `${BOOT_START * SECTOR}`;
  await runTool(
    'mkfs.vfat',
    [
      '--invariant',
      '-F',
      '16',
      '--offset',
      String(BOOT_START),
      '-h',
      String(BOOT_START),
      disk,
      String(BOOT_SECTORS / 2),
    ],
    { env },
  );
  const config = join(work, 'syslinux.cfg');
  await writeFile(config, SYSLINUX_CONFIG);
  const files = { vmlinuz: await kernelIn(tree), 'initrd.gz': initrd, 'syslinux.cfg': config };
  for (const [name, from] of Object.entries(files)) {
    await utimes(from, EPOCH, EPOCH);
    await runTool('mcopy', ['-m', '-i', `${disk}@@${offset}`, from, `::${name}`], { env });
  }
  await runTool('syslinux', ['--install', '--offset', offset, disk], { env });
  await runTool(
    '/sbin/mke2fs',
    ['-q', '-F', '-t', 'ext4', '-b', '4096', '-L', 'root', '-U', IDENTITY, '-d', root]
      .concat(['-E', `offset=${ROOT_START * SECTOR},root_owner=0:0,hash_seed=${IDENTITY},lazy_itable_init=0`])
      .concat([disk, `${ROOT_SECTORS / 2}k`]),
    { env },
  );
  await settleTimes(work, root, disk, env);
}

/** The file system tool takes the time of the last change from the files it copied, which nobody can set beforehand. */
async function settleTimes(
  work: string,
  root: string,
  disk: string,
  env: Record<string, string>,
): Promise<void> {
  const names = ['', ...(await readdir(root, { recursive: true }))];
  const commands = names.flatMap((name) =>
    ['ctime', 'atime', 'mtime'].map((field) => `sif "/${name}" ${field} @${EPOCH}`),
  );
  const script = join(work, 'times');
  await writeFile(script, `${commands.join('\n')}\n`);
  await runTool('/sbin/debugfs', ['-w', '-f', script, `${disk}?offset=${ROOT_START * SECTOR}`], { env });
}

/** An empty disk with the boot code and two primary partitions: FAT16 to boot from (active), and the root. */
async function writePartitionTable(tree: string, disk: string): Promise<void> {
  const code = await readFile(join(tree, 'usr/lib/syslinux/mbr/mbr.bin'));
  const sector = Buffer.alloc(SECTOR);
  code.copy(sector, 0, 0, 440);
  sector.writeUInt32LE(0x53594e4e, 440);
  partition(0x80, 0x06, BOOT_START, BOOT_SECTORS).copy(sector, 446);
  partition(0x00, 0x83, ROOT_START, ROOT_SECTORS).copy(sector, 462);
  sector.writeUInt16LE(0xaa55, 510);
  const file = await open(disk, 'wx', 0o600);
  try {
    await file.truncate(DISK_BYTES);
    await file.write(sector, 0, SECTOR, 0);
  } finally {
    await file.close();
  }
}

function partition(active: number, type: number, start: number, sectors: number): Buffer {
  const entry = Buffer.alloc(16);
  // Beyond what cylinders can say: the values that mean "use the sector numbers".
  entry.set([active, 0xfe, 0xff, 0xff, type, 0xfe, 0xff, 0xff]);
  entry.writeUInt32LE(start, 8);
  entry.writeUInt32LE(sectors, 12);
  return entry;
}
