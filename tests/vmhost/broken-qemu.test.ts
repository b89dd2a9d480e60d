import assert from 'node:assert/strict';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { ClusterDocument } from '#contract/ganeti';
import { cannotBoot, createBody, machinesOf, startHost, testDirectory } from './kit/host.ts';

const blank = createBody('snf-1', null, { disks: [{ name: 'v', size: 4 }] });

test('without QEMU everything answers, and a new machine is refused with the command that helps', async (t) => {
  const directory = await testDirectory(t);
  const { rapi } = await startHost(directory, { VMHOST_QEMU: '/nowhere/qemu-system-x86_64' });
  const { embedded } = ClusterDocument.parse((await rapi.call('GET', '/2/info')).json);
  assert.equal(embedded!.acceleration, null);
  const job = await rapi.run('POST', '/2/instances', blank);
  const [[kind, [text, code]]] = job.opresult as [[string, [string, string]]];
  assert.deepEqual([job.status, kind, code], ['error', 'OpPrereqError', 'hypervisor_missing']);
  assert.match(text, /QEMU is not installed\. Install it with: apt-get install/);
  assert.equal(await rapi.instance('snf-1'), undefined);
});

test('a QEMU that dies while it starts leaves a stopped machine, its last words, and nothing running', async (t) => {
  const skip = await cannotBoot();
  if (skip !== false) return t.skip(skip);
  const directory = await testDirectory(t);
  // The machine's own user must be able to run it.
  const folder = await mkdtemp(join(tmpdir(), 'snf-qemu-'));
  await chmod(folder, 0o755);
  t.after(() => rm(folder, { recursive: true }));
  const program = join(folder, 'qemu-system-x86_64');
  const script = `#!/bin/sh\ncase "$*" in *unix:qmp-trial,*) ;; *-uuid*) echo "qemu-system-x86_64: cannot set up guest memory" >&2; exit 1;; esac\nexec /usr/bin/qemu-system-x86_64 "$@"\n`;
  await writeFile(program, script);
  await chmod(program, 0o755);
  const { rapi } = await startHost(directory, { VMHOST_QEMU: program });
  const job = await rapi.run('POST', '/2/instances', blank);
  assert.deepEqual(job.opresult, [
    ['OpExecError', ['QEMU could not be started: cannot set up guest memory']],
  ]);
  assert.equal((await rapi.instance('snf-1'))!.oper_state, false);
  assert.deepEqual(await machinesOf(directory), []);
  assert.equal((await rapi.run('DELETE', '/2/instances/snf-1')).status, 'success');
});
