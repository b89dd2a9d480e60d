import { readFileSync } from 'node:fs';
import type { Command } from '../qemu/sandbox.ts';

/** What a tool may have. */
export interface ToolLimits {
  /** Of the clock, and of the processor. */
  seconds: number;
  /** A file that it writes has no more than this. */
  fileBytes: number;
}

const SCRIPT = readFileSync(new URL('tools.sh', import.meta.url), 'utf8');

/** The disk of the machine, as tools see it. */
export const DISK = '/work/disk';

/** The filter of system calls, in the machine's folder. */
export const FILTER_FILE = 'deploy-filter';

/** A file that was given to the tools, as they see it. */
export const inputPath = (index: number): string => `/work/in/${index}`;

/**
 * The command that runs a shell script on the file of a disk: in namespaces of its own, without capabilities and without any
 * network, with the system's programs, the disk and the inputs in sight and nothing else. What it says is all that comes out.
 */
export function onDisk(
  script: string,
  args: readonly string[],
  files: { disk: string; inputs: readonly string[] },
  limits: ToolLimits,
): Command {
  const inputs = files.inputs.flatMap((name, index) => [
    '--ro-bind',
    `/mnt/folder/${name}`,
    inputPath(index),
  ]);
  return {
    program: 'unshare',
    args: [
      ...['--user', '--map-root-user', '--mount', '--pid', '--net', '--fork', '--kill-child', '--mount-proc'],
      ...['sh', '-c', SCRIPT, 'tools', FILTER_FILE, String(limits.seconds), String(limits.fileBytes)],
      ...['bwrap', '--seccomp', '3', ...namespaces, ...fileSystem],
      ...['--bind', `/mnt/folder/${files.disk}`, DISK, ...inputs, '--remount-ro', '/', '--chdir', '/work'],
      ...['--', 'sh', '-c', script, 'tools', ...args],
    ],
  };
}

const namespaces = [
  ...['--unshare-all', '--uid', '0', '--gid', '0', '--cap-drop', 'ALL', '--hostname', 'tools'],
  ...['--setenv', 'DEBUGFS_PAGER', '__none__', '--setenv', 'PATH', '/usr/sbin:/usr/bin:/sbin:/bin'],
];

/** The tools look for their settings in `/etc`, and e2fsprogs for what is mounted: nothing is. */
const fileSystem = [
  ...['/usr', '/bin', '/sbin', '/lib', '/lib64'].flatMap((path) => ['--ro-bind-try', path, path]),
  ...['--ro-bind-try', '/etc/ld.so.cache', '/etc/ld.so.cache'],
  ...['--dev-bind', '/dev/null', '/dev/null', '--proc', '/proc', '--dir', '/etc'],
  ...['--size', String(16 * 1024 * 1024), '--tmpfs', '/tmp'],
];
