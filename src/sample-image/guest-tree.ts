import { chmod, copyFile, mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { ToolError } from '#platform/run-tool';
import { type CpioEntry, writeCpio } from './cpio.ts';
import {
  type GuestFile,
  initramfsFiles,
  initramfsModules,
  kernelModules,
  rootFiles,
  rootFolders,
} from './guest-files.ts';

/** Every time stamp in the image: the same packages give the same bytes. */
export const EPOCH = 1_750_000_000;

/** The kernel of an unpacked kernel package. */
export async function kernelIn(tree: string): Promise<string> {
  const name = (await readdir(join(tree, 'boot'))).find((entry) => entry.startsWith('vmlinuz-'));
  if (name === undefined) throw new ToolError('the kernel package holds no kernel');
  return join(tree, 'boot', name);
}

/** Packs what the kernel begins with: busybox, the modules for the disk, the script that mounts the root. */
export async function writeInitramfs(tree: string, to: string): Promise<void> {
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

/** Lays out the root file system of the guest below `root`. */
export async function layRoot(tree: string, root: string): Promise<void> {
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
