import assert from 'node:assert/strict';
import { chmod, mkdir, readdir, readFile, readlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { runTool, ToolError } from '#platform/run-tool';
import { craftedHeaders } from './kit/crafted-headers.ts';
import { cannotBoot, createBody, machinesOf, storeImage, testDirectory } from './kit/host.ts';
import { startManager } from './kit/manager.ts';

test('T-C1 14 crafted headers boot as garbage disks, and neither QEMU nor the manager opens the file they name', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const directory = await testDirectory(t);
  await mkdir(join(directory, 'once'));
  const canary = join(directory, 'canary-of-the-host');
  await writeFile(canary, 'host secret');
  await chmod(canary, 0o644);
  const headers = craftedHeaders(canary);
  assert.equal(Object.keys(headers).length, 14);
  const trace = join(directory, 'trace');
  const strace = await hasStrace();
  if (!strace) t.diagnostic('strace is missing: only what stays open is looked at');
  const under = strace
    ? ['strace', '-f', '-qq', '--seccomp-bpf', '-e', 'trace=open,openat,openat2', '-o', trace]
    : [];
  const { rapi } = await startManager(directory, under);
  for (const [title, header] of Object.entries(headers)) {
    const file = join(directory, 'upload');
    await writeFile(file, header);
    const image = await storeImage(directory, file);
    const job = await rapi.run(
      'POST',
      '/2/instances',
      createBody('snf-1', image, { disks: [{ name: 'v', size: 2 }] }),
    );
    assert.equal(job.status, 'success', `${title}: ${JSON.stringify(job.opresult)}`);
    const [machine] = await machinesOf(directory);
    assert.ok(
      (await openFiles(machine!.identity.pid)).every((path) => path !== canary),
      title,
    );
    assert.equal((await rapi.run('DELETE', '/2/instances/snf-1')).status, 'success');
  }
  if (!strace) return;
  const opened = await readFile(trace, 'utf8');
  assert.ok(opened.includes('disk-'), 'the trace shows what QEMU opens');
  assert.ok(!opened.includes('canary-of-the-host'));
});

async function openFiles(pid: number): Promise<string[]> {
  const names = await readdir(`/proc/${pid}/fd`);
  return Promise.all(names.map((name) => readlink(`/proc/${pid}/fd/${name}`).catch(() => '')));
}

async function hasStrace(): Promise<boolean> {
  try {
    await runTool('strace', ['--version']);
    return true;
  } catch (error) {
    if (error instanceof ToolError) return false;
    throw error;
  }
}
