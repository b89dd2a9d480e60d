import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runTool, ToolError, toolEnvironment } from '../run-tool.ts';
import type { Acceleration } from './command-line.ts';
import { QEMU } from './machine.ts';
import { type OutboundState, probeOutbound } from './outbound.ts';

/** What this host can run machines with, and whether they have a way out. */
export type HypervisorState = AccelerationState & OutboundState;

interface AccelerationState {
  acceleration: Acceleration | null;
  /** Version of QEMU, or null when there is none. */
  qemu: string | null;
  /** Why no machine can run, in one sentence; null when they can. */
  reason: string | null;
}

export const INSTALL_COMMAND = 'apt-get install --no-install-recommends qemu-system-x86';

/** Time for a guest of ten bytes to say that it runs. An emulated one needs 0.2 s on an idle machine. */
const PROBE_TIMEOUT_MS = 15_000;
const KVM_PROBE_TIMEOUT_MS = 5_000;
/** Value written to the exit port, and what QEMU makes of it. */
const EXIT_VALUE = 0x10;
const EXIT_CODE = (EXIT_VALUE << 1) | 1;
/** The firmware does not start from a disk of a single sector. */
const PROBE_DISK_BYTES = 1024 * 1024;

/**
 * Finds out how machines can run by running one, and whether they have a way out by trying their sandbox. Once the signal
 * aborts nothing is tried any more, and what was not found out counts as not there.
 */
export async function probeHypervisor(
  cacheFile: string,
  program = QEMU,
  signal?: AbortSignal,
): Promise<HypervisorState> {
  const [acceleration, outbound] = await Promise.all([
    probeAcceleration(cacheFile, program, signal),
    probeOutbound(program, signal),
  ]);
  return { ...acceleration, ...outbound };
}

/**
 * Runs a boot sector that ends its machine through a port. The presence of `/dev/kvm` proves nothing. The answer is kept in
 * `cacheFile` for this QEMU and this boot of the host.
 */
async function probeAcceleration(
  cacheFile: string,
  program: string,
  signal: AbortSignal | undefined,
): Promise<AccelerationState> {
  const qemu = await qemuVersion(program);
  if (qemu === null) {
    return { acceleration: null, qemu, reason: `QEMU is not installed. Install it with: ${INSTALL_COMMAND}` };
  }
  const key = JSON.stringify([program, qemu, await bootId(), await kvmDevice(), process.getuid?.() ?? null]);
  const cached = await readCache(cacheFile);
  if (cached?.key === key) return cached.state;
  const acceleration = await firstWorking((acceleration, timeoutMs) =>
    boots(program, acceleration, { timeoutMs, signal }),
  );
  const reason = acceleration === null ? 'QEMU is installed, but a test machine did not start in it.' : null;
  const state = { acceleration, qemu, reason };
  if (acceleration !== null) {
    await writeFile(`${cacheFile}.new`, JSON.stringify({ key, state }), { mode: 0o600 });
    await rename(`${cacheFile}.new`, cacheFile);
  }
  return state;
}

async function firstWorking(
  works: (acceleration: Acceleration, timeoutMs: number) => Promise<boolean>,
): Promise<Acceleration | null> {
  if ((await kvmDevice()) !== null && (await works('kvm', KVM_PROBE_TIMEOUT_MS))) return 'kvm';
  return (await works('tcg', PROBE_TIMEOUT_MS)) ? 'tcg' : null;
}

/** How long a test machine may take, and what ends it before. */
interface Limits {
  timeoutMs: number;
  signal: AbortSignal | undefined;
}

async function boots(program: string, acceleration: Acceleration, limits: Limits): Promise<boolean> {
  const folder = await mkdtemp(join(tmpdir(), 'synnefo-probe-'));
  try {
    await writeFile(join(folder, 'probe.raw'), bootSector());
    return (await runProbe(program, acceleration, folder, limits)) === EXIT_CODE;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** mov dx, 0xf4; mov al, value; out dx, al; hlt; and the mark of a boot sector. */
function bootSector(): Buffer {
  const sector = Buffer.alloc(PROBE_DISK_BYTES);
  sector.set([0xba, 0xf4, 0x00, 0xb0, EXIT_VALUE, 0xee, 0xf4, 0xeb, 0xfd]);
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}

function runProbe(
  program: string,
  acceleration: Acceleration,
  folder: string,
  { timeoutMs, signal }: Limits,
): Promise<number | null> {
  const disk = {
    driver: 'raw',
    'node-name': 'probe',
    'read-only': true,
    file: { driver: 'file', filename: 'probe.raw' },
  };
  const args = [
    [
      '-nodefaults',
      '-no-user-config',
      '-display',
      'none',
      '-m',
      '32',
      '-machine',
      'q35,usb=off,sata=off,smbus=off',
    ],
    acceleration === 'kvm' ? ['-accel', 'kvm', '-cpu', 'host'] : ['-accel', 'tcg,tb-size=8', '-cpu', 'max'],
    [
      '-blockdev',
      JSON.stringify(disk),
      '-device',
      JSON.stringify({ driver: 'virtio-blk-pci', drive: 'probe', bootindex: 1 }),
    ],
    ['-device', 'isa-debug-exit,iobase=0xf4,iosize=4'],
    ['-sandbox', 'on,obsolete=deny,elevateprivileges=deny,spawn=deny,resourcecontrol=deny'],
  ].flat();
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: folder,
      env: toolEnvironment(),
      stdio: 'ignore',
      timeout: timeoutMs,
      killSignal: 'SIGKILL',
      ...(signal === undefined ? {} : { signal }),
    });
    child.once('error', () => resolve(null));
    child.once('exit', (code) => resolve(code));
  });
}

async function qemuVersion(program: string): Promise<string | null> {
  try {
    return (
      /version (\d+(?:\.\d+)+)/.exec(await runTool(program, ['--version'], { timeoutMs: 10_000 }))?.[1] ??
      null
    );
  } catch (error) {
    if (error instanceof ToolError) return null;
    throw error;
  }
}

async function bootId(): Promise<string> {
  return (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim();
}

/** Group of `/dev/kvm`, or null when there is no such device. */
export async function kvmDevice(): Promise<number | null> {
  try {
    return (await stat('/dev/kvm')).gid;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}

async function readCache(file: string): Promise<{ key: string; state: AccelerationState } | undefined> {
  try {
    return JSON.parse(await readFile(file, 'utf8')) as { key: string; state: AccelerationState };
  } catch (error) {
    if (error instanceof SyntaxError || (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
