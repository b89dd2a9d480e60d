import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { toolEnvironment } from '#platform/run-tool';

const run = promisify(execFile);
const MIB = 1024 * 1024;

/** Files of a small system, by path; a text that begins with `->` makes a link. */
export type Tree = Readonly<Record<string, string>>;

/** As Debian's packages leave it, as far as setting up looks. */
export const debianTree: Tree = {
  'etc/debian_version': '12.5\n',
  'etc/fstab': 'UUID=53796e6e-6566-4f00-8000-000000000001 / ext4 defaults 0 1\n',
  'etc/group': 'root:x:0:\nshadow:x:42:\nusers:x:100:\n',
  'etc/hostname': 'template\n',
  'etc/hosts': '127.0.0.1\tlocalhost\n127.0.1.1\ttemplate\n',
  'etc/machine-id': '0123456789abcdef0123456789abcdef\n',
  'etc/passwd': 'root:x:0:0:root:/root:/bin/sh\nann:x:1000:100::/home/ann:/bin/sh\n',
  'etc/shadow': 'root:*:19000:0:99999:7:::\nann:!:19000:0:99999:7:::\nlast:*:1::::::\n',
  'etc/ssh/sshd_config': 'PermitRootLogin yes\n',
  'etc/ssh/ssh_host_ed25519_key': 'the key of the template\n',
  'etc/ssh/ssh_host_dsa_key': 'an old key\n',
  'home/ann/.ssh/authorized_keys': 'ssh-ed25519 AAAA before',
  'root/.profile': '',
};

/** Where a partition begins that `sfdisk` made first. */
export const FIRST_OFFSET = MIB;

/** Makes an ext4 file system of the tree, at this offset of a new file. */
export async function makeExt(
  path: string,
  tree: Tree,
  { offset = 0, mib = 10, type = 'ext4' }: { offset?: number; mib?: number; type?: string } = {},
): Promise<void> {
  const root = await mkdtemp(join(tmpdir(), 'snf-tree-'));
  try {
    for (const [name, content] of Object.entries(tree)) {
      const file = join(root, name);
      await mkdir(dirname(file), { recursive: true, mode: 0o755 });
      if (content.startsWith('->')) await symlink(content.slice(2), file);
      else await writeFile(file, content, { mode: 0o644 });
    }
    await chmod(root, 0o755);
    const options = `offset=${offset},root_owner=0:0`;
    await tool('mke2fs', ['-q', '-F', '-t', type, '-d', root, '-E', options, path, `${mib}M`]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** A whole disk: `table` is what `sfdisk` reads, the tree stands in the partition that begins at `offset`. */
export async function makeDisk(
  path: string,
  tree: Tree,
  {
    table,
    offset = FIRST_OFFSET,
    mib = 14,
    rootMib = 10,
  }: { table: string; offset?: number; mib?: number; rootMib?: number },
): Promise<void> {
  await writeFile(path, '');
  await truncate(path, mib * MIB);
  await partition(path, table);
  await makeExt(path, tree, { offset, mib: rootMib });
}

async function partition(path: string, table: string): Promise<void> {
  const child = run('sfdisk', ['-q', path], { env: toolEnvironment() });
  child.child.stdin?.end(table);
  await child;
}

/** What a tool says. */
export async function tool(program: string, args: string[]): Promise<string> {
  const { stdout } = await run(program, args, { env: { ...toolEnvironment(), DEBUGFS_PAGER: '__none__' } });
  return stdout;
}

/** A file of the file system at this offset of a disk. */
export function guestFile(disk: string, path: string, offset = FIRST_OFFSET): Promise<string> {
  return tool('debugfs', ['-R', `cat "${path}"`, `${disk}?offset=${offset}`]);
}

/** What `stat` says of it: type, mode, owner. */
export async function guestFacts(disk: string, path: string, offset = FIRST_OFFSET): Promise<string> {
  const text = await tool('debugfs', ['-R', `stat "${path}"`, `${disk}?offset=${offset}`]);
  const [, type, mode] = /Type: (\S+) +Mode: +(\d+)/.exec(text) ?? [];
  const [, user, group] = /User: +(\d+) +Group: +(\d+)/.exec(text) ?? [];
  return `${type} ${mode} ${user}:${group}`;
}

/** Sectors of the partitions, as `sfdisk` reads them; it complains about a table that is not right. */
export async function partitionsOf(disk: string): Promise<{ start: number; size: number; type: string }[]> {
  const { partitiontable } = JSON.parse(await tool('sfdisk', ['--json', disk])) as {
    partitiontable: { partitions: { start: number; size: number; type: string }[] };
  };
  return partitiontable.partitions;
}

/** Whether a file has this text anywhere. */
export async function holds(path: string, text: string): Promise<boolean> {
  return (await readFile(path)).includes(text);
}
