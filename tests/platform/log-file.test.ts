import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { smallDisk } from '#kit/small-disk';
import { until } from '#kit/until';
import { systemClock } from '#platform/clock';
import { createLog } from '#platform/telemetry/log';
import { type LogFile, openLogFile } from '#platform/telemetry/log-file';

function directoryOf(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'synnefo-log-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

function logIn(t: TestContext, directory: string, options: { maxBytes?: number; kept?: number } = {}) {
  const path = join(directory, 'synnefo.log');
  const file: LogFile = openLogFile({
    path,
    maxBytes: options.maxBytes ?? 0,
    kept: options.kept ?? 3,
    clock: systemClock,
    retryMs: 20,
  });
  t.after(() => file.close(1000));
  return { path, file, log: createLog({ level: 'info', destination: file }) };
}

interface Line {
  n?: number;
  dropped?: number;
  reason?: string;
}

/** Every line is a whole JSON document, but one that a full disk cut. */
function linesOf(path: string): (Line | 'cut')[] {
  if (!existsSync(path)) return [];
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      try {
        return JSON.parse(line) as Line;
      } catch {
        return 'cut';
      }
    });
}

const numbersOf = (path: string): number[] =>
  linesOf(path).flatMap((line) => (line !== 'cut' && line.n !== undefined ? [line.n] : []));

test('T-F6 a log whose disk is full drops and counts lines, holds nobody, and says so when there is room again', async (t) => {
  const disk = smallDisk(t, 16);
  if (disk === undefined) return;
  const { path, log, file } = logIn(t, disk.path);
  log.info({ n: 0 }, 'before');
  await until(() => numbersOf(path).length === 1);
  disk.fill();
  const began = performance.now();
  // `fatal` is what pino flushes at once, on the main thread, where the destination lets it
  for (let n = 1; n <= 20_000; n += 1) log.fatal({ n, text: 'x'.repeat(400) }, 'while it is full');
  let ticks = 0;
  const ticking = setInterval(() => (ticks += 1), 5);
  await until(() => ticks >= 10);
  clearInterval(ticking);
  assert.ok(performance.now() - began < 15_000, 'the process was held');

  disk.makeRoom();
  await until(() => {
    log.info({ n: -1 }, 'after');
    return numbersOf(path).includes(-1);
  });
  await file.close(5000);
  const lines = linesOf(path);
  assert.ok(lines.some((line) => line !== 'cut' && line.reason === 'ENOSPC'));
  const kept = new Set(numbersOf(path));
  const missing = Array.from({ length: 20_000 }, (_, index) => index + 1).filter((n) => !kept.has(n)).length;
  assert.ok(missing > 0);
  const told = lines.reduce((sum, line) => sum + (line === 'cut' ? 0 : (line.dropped ?? 0)), 0);
  assert.ok(told >= missing, `${missing} lines are missing, ${told} are told of`);
});

test('a log that cannot be opened takes lines all the same, and writes when it can', async (t) => {
  const directory = directoryOf(t);
  writeFileSync(join(directory, 'log'), 'a file where the folder should be');
  const path = join(directory, 'log', 'synnefo.log');
  const file = openLogFile({ path, maxBytes: 0, kept: 1, clock: systemClock, retryMs: 20 });
  t.after(() => file.close(1000));
  file.write('{"n":1}\n');
  await new Promise((resolve) => setTimeout(resolve, 60));
  rmSync(join(directory, 'log'));
  mkdirSync(join(directory, 'log'));
  file.write('{"n":2}\n');
  await until(() => readdirSync(join(directory, 'log')).length === 1 && numbersOf(path).includes(2));
  assert.equal(
    linesOf(path).some((line) => line !== 'cut' && line.reason === 'ENOTDIR'),
    true,
  );
});

test('a log that has grown to its bound is put aside, and so many of the older ones stay', async (t) => {
  const directory = directoryOf(t);
  const { path, log, file } = logIn(t, directory, { maxBytes: 2000, kept: 2 });
  for (let n = 1; n <= 60; n += 1) {
    log.info({ n, text: 'x'.repeat(100) }, 'line');
    await new Promise((resolve) => setImmediate(resolve));
    await until(
      () =>
        numbersOf(path).includes(n) ||
        readdirSync(directory).some((name) => numbersOf(join(directory, name)).includes(n)),
    );
  }
  await file.close(1000);
  assert.deepEqual(readdirSync(directory).sort(), ['synnefo.log', 'synnefo.log.1', 'synnefo.log.2']);
  const numbers = ['synnefo.log.2', 'synnefo.log.1', 'synnefo.log'].flatMap((name) =>
    numbersOf(join(directory, name)),
  );
  assert.equal(numbers.at(-1), 60);
  assert.deepEqual(
    numbers,
    Array.from(numbers, (_, index) => 61 - numbers.length + index),
  );
});

test('a log that somebody else has moved goes on under its name: at once when told so, else by itself', async (t) => {
  const directory = directoryOf(t);
  const { path, log, file } = logIn(t, directory);
  log.info({ n: 1 }, 'line');
  await until(() => numbersOf(path).length === 1);
  renameSync(path, `${path}.moved`);
  file.reopen();
  log.info({ n: 2 }, 'line');
  await until(() => readdirSync(directory).includes('synnefo.log') && numbersOf(path).includes(2));
  renameSync(path, `${path}.again`);
  await until(() => {
    log.info({ n: 3 }, 'line');
    return readdirSync(directory).includes('synnefo.log') && numbersOf(path).includes(3);
  });
});
