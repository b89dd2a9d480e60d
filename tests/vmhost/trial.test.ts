import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { sampleImage } from '#kit/sample-image';
import { type HypervisorState, probeHypervisor } from '#vmhost/qemu/acceleration';
import { prepareHypervisor } from '#vmhost/prepare';
import { keptOr } from '#vmhost/qemu/kept';
import { QEMU } from '#vmhost/qemu/machine';
import { kernelGuest, stepsGuest } from '#vmhost/qemu/trial/guests';
import { runTrial } from '#vmhost/qemu/trial/run';
import { isInstalled, runTool } from '#platform/run-tool';
import { type VmhostSettings, vmhostSettings } from '#vmhost/settings';
import { readSettings } from '#platform/settings';
import { cannotBoot } from './kit/host.ts';
import { lyingQemu } from './kit/lying-qemu.ts';

async function temporary(t: TestContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'snf-trial-test-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

test('a processor that works gets our guest through all its steps, and a kernel to its first process', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  assert.equal(await runTrial(QEMU, 'tcg', stepsGuest), null);
  assert.equal(await runTrial(QEMU, 'tcg', kernelGuest((await sampleImage()).path)), null);
});

test('a guest that is stopped by KVM fails its trial at once, with what QEMU said', async (t) => {
  const began = performance.now();
  const failure = await runTrial(await lyingQemu(t), 'kvm', stepsGuest);
  assert.match(failure ?? '', /^it stopped after “real”: KVM internal error\. Suberror: 1$/);
  assert.ok(performance.now() - began < stepsGuest.timeoutMs.kvm);
});

test('where trials have no room nothing can run, with the reason, and asking does not fail', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const folder = await temporary(t);
  const before = process.env['TMPDIR'];
  t.after(() => {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  });
  process.env['TMPDIR'] = join(folder, 'missing');
  const state = await probeHypervisor({ folder, program: QEMU, wish: 'auto' });
  assert.deepEqual([state.acceleration, state.outbound], [null, false]);
  assert.match(state.reason!, /a test machine did not start in it: it could not be set up in .*ENOENT/);
});

test('a data directory without a place for the hypervisor manager is one sentence, and a kept verdict that cannot be read none', async (t) => {
  const folder = await temporary(t);
  const settings = readSettings(vmhostSettings, { environment: {} }) as VmhostSettings;
  await writeFile(join(folder, 'vmhost'), '');
  await assert.rejects(prepareHypervisor(folder, settings), {
    name: 'StartError',
    message: /^The folder \/.*\/vmhost cannot be made \(EEXIST.*--data-dir\.$/,
  });
  await mkdir(join(folder, 'acceleration.json'));
  const kept = { file: join(folder, 'acceleration.json'), key: 'key' };
  assert.equal(
    await keptOr(
      kept,
      async () => 'found',
      () => true,
    ),
    'found',
  );
});

test('a verdict is kept for the same host, program and wish, and found out again for others', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const folder = await temporary(t);
  const program = await lyingQemu(t);
  const probe = (wish: 'auto' | 'tcg'): Promise<HypervisorState> =>
    probeHypervisor({ folder, program, wish });
  const kept = (): Promise<string> => readFile(join(folder, 'acceleration.json'), 'utf8');
  assert.equal((await probe('tcg')).acceleration, 'tcg');
  const first = await kept();
  await probe('tcg');
  assert.equal(await kept(), first);
  assert.equal((await probe('auto')).acceleration, 'tcg');
  assert.notEqual(await kept(), first);
});

test('the guest is what its source assembles to', async (t) => {
  if (!(await isInstalled('as')) || !(await isInstalled('ld'))) return t.skip('binutils are not installed');
  const folder = await temporary(t);
  const source = join(import.meta.dirname, '../../src/vmhost/qemu/trial');
  await runTool('as', ['--64', '-o', join(folder, 'guest.o'), join(source, 'guest.s')]);
  await runTool('ld', [
    ...['-m', 'elf_x86_64', '--oformat', 'binary', '-Ttext', '0x7c00', '-e', 'start'],
    ...['-o', join(folder, 'guest.bin'), join(folder, 'guest.o')],
  ]);
  assert.ok((await readFile(join(folder, 'guest.bin'))).equals(await readFile(join(source, 'guest.bin'))));
});
