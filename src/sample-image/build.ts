import { createHash } from 'node:crypto';
import {
  access,
  chmod,
  copyFile,
  mkdir,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { runTool, ToolError, toolEnvironment } from '#platform/run-tool';
import { type CpioEntry, writeCpio } from './cpio.ts';
import { kernelPackage, type Stop, unpackDebianPackages } from './debian-packages.ts';
import {
  type GuestFile,
  initramfsFiles,
  initramfsModules,
  kernelModules,
  ROOT_START,
  rootFiles,
  rootFolders,
  SYSLINUX_CONFIG,
} from './guest-files.ts';

/** A raw disk that boots by itself, and what an image registered from it should say of itself. */
export interface SampleImage {
  path: string;
  sizeBytes: number;
  properties: Record<string, string>;
}

const KERNEL_META = 'linux-image-cloud-amd64';
const GUEST_PACKAGES = [
  'busybox-static',
  'dropbear-bin',
  'libtomcrypt1',
  'libtommath1',
  'libgmp10',
  'libcrypt1',
  'zlib1g',
  'libc6',
  'e2fsprogs',
  'libext2fs2',
  'libcom-err2',
];
const BUILD_PACKAGES = ['syslinux', 'syslinux-common', 'mtools', 'dosfstools'];

const SECTOR = 512;
const BOOT_START = 2048;
const BOOT_SECTORS = ROOT_START - BOOT_START;
const ROOT_SECTORS = 98_304;
/** Every time stamp in the image: the same packages give the same bytes. */
const EPOCH = 1_750_000_000;
const IDENTITY = '53796e6e-6566-4f00-8000-000000000001';

/**
 * Builds the sample image below `folder` from packages of Debian, or finds it there from an earlier time. Nothing is
 * installed and root is not needed. Rejects with ToolError, whose message says what is missing; `stop` ends it early.
 */
export async function buildSampleImage(folder: string, stop: Stop = {}): Promise<SampleImage> {
  const { path, note } = placesIn(folder);
  const known = await knownSampleImage(folder);
  if (known !== undefined) return known;
  if (process.arch !== 'x64') throw new ToolError('the sample image is built on x86-64 machines only');
  await requireDebian();
  const work = join(folder, 'work');
  try {
    await mkdir(work, { recursive: true });
    const kernel = await kernelPackage(work, KERNEL_META, stop);
    const { root: tree } = await unpackDebianPackages(
      work,
      [kernel, ...GUEST_PACKAGES, ...BUILD_PACKAGES],
      stop,
    );
    stop.signal?.throwIfAborted();
    const disk = join(work, 'disk.raw');
    await assemble(work, tree, disk);
    const image = describe(path, kernel);
    await writeFile(note, JSON.stringify({ recipe: recipeHash(), ...image }), { mode: 0o644 });
    await rename(disk, path);
    return image;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function requireDebian(): Promise<void> {
  for (const program of ['/usr/bin/apt-get', '/usr/bin/dpkg', '/sbin/mke2fs', '/sbin/debugfs']) {
    try {
      await access(program);
    } catch (error) {
      throw new ToolError(
        `the sample image is made of Debian's packages on a Debian system: there is no ${program}`,
        {
          cause: error,
        },
      );
    }
  }
}

function placesIn(folder: string): { path: string; note: string } {
  return { path: join(folder, 'sample.raw'), note: join(folder, 'sample.json') };
}

/** The image that was built below `folder` earlier, by the recipe as it is now; undefined when there is none. */
export async function knownSampleImage(folder: string): Promise<SampleImage | undefined> {
  const { path, note } = placesIn(folder);
  try {
    const { recipe, ...image } = JSON.parse(await readFile(note, 'utf8')) as SampleImage & { recipe: string };
    const { size } = await stat(path);
    return recipe === recipeHash() && size === image.sizeBytes ? { ...image, path } : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Changes when anything that we put into the image does. */
function recipeHash(): string {
  const recipe = JSON.stringify([
    initramfsFiles,
    rootFiles,
    rootFolders,
    kernelModules,
    SYSLINUX_CONFIG,
    GUEST_PACKAGES,
    ROOT_SECTORS,
  ]);
  return createHash('sha256').update(recipe).digest('hex');
}

function describe(path: string, kernel: string): SampleImage {
  return {
    path,
    sizeBytes: (ROOT_START + ROOT_SECTORS) * SECTOR,
    properties: {
      OS: 'linux',
      OSFAMILY: 'linux',
      ROOT_PARTITION: '2',
      USERS: 'root',
      KERNEL: kernel.replace('linux-image-', ''),
      GUI: 'No GUI',
      SORTORDER: '1',
      DESCRIPTION: 'A very small Linux to try the cloud with: busybox and an SSH server',
    },
  };
}

async function assemble(work: string, tree: string, disk: string): Promise<void> {
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

async function kernelIn(tree: string): Promise<string> {
  const name = (await readdir(join(tree, 'boot'))).find((entry) => entry.startsWith('vmlinuz-'));
  if (name === undefined) throw new ToolError('the kernel package holds no kernel');
  return join(tree, 'boot', name);
}

async function writeInitramfs(tree: string, to: string): Promise<void> {
  const entries: CpioEntry[] = [
    { path: 'bin', mode: 0o755 },
    { path: 'bin/busybox', mode: 0o755, content: await readFile(join(tree, 'bin/busybox')) },
    { path: 'modules', mode: 0o755 },
  ];
  for (const name of initramfsModules) {
    entries.push({
      path: `modules/${name}.ko`,
      mode: 0o644,
      content: await readFile(await findModule(tree, name)),
    });
  }
  for (const { path, mode, content } of initramfsFiles)
    entries.push({ path, mode, content: Buffer.from(content) });
  await writeFile(to, gzipSync(writeCpio(entries, EPOCH), { level: 9 }));
}

async function layRoot(tree: string, root: string): Promise<void> {
  for (const folder of rootFolders) await mkdir(join(root, folder), { recursive: true });
  await copyFile(join(tree, 'bin/busybox'), join(root, 'bin/busybox'));
  await symlink('busybox', join(root, 'bin/sh'));
  await symlink('../bin/busybox', join(root, 'sbin/init'));
  await copyFile(join(tree, 'usr/sbin/dropbear'), join(root, 'bin/dropbear'));
  await copyFile(join(tree, 'usr/bin/dropbearkey'), join(root, 'bin/dropbearkey'));
  await copyFile(join(tree, 'sbin/resize2fs'), join(root, 'bin/resize2fs'));
  await copyLibraries(tree, root);
  await copyModules(tree, join(root, 'modules'), kernelModules);
  await writeFiles(root, rootFiles);
  for (const name of await readdir(root, { recursive: true })) {
    // Links keep their own time; setting it would follow them.
    if (!['bin/sh', 'sbin/init'].includes(name)) await utimes(join(root, name), EPOCH, EPOCH);
  }
}

/** The shared libraries of the programs, under the names that those ask for. */
async function copyLibraries(tree: string, root: string): Promise<void> {
  const wanted =
    /^(?:libtomcrypt|libtommath|libgmp|libcrypt|libz|libc|libm|libutil|libe2p|libext2fs|libcom_err)\.so\.\d+$/;
  for (const folder of ['lib/x86_64-linux-gnu', 'usr/lib/x86_64-linux-gnu']) {
    for (const name of await readdir(join(tree, folder))) {
      if (wanted.test(name)) await copyFile(join(tree, folder, name), join(root, 'lib', name));
    }
  }
  await copyFile(
    join(tree, 'lib/x86_64-linux-gnu/ld-linux-x86-64.so.2'),
    join(root, 'lib64/ld-linux-x86-64.so.2'),
  );
  await chmod(join(root, 'lib64/ld-linux-x86-64.so.2'), 0o755);
}

async function copyModules(tree: string, to: string, names: readonly string[]): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const name of names) await copyFile(await findModule(tree, name), join(to, `${name}.ko`));
}

async function findModule(tree: string, name: string): Promise<string> {
  const all = await readdir(join(tree, 'lib/modules'), { recursive: true });
  const found = all.find((path) => path.endsWith(`/${name}.ko`));
  if (found === undefined) throw new ToolError(`the kernel has no module ${name}`);
  return join(tree, 'lib/modules', found);
}

async function writeFiles(folder: string, files: GuestFile[]): Promise<void> {
  for (const { path, mode, content } of files) {
    const to = join(folder, path);
    await mkdir(dirname(to), { recursive: true });
    await writeFile(to, content);
    await chmod(to, mode);
  }
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
    await file.truncate((ROOT_START + ROOT_SECTORS) * SECTOR);
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
