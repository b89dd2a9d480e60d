import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** A program with its arguments, to be started in a machine's folder as the machine's user. */
export interface Command {
  program: string;
  args: string[];
}

/** What a machine's sandbox is made for. */
export interface SandboxSpec {
  /** Part of the names of what belongs to this start. */
  incarnation: string;
  /** IPv4 networks that machines must not reach. */
  closedNetworks: readonly string[];
}

/** A process has threads for its processors, its disks and its screen. */
const MAX_THREADS = 256;
const MAX_FILES = 1024;

const SCRIPT = readFileSync(new URL('sandbox.sh', import.meta.url), 'utf8');

/**
 * The command that runs `inner` apart from the host: in user, mount, process, IPC, host name and network namespaces of its
 * own, without capabilities, with the system's libraries and the machine's folder in sight and nothing else, and with a
 * network that leads out through slirp4netns but neither to the host nor to a closed network (V2, V4, V9).
 *
 * The script is handed over as text: the machine's user need not be able to read our files.
 */
export function sandboxed(inner: Command, spec: SandboxSpec): Command {
  return {
    program: 'unshare',
    args: [
      ...['--user', '--map-root-user', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc'],
      ...['sh', '-c', SCRIPT, 'sandbox', spec.incarnation, spec.closedNetworks.join(' ')],
      ...['prlimit', '--core=0', `--nofile=${MAX_FILES}`, `--nproc=${MAX_THREADS}`],
      ...['bwrap', ...namespaces, ...fileSystem(inner.program), '--', inner.program, ...inner.args],
    ],
  };
}

const namespaces = [
  ...['--unshare-user', '--uid', '1000', '--gid', '1000', '--cap-drop', 'ALL'],
  ...['--unshare-pid', '--as-pid-1', '--unshare-ipc', '--unshare-cgroup-try'],
  ...['--unshare-uts', '--hostname', 'machine'],
];

function fileSystem(program: string): string[] {
  const libraries = ['/usr', '/bin', '/lib', '/lib64', '/etc/ld.so.cache', ...installation(program)];
  return [
    ...libraries.flatMap((path) => ['--ro-bind-try', path, path]),
    ...['--ro-bind', '/mnt/resolv.conf', '/etc/resolv.conf'],
    ...['/dev/null', '/dev/kvm'].flatMap((path) => ['--dev-bind-try', path, path]),
    ...['--bind', '/mnt/folder', '/machine'],
    // What steers the way out is not for whoever broke out of the machine.
    ...['--tmpfs', '/machine/network', '--remount-ro', '/machine/network', '--remount-ro', '/'],
    ...['--chdir', '/machine'],
  ];
}

/** A QEMU that is not one of the system brings its firmware along, in a folder beside its own. */
function installation(program: string): string[] {
  if (!program.startsWith('/') || program.startsWith('/usr/')) return [];
  const folder = dirname(program);
  return [folder.endsWith('/bin') ? dirname(folder) : folder];
}
