// The programs that tests drive and npm cannot bring. On Debian as root they are installed; elsewhere it is said loudly
// which tests will not run. `npm start` needs only the first three and looks after them itself.
import { spawnSync } from 'node:child_process';
import { accessSync, chmodSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** Debian's package, the program that shows whether it is there, and what cannot be tested without it. */
export const peers = [
  { package: 'qemu-system-x86', program: 'qemu-system-x86_64', tests: 'booting machines' },
  { package: 'bubblewrap', program: 'bwrap', tests: 'what machines see of their host' },
  { package: 'slirp4netns', program: 'slirp4netns', tests: 'the way out of machines' },
  { package: 'nftables', program: 'nft', tests: 'the rules of networks' },
  { package: 'dnsmasq-base', program: 'dnsmasq', tests: 'addresses and names of machines on networks' },
  { package: 'conntrack', program: 'conntrack', tests: 'flows that end with what allowed them' },
  { package: 'rabbitmq-server', program: 'rabbitmq-server', tests: 'the bus on RabbitMQ' },
  {
    package: 'chromium-headless-shell',
    program: 'chromium-headless-shell',
    tests: 'the console in a browser',
  },
  { package: 'rclone', program: 'rclone', tests: 'rclone against object storage' },
  { package: 'python3-swiftclient', program: 'swift', tests: 'the swift command against object storage' },
  { package: 'openssh-client', program: 'ssh-keygen', tests: 'logging in to a machine with a key' },
  { package: 'iproute2', program: 'ss', tests: 'what listens on the network' },
  { package: 'procps', program: 'ps', tests: 'what runs and what is left running' },
  { package: 'openssl', program: 'openssl', tests: 'certificates and password hashes' },
  { package: 'pgbouncer', program: 'pgbouncer', tests: 'databases behind a pooler' },
  { package: 'binutils', program: 'ld', tests: 'that the probe of the hypervisor is its source, assembled' },
  { package: 'fdisk', program: 'sfdisk', tests: 'disks with partitions that are set up for machines' },
  { package: 'ntfs-3g', program: 'mkntfs', tests: 'images of NTFS partitions' },
  { package: 'qemu-utils', program: 'qemu-img', tests: 'images in the formats of other hypervisors' },
  { package: 'socat', program: 'socat', tests: 'forged frames between machines' },
  { package: 'strace', program: 'strace', tests: 'what reaches the disk, seen from the kernel' },
];

const POLICY = '/usr/sbin/policy-rc.d';

/** The peers whose program is nowhere on the PATH or in the administrator's directories. */
export function missingPeers() {
  return peers.filter(({ program }) => !isInstalled(program));
}

/** Installs what is missing where that is possible; a missing peer is an error in CI and a loud notice elsewhere. */
export function installPeers() {
  openTun();
  let missing = missingPeers();
  if (missing.length === 0) return;
  if (isDebianRoot()) {
    aptInstall(missing.map((peer) => peer.package));
    missing = missingPeers();
    if (missing.length === 0) return;
  }
  const command = `apt-get install --no-install-recommends ${missing.map((peer) => peer.package).join(' ')}`;
  const list = missing.map((peer) => `  ${peer.program.padEnd(20)} ${peer.tests}`).join('\n');
  console.error(`\n*** These programs are missing, and the tests that need them will NOT run:\n${list}`);
  console.error(`*** To run them: ${command}\n`);
  if (process.env.CI) throw new Error('In CI every test has to run.');
}

/** Without udev the device of user-mode networks is root's alone; `npm start` does the same for its machines. */
function openTun() {
  if (process.getuid?.() === 0 && existsSync('/dev/net/tun')) chmodSync('/dev/net/tun', 0o666);
}

function isInstalled(program) {
  const directories = [...(process.env.PATH ?? '').split(delimiter), '/usr/local/sbin', '/usr/sbin', '/sbin'];
  return directories.some((directory) => {
    try {
      accessSync(join(directory, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/** Whether Debian's packages can be fetched here. */
export function isDebian() {
  return existsSync('/etc/debian_version') && isInstalled('apt-get');
}

/** Whether they can be installed. */
export function isDebianRoot() {
  return process.getuid?.() === 0 && isDebian();
}

/** Installs packages of Debian, without recommended ones; says so when that fails. */
export function aptInstall(packages) {
  console.error(`Installing ${packages.join(', ')} (once)…`);
  // A package's service must not start by itself: tests start their own, with settings of their own.
  const ownPolicy = !existsSync(POLICY);
  if (ownPolicy) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    apt(['install', '-y', '--no-install-recommends', ...packages], ['update']);
  } finally {
    if (ownPolicy) rmSync(POLICY, { force: true });
  }
}

/** Runs apt-get; when that fails, once more after its lists were renewed. */
function apt(args, first) {
  if (run(args) || (run(first) && run(args))) return;
  console.error('apt-get could not install them.');
}

function run(args) {
  const result = spawnSync('apt-get', ['-qq', '-o', 'DPkg::Lock::Timeout=300', ...args], {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
    encoding: 'utf8',
  });
  if (result.status !== 0)
    console.error(`${result.stdout}${result.stderr}`.trim().split('\n').slice(-5).join('\n'));
  return result.status === 0;
}
