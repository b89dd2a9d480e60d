import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

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
