import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { runTool, ToolError } from '#platform/run-tool';
import type { Acceleration } from './command-line.ts';
import { fileIdentity, type HostIdentity, hostIdentity, programIdentity } from './host-identity.ts';
import { keptOr } from './kept.ts';
import { type OutboundState, probeOutbound } from './outbound.ts';
import { kernelGuest, stepsGuest, type TrialGuest } from './trial/guests.ts';
import { runTrial } from './trial/run.ts';
import { type AccelerationWish, doubtAboutKvm } from './verdict.ts';

/** What this host can run machines with, and whether they have a way out. */
export type HypervisorState = AccelerationState & OutboundState;

interface AccelerationState {
  acceleration: Acceleration | null;
  /** Version of QEMU, or null when there is none. */
  qemu: string | null;
  /** Why no machine can run, in one sentence; null when they can. */
  reason: string | null;
  /** Why machines are emulated, in a few words; null when they are not. */
  emulationReason: string | null;
  /** Names what the verdict hangs on: another host, kernel or QEMU has another one. Null without QEMU. */
  verdict: string | null;
}

type Judgement = Omit<AccelerationState, 'qemu' | 'verdict'>;

/** How to find out what machines can run with. */
export interface Probe {
  /** Where verdicts are kept. */
  folder: string;
  /** QEMU. */
  program: string;
  wish: AccelerationWish;
  /** A disk with a real kernel, such as the sample image. */
  kernel?: string | undefined;
  /** Once it aborts nothing is tried any more, and what was not found out counts as not there. */
  signal?: AbortSignal | undefined;
  /** Everything is tried again, whatever was found out before. */
  fresh?: boolean;
}

/** Files with verdicts, in the probe's folder. */
export const VERDICTS = { acceleration: 'acceleration.json', sandbox: 'sandbox.json' };

const INSTALL_COMMAND = 'apt-get install --no-install-recommends qemu-system-x86';

/** Raised when trials change, so that older verdicts count no longer. */
const TRIALS = 1;

/** Finds out how machines can run by running some, and whether they have a way out by trying their sandbox. */
export async function probeHypervisor(probe: Probe): Promise<HypervisorState> {
  const host = await hostIdentity();
  const [acceleration, outbound] = await Promise.all([
    probeAcceleration(probe, host),
    probeOutbound(probe, { file: join(probe.folder, VERDICTS.sandbox), hostKey: host.key }),
  ]);
  return { ...acceleration, ...outbound };
}

async function probeAcceleration(probe: Probe, host: HostIdentity): Promise<AccelerationState> {
  const qemu = await qemuVersion(probe.program);
  if (qemu === null) {
    return {
      acceleration: null,
      qemu,
      reason: `QEMU is not installed. Install it with: ${INSTALL_COMMAND}`,
      emulationReason: null,
      verdict: null,
    };
  }
  const key = await verdictKey(probe, host, qemu);
  const kept = {
    file: join(probe.folder, VERDICTS.acceleration),
    key,
    fresh: probe.fresh,
  };
  const worthKeeping = ({ acceleration }: Judgement): boolean =>
    acceleration !== null && probe.signal?.aborted !== true;
  const judgement = await keptOr(kept, () => judge(probe, host), worthKeeping);
  return { ...judgement, qemu, verdict: createHash('sha256').update(key).digest('hex') };
}

/** Everything that a verdict hangs on: this QEMU, this boot of this host, and what there is to try. */
export async function verdictKey(
  { program, wish, kernel }: Probe,
  host: HostIdentity,
  qemu: string,
): Promise<string> {
  const tried =
    wish === 'auto' && host.kvm !== null && kernel !== undefined ? await fileIdentity(kernel) : null;
  return JSON.stringify([TRIALS, wish, host.key, await programIdentity(program), qemu, tried]);
}

async function judge(probe: Probe, host: HostIdentity): Promise<Judgement> {
  const { wish, kernel } = probe;
  const run = (acceleration: Acceleration, guest: TrialGuest): Promise<string | null> =>
    runTrial(probe.program, acceleration, guest, probe.signal).catch((error: unknown) => {
      if (probe.signal?.aborted === true) return 'it was not tried to the end';
      throw error;
    });
  if (wish === 'kvm') return forcedKvm(host);
  const doubt =
    wish === 'tcg'
      ? 'VMHOST_ACCELERATION is tcg'
      : await doubtAboutKvm(
          { device: host.kvm !== null, hardware: host.hardware, kernel: kernel !== undefined },
          (name) => run('kvm', name === 'kernel' ? kernelGuest(kernel!) : stepsGuest),
        );
  if (doubt === null) return { acceleration: 'kvm', reason: null, emulationReason: null };
  const failure = await run('tcg', stepsGuest);
  if (failure === null) return { acceleration: 'tcg', reason: null, emulationReason: doubt };
  const reason = `QEMU is installed, but a test machine did not start in it: ${failure}.`;
  return { acceleration: null, reason, emulationReason: null };
}

/** The operator answers for it: nothing is tried. */
function forcedKvm({ kvm }: HostIdentity): Judgement {
  if (kvm !== null) return { acceleration: 'kvm', reason: null, emulationReason: null };
  const reason = 'VMHOST_ACCELERATION is kvm, and this host has no /dev/kvm. Set it to auto to emulate.';
  return { acceleration: null, reason, emulationReason: null };
}

async function qemuVersion(program: string): Promise<string | null> {
  try {
    const said = await runTool(program, ['--version'], { timeoutMs: 10_000 });
    return /version (\d+(?:\.\d+)+)/.exec(said)?.[1] ?? null;
  } catch (error) {
    if (error instanceof ToolError) return null;
    throw error;
  }
}
