import { createHash } from 'node:crypto';
import { access, mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ToolError } from '#platform/run-tool';
import { kernelPackage, type Stop, unpackDebianPackages } from './debian-packages.ts';
import { assembleDisk, DISK_BYTES, ROOT_SECTORS } from './disk.ts';
import { initramfsFiles, kernelModules, rootFiles, rootFolders, SYSLINUX_CONFIG } from './guest-files.ts';

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
    await assembleDisk(work, tree, disk);
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
    sizeBytes: DISK_BYTES,
    properties: {
      OS: 'linux',
      OSFAMILY: 'linux',
      ROOT_PARTITION: '2',
      USERS: 'root',
      CLOUD_INIT: 'yes',
      KERNEL: kernel.replace('linux-image-', ''),
      GUI: 'No GUI',
      SORTORDER: '1',
      DESCRIPTION: 'A very small Linux to try the cloud with: busybox and an SSH server',
    },
  };
}
