import { access, chown, constants, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInstalled, runTool, ToolError } from '#platform/run-tool';
import { fileIdentity, programIdentity } from './host-identity.ts';
import { keptOr } from './kept.ts';
import { lastUid } from './owner.ts';
import { sandboxed } from './sandbox.ts';

/** Whether machines have a way out to the world, which leads past their host. */
export interface OutboundState {
  outbound: boolean;
  /** Why they have none, in one sentence with the command that helps; null when they have. */
  outboundReason: string | null;
}

/** What the sandbox is made with, beside what every Debian has: the program and its package. */
const tools = { bwrap: 'bubblewrap', slirp4netns: 'slirp4netns', ip: 'iproute2' };

/** What slirp4netns makes its end of the network with. Where there is udev, everybody may open it. */
export const TUN_DEVICE = '/dev/net/tun';

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
  return keptOr(
    kept,
    () => trySandbox(probe),
    ({ outbound }) => outbound,
  );
}

async function trySandbox({ program, signal }: SandboxProbe): Promise<OutboundState> {
  const missing = await missingPackages();
  if (missing.length > 0) {
    const command = `apt-get install --no-install-recommends ${missing.join(' ')}`;
    return closed(`${missing.join(' and ')} not installed. Install with: ${command}`);
  }
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

function closed(outboundReason: string): OutboundState {
  return { outbound: false, outboundReason };
}

/** Debian's packages whose programs are not there. */
export async function missingPackages(): Promise<string[]> {
  const missing: string[] = [];
  for (const [name, pack] of Object.entries(tools)) if (!(await isInstalled(name))) missing.push(pack);
  return missing;
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
