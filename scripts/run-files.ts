// Runs test files in this process, one after the other: `node scripts/run-files.ts MILLISECONDS FILE…`, with the time that
// one test may take. What ends goes to standard output, one JSON line each.
import asyncHooks, { createHook } from 'node:async_hooks';
import { writeSync } from 'node:fs';
import { flushCompileCache } from 'node:module';
import type { TestEvent } from 'node:test/reporters';

import { processorSeconds } from './processor-time.ts';
import testEvents, { type FinishedProcess } from './test-events.ts';

// Node's runner follows each promise, to say of which test an error is that nobody caught: that makes the server under test
// much slower, its promises twenty times. Without it such an error still fails the run, as one of the process.
Object.assign(asyncHooks, {
  createHook: (callbacks: object) => createHook({ ...callbacks, trackPromises: false }),
});
const { run } = await import('node:test');
Object.assign(asyncHooks, { createHook });

const [milliseconds, ...files] = process.argv.slice(2);
/** Seconds of processor time by file. */
const costs = new Map<string, number>();
let counted = 0;
let begun = false;
/** What the process took since the last one ended is of the file of this one. */
function count({ nesting, file }: { nesting: number; file?: string | undefined }): void {
  if (nesting > 0 || file === undefined) return;
  const now = processorSeconds();
  costs.set(file, (costs.get(file) ?? 0) + now - counted);
  counted = now;
}

run({ files, isolation: 'none', timeout: Number(milliseconds) })
  .on('test:start', () => {
    // All is loaded: what a test starts, and kills before it could keep anything, finds it compiled.
    if (!begun) flushCompileCache();
    begun = true;
  })
  .on('test:pass', count)
  .on('test:fail', count)
  .on('test:summary', ({ success }) => {
    if (!success) process.exitCode = 1;
  })
  .on('test:diagnostic', ({ message }) => {
    if (message.startsWith('Error: ')) process.stderr.write(`${message}\n`);
  })
  .compose((source: AsyncIterable<TestEvent>) => testEvents(source, costs))
  .pipe(process.stdout);
process.once('exit', () => {
  const finished: FinishedProcess = { files, processorSeconds: processorSeconds() };
  writeSync(process.stdout.fd, `${JSON.stringify(finished)}\n`);
});
