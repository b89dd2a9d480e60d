import { access, chown, constants, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInstalled, runTool, ToolError } from '#platform/run-tool';
import { fileIdentity, programIdentity } from './host-identity.ts';
import { keptOr } from './kept.ts';
import { BRIDGE_HELPER } from '../network/bridge-helper.ts';
import { lastUid } from './owner.ts';
import { sandboxed } from './sandbox.ts';

/** Whether machines have a way out to the world, which leads past their host. */
export interface OutboundState {
  outbound: boolean;
  /** Why they have none, in one sentence with the command that helps; null when they have. */
  outboundReason: string | null;
  /** Whether machines can be on networks with one another. */
  networks: boolean;
  /** Why they cannot, in one sentence with the command that helps; null when they can. */
  networksReason: string | null;
}

type SandboxState = Pick<OutboundState, 'outbound' | 'outboundReason'>;

/** What the sandbox is made with, beside what every Debian has: the program and its package. */
const tools = { bwrap: 'bubblewrap', slirp4netns: 'slirp4netns', ip: 'iproute2' };

/** What slirp4netns makes its end of the network with. Where there is udev, everybody may open it. */
export const TUN_DEVICE = '/dev/net/tun';

/** What networks are made with beside that. */
const networkTools = {
  nft: 'nftables',
  dnsmasq: 'dnsmasq-base',
  [BRIDGE_HELPER]: 'qemu-system-common',
};

const PROBE_TIMEOUT_MS = 15_000;

/** Switches of kernels that keep user namespaces from ordinary users, and the value that gives them. */
const switches: [name: string, off: string, on: string][] = [
  ['kernel.unprivileged_userns_clone', '0', '1'],
  ['kernel.apparmor_restrict_unprivileged_userns', '1', '0'],
  ['user.max_user_namespaces', '0', '10000'],
];

/** What the trial of a sandbox takes. */
export interface SandboxProbe {
  /** QEMU. */
  program: string;
  signal?: AbortSignal | undefined;
  fresh?: boolean;
}

/**
 * Finds out whether machines can have a way out by running this QEMU in a sandbox as a machine does, to say its version. That
 * they have is kept in the file, and holds as long as host, programs and the kernel's switches are the same.
 */
export async function probeOutbound(
  probe: SandboxProbe,
  { file, hostKey }: { file: string; hostKey: string },
): Promise<OutboundState> {
  const programs = [probe.program, ...Object.keys(tools), 'unshare', 'nsenter', 'prlimit'];
  const facts = [
    hostKey,
    ...(await Promise.all(programs.map(programIdentity))),
    ...(await Promise.all(switches.map(([name]) => readSwitch(name)))),
    await fileIdentity(TUN_DEVICE),
  ];
  const kept = { file, key: JSON.stringify(facts), fresh: probe.fresh };
  const state = await keptOr(
    kept,
    () => trySandbox(probe),
    ({ outbound }) => outbound,
  );
  return { ...state, ...(await networkState(state)) };
}

/** Networks need what sandboxes need, and programs of their own. */
async function networkState({
  outboundReason,
}: SandboxState): Promise<Pick<OutboundState, 'networks' | 'networksReason'>> {
  const missing = await missingOf(networkTools);
  const networksReason = outboundReason ?? (missing.length > 0 ? installSentence(missing) : null);
  return { networks: networksReason === null, networksReason };
}

async function trySandbox({ program, signal }: SandboxProbe): Promise<SandboxState> {
  const missing = await missingOf(tools);
  if (missing.length > 0) return closed(installSentence(missing));
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(tmpdir(), 'synnefo-probe-'));
    const user = process.getuid?.() === 0 ? lastUid(await readFile('/proc/self/uid_map', 'utf8')) : undefined;
    if (user !== undefined) await chown(folder, user, user);
    const { program: first, args } = sandboxed(
      { program, args: ['--version'] },
      { incarnation: 'probe', closedNetworks: [] },
    );
    await runTool(first, args, {
      cwd: folder,
      timeoutMs: PROBE_TIMEOUT_MS,
      ...(signal === undefined ? {} : { signal }),
      ...(user === undefined ? {} : { owner: { uid: user, gid: user } }),
    });
    return { outbound: true, outboundReason: null };
  } catch (error) {
    if (error instanceof ToolError) return closed(await explain(error.message));
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error;
    return closed(`their sandbox could not be tried in ${tmpdir()} (${String(error.code)}).`);
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

function installSentence(missing: string[]): string {
  const command = `apt-get install --no-install-recommends ${missing.join(' ')}`;
  return `${missing.join(' and ')} not installed. Install with: ${command}`;
}

function closed(outboundReason: string): SandboxState {
  return { outbound: false, outboundReason };
}

/** Debian's packages of sandboxes and networks whose programs are not there. */
export function missingPackages(): Promise<string[]> {
  return missingOf({ ...tools, ...networkTools });
}

async function missingOf(wanted: Record<string, string>): Promise<string[]> {
  const missing: string[] = [];
  for (const [name, pack] of Object.entries(wanted)) if (!(await isThere(name))) missing.push(pack);
  return missing;
}

function isThere(program: string): Promise<boolean> {
  return program.startsWith('/') ? may(program, constants.X_OK) : isInstalled(program);
}

async function explain(complaint: string): Promise<string> {
  for (const [name, off, on] of switches) {
    if ((await readSwitch(name)) === off) {
      return `the kernel keeps user namespaces from ordinary users. Allow them with: sysctl -w ${name}=${on}`;
    }
  }
  if (complaint.includes(TUN_DEVICE)) {
    const command = (await may(TUN_DEVICE, constants.F_OK)) ? `chmod 666 ${TUN_DEVICE}` : 'modprobe tun';
    return `they may not open ${TUN_DEVICE}. Allow it with: ${command}`;
  }
  const last = complaint.trim().split('\n').at(-1) ?? '';
  return `their sandbox does not work here (${last.slice(0, 200)}).`;
}

async function readSwitch(name: string): Promise<string | null> {
  const value = await readFile(`/proc/sys/${name.replaceAll('.', '/')}`, 'utf8').catch(() => null);
  return value?.trim() ?? null;
}

async function may(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
