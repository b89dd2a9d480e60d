import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { userNetdev } from '../../network/user-mode.ts';
import { toolEnvironment } from '#platform/run-tool';
import { type Acceleration, type MachineSpec, qemuArguments, SERIAL_LOG } from '../command-line.ts';
import { saysKvmFailed } from '../kvm-failure.ts';
import type { TrialGuest } from './guests.ts';

const DISK = 'disk.raw';
const LOG = 'qemu.log';
const POLL_MS = 50;

/** Of no machine: nobody will take the trial for one. */
const TRIAL_UUID = '00000000-0000-4000-8000-000000000000';

/** A machine as users have them: two processors, since the second one starts in a way of its own. */
function specOf(acceleration: Acceleration): MachineSpec {
  return {
    uuid: TRIAL_UUID,
    incarnation: 'trial',
    acceleration,
    memoryMiB: 128,
    vcpus: 2,
    medium: null,
    waits: false,
    disks: [{ file: DISK, readOnly: true, serial: 'trial' }],
    nics: [
      { id: 'a', mac: 'aa:00:00:00:00:01', netdev: userNetdev({ address: null, sshPort: null }, false) },
    ],
  };
}

/**
 * Runs a guest once, in a machine with the very arguments that users' machines have. Gives null when it got through, else
 * how far it came and what QEMU said, or why it could not be tried at all. Rejects when the signal aborts.
 */
export async function runTrial(
  program: string,
  acceleration: Acceleration,
  guest: TrialGuest,
  signal?: AbortSignal,
): Promise<string | null> {
  let folder: string | undefined;
  try {
    folder = await mkdtemp(join(tmpdir(), 'synnefo-trial-'));
    await guest.place(join(folder, DISK));
    const log = await open(join(folder, LOG), 'a', 0o600);
    const child = spawn(program, qemuArguments(specOf(acceleration)), {
      cwd: folder,
      env: toolEnvironment(),
      stdio: ['ignore', log.fd, log.fd],
    });
    const ended = once(child, 'close').catch(() => undefined);
    try {
      return await watch(folder, guest, { ended, timeoutMs: guest.timeoutMs[acceleration], signal });
    } finally {
      child.kill('SIGKILL');
      await ended;
      await log.close();
    }
  } catch (error) {
    if (!(error instanceof Error && 'syscall' in error && 'code' in error)) throw error;
    return `it could not be set up in ${tmpdir()} (${String(error.code)})`;
  } finally {
    if (folder !== undefined) await rm(folder, { recursive: true, force: true });
  }
}

interface Watch {
  ended: Promise<unknown>;
  timeoutMs: number;
  signal: AbortSignal | undefined;
}

async function watch(
  folder: string,
  guest: TrialGuest,
  { ended, timeoutMs, signal }: Watch,
): Promise<string | null> {
  const deadline = performance.now() + timeoutMs;
  let isOver = false;
  void ended.then(() => (isOver = true));
  for (;;) {
    // The look comes after the question: what was said right before the end counts.
    const last = isOver || performance.now() > deadline;
    const said = await readIfThere(join(folder, SERIAL_LOG));
    if (guest.lastWord.test(said)) return null;
    const complaint = await readIfThere(join(folder, LOG));
    if (last || saysKvmFailed(complaint) || /^bad$/m.test(said)) {
      const how = isOver
        ? 'QEMU ended'
        : last
          ? `it did not come further in ${timeoutMs / 1000} s`
          : 'it stopped';
      return [`${how} after “${lastLine(said)}”`, firstLine(complaint)].filter(Boolean).join(': ');
    }
    await Promise.race([sleep(POLL_MS, undefined, { signal }), ended]);
  }
}

async function readIfThere(path: string): Promise<string> {
  try {
    return await readFile(path, 'latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

function lastLine(said: string): string {
  return linesOf(said).at(-1) ?? 'nothing';
}

function firstLine(complaint: string): string {
  return (linesOf(complaint)[0] ?? '').replace(/^qemu-system-\w+: /, '');
}

function linesOf(text: string): string[] {
  const lines = text.replaceAll(/[^\x20-\x7e\n]/g, '').split('\n');
  return lines.map((line) => line.trim().slice(0, 160)).filter((line) => line !== '');
}
