import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { qemuWords } from '../qemu/words.ts';
import { endOfFile } from './end-of-file.ts';
import { readSerialLog, shortenSerialLog } from './serial-log.ts';

test('of a log the end is read, and what a machine puts in its place is neither followed nor waited for', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'snf-logs-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'qemu.log');
  const put = async (make: () => unknown): Promise<void> => {
    await rm(path, { force: true, recursive: true });
    await make();
  };
  assert.equal(await endOfFile(path, 8), '', 'there is none');
  await put(() => writeFile(path, 'first\nlast\n'));
  assert.deepEqual([await endOfFile(path, 5), await endOfFile(path, 99)], ['last\n', 'first\nlast\n']);
  assert.deepEqual([await qemuWords(folder, 'first'), await qemuWords(folder, 'last')], ['first', 'last']);
  await truncate(path, 2 ** 40);
  assert.equal((await endOfFile(path, 16)).length, 16, 'of a terabyte only the end is read');
  for (const make of [
    () => execFileSync('mkfifo', [path]),
    () => symlink('/etc/hostname', path),
    () => mkdir(path),
  ]) {
    await put(make);
    assert.equal(await endOfFile(path, 16), '');
    assert.equal(await qemuWords(folder, 'last'), '');
  }
});

test('a serial log is shortened past a pipe that lies where its older half goes', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'snf-logs-'));
  t.after(() => rm(folder, { recursive: true }));
  const path = join(folder, 'serial.log');
  execFileSync('mkfifo', [`${path}.1`]);
  await writeFile(path, `${'x'.repeat(600 * 1024)}end`);
  await shortenSerialLog(folder);
  assert.equal((await readFile(path)).length, 0);
  assert.match(await readSerialLog(folder), /^x{524285}end$/);
  await rm(path);
  execFileSync('mkfifo', [path]);
  await shortenSerialLog(folder);
  assert.equal((await readSerialLog(folder)).length, 512 * 1024);
  // a link, a folder, nothing: the machine's own business, and no error of every round
  for (const make of [() => symlink('/etc/hostname', path), () => mkdir(path), async () => undefined]) {
    await rm(path, { force: true, recursive: true });
    await make();
    await shortenSerialLog(folder);
  }
  assert.notEqual((await readFile('/etc/hostname')).length, 0);
});
