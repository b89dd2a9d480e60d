// Runs test files in processes of a few files each: `run-files.ts CONCURRENCY TIMEOUT_MS FILES_A_PROCESS FILE…`. They begin in
// the order they are given in. What the processes print goes on line by line, events as `scripts/test.ts` counts them.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { FinishedTest } from './test-events.ts';

/** Of what a process writes for people: so many lines are shown with a failure. */
const KEPT_LINES = 15;

const [concurrency = '', timeout = '', filesAProcess = '', ...files] = process.argv.slice(2);
const timeoutMs = Number(timeout);
const waiting: string[][] = [];
for (let at = 0; at < files.length; at += Number(filesAProcess))
  waiting.push(files.slice(at, at + Number(filesAProcess)));
await Promise.all(Array.from({ length: Number(concurrency) }, runWaiting));

async function runWaiting(): Promise<void> {
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) await runTogether(next);
}

/** One after the other in one process, which loads what they share once. */
async function runTogether(together: readonly string[]): Promise<void> {
  const reporter = join(import.meta.dirname, 'test-events.ts');
  const child = spawn(
    process.execPath,
    [
      '--test',
      `--test-reporter=${reporter}`,
      `--test-timeout=${timeoutMs}`,
      '--test-isolation=none',
      ...together,
    ],
    // one that something keeps alive after its last test would hold the run for ever
    { stdio: ['ignore', 'pipe', 'pipe'], timeout: timeoutMs * together.length, killSignal: 'SIGKILL' },
  );
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  const written: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => keepLast(written, line));
  let hasFailed = false;
  for await (const line of createInterface({ input: child.stdout })) {
    const isFailure = line.includes('"outcome":"failed"');
    hasFailed ||= isFailure;
    process.stdout.write(`${isFailure ? withWritten(line, written) : line}\n`);
  }
  const [code, signal] = await ended;
  if (code === 0) return;
  process.exitCode = 1;
  if (hasFailed) return;
  const failure = `its process ended with ${code ?? signal}; it ran ${together.join(', ')}`;
  const event = {
    title: 'a file of these',
    file: together[0],
    line: 0,
    outcome: 'failed',
    milliseconds: 0,
    failure,
  };
  process.stdout.write(`${JSON.stringify({ ...event, written })}\n`);
}

function keepLast(lines: string[], line: string): void {
  if (line !== '') lines.push(line);
  if (lines.length > KEPT_LINES) lines.shift();
}

/** The failure with what the process has written by then. */
function withWritten(line: string, written: readonly string[]): string {
  return JSON.stringify({ ...(JSON.parse(line) as FinishedTest), written });
}
