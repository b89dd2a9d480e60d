import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { probeHypervisor, VERDICTS, verdictKey } from '#vmhost/qemu/acceleration';
import { hostIdentity } from '#vmhost/qemu/host-identity';
import type { AccelerationWish } from '#vmhost/qemu/verdict';

const SOURCE = join(import.meta.dirname, 'lying-qemu.pl');

/**
 * A program that stands for QEMU on a host whose KVM lies: its machines stop by themselves under KVM, `seconds` after their
 * start, and run when emulated.
 */
export async function lyingQemu(t: TestContext, seconds = 0): Promise<string> {
  // The machine's own user must be able to run it.
  const folder = await mkdtemp(join(tmpdir(), 'snf-qemu-'));
  await chmod(folder, 0o755);
  t.after(() => rm(folder, { recursive: true }));
  const program = join(folder, 'qemu-system-x86_64');
  await writeFile(program, (await readFile(SOURCE, 'utf8')).replace('time + MOMENT', `time + ${seconds}`));
  await chmod(program, 0o755);
  return program;
}

/** Puts a verdict into a data directory that KVM is to be trusted, as if its trials had gone well by chance. */
export async function trustKvm(directory: string, program: string, wish: AccelerationWish): Promise<void> {
  const folder = join(directory, 'vmhost');
  await mkdir(folder, { recursive: true });
  const probe = { folder, program, wish };
  const { qemu } = await probeHypervisor({ ...probe, wish: 'kvm' });
  const key = await verdictKey(probe, await hostIdentity(), qemu!);
  const state = { acceleration: 'kvm', reason: null, emulationReason: null };
  await writeFile(join(folder, VERDICTS.acceleration), JSON.stringify({ key, state }));
}
