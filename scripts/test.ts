// `npm test`: every check and every kind of test, then one closing line. `npm test -- unit integration` runs these kinds
// alone; a word that is no kind chooses files by their path: `npm test -- integration bus`. With `--times` it also says
// how long each file took.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { runChecks } from './check-steps.ts';
import { missingPeers } from './install-peers.mjs';
import type { FinishedFile, FinishedTest } from './test-events.ts';
import { filesOf, type TestKind, testKinds } from './test-kinds.ts';
import { startThrowAwayServer, type ThrowAwayServer } from '../tests/kit/postgres-server.ts';

const root = join(import.meta.dirname, '..');
/** What Node.js compiled is kept for the other files' processes: each would take most of a second for it. */
const COMPILED = join(root, 'var', 'compile-cache');
const SLOW_TEST_MS = 5_000;
const total = { passed: 0, failed: 0, skipped: 0 };
const skippedWhy = new Map<string, number>();

const showsTimes = process.argv.includes('--times');
const words = process.argv.slice(2).filter((word) => word !== '--times');
const kindNames = new Set(['check', ...testKinds.map(({ name }) => name)]);
const chosen = words.filter((word) => kindNames.has(word));
const patterns = words.filter((word) => !kindNames.has(word));
const isChosen = (name: string): boolean => chosen.length === 0 || chosen.includes(name);

if (process.env['CI'] !== undefined && missingPeers().length > 0) {
  console.error(
    `These programs are missing: ${missingPeers()
      .map((peer) => peer.program)
      .join(', ')}.`,
  );
  process.exit(1);
}

// A mistyped word must not look like a run in which everything is well.
if (
  patterns.length > 0 &&
  !testKinds.some((kind) => isChosen(kind.name) && filesOf(kind, patterns).length > 0)
) {
  console.error(
    `No test file of ${chosen.length === 0 ? 'any kind' : chosen.join(', ')} has "${patterns.join('" or "')}" in its path. Kinds: ${[...kindNames].join(', ')}.`,
  );
  process.exit(2);
}

const started = performance.now();
let server: ThrowAwayServer | undefined;
try {
  // The first kind waits for packages and databases half of its time: the checks are done meanwhile.
  const checks = isChosen('check') && patterns.length === 0 ? countChecks() : Promise.resolve();
  for (const kind of testKinds) {
    if (!isChosen(kind.name)) continue;
    const files = filesOf(kind, patterns);
    await Promise.all([checks, files.length > 0 ? runKind(kind, files) : undefined]);
  }
  await checks;
} finally {
  await server?.stop();
}
summarise();

async function countChecks(): Promise<void> {
  for await (const { name, output, seconds } of runChecks(['types', 'lint', 'format'])) {
    const good = output === undefined;
    total[good ? 'passed' : 'failed'] += 1;
    if (!good) process.stdout.write(`${shortened(output)}\n`);
    console.log(`${good ? 'ok    ' : 'FAILED'} ${name.padEnd(12)} ${seconds.toFixed(1)} s`);
  }
}

/** What a check says, without the end of a long list. */
function shortened(output: string): string {
  const lines = output.split('\n');
  return lines.length <= 30
    ? output
    : [...lines.slice(0, 30), `… and ${lines.length - 30} lines more`].join('\n');
}

async function runKind(kind: TestKind, files: string[]): Promise<void> {
  const began = performance.now();
  if (kind.needsDatabase) server ??= await startThrowAwayServer();
  const finishedFiles: FinishedFile[] = [];
  const slowTests: FinishedTest[] = [];
  const counted = { passed: 0, failed: 0, skipped: 0 };
  const child = spawn(process.execPath, [...nodeArguments(kind), ...files], {
    cwd: root,
    env: {
      NODE_COMPILE_CACHE: COMPILED,
      ...process.env,
      ...(server === undefined ? {} : { TEST_DATABASE_URL: server.url }),
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  for await (const line of createInterface({ input: child.stdout })) {
    const event = parseEvent(line);
    if (event === undefined) continue;
    if ('seconds' in event) finishedFiles.push(event);
    else {
      counted[event.outcome] += 1;
      if (event.milliseconds >= SLOW_TEST_MS) slowTests.push(event);
      if (event.outcome === 'failed') show(event);
      if (event.outcome === 'skipped')
        skippedWhy.set(event.reason ?? 'no reason', (skippedWhy.get(event.reason ?? 'no reason') ?? 0) + 1);
    }
  }
  const [code, signal] = await ended;
  if (code !== 0 && counted.failed === 0) {
    counted.failed += 1;
    console.log(`\nFAILED ${kind.name}: its process ended with ${code ?? signal}\n`);
  }
  for (const outcome of ['passed', 'failed', 'skipped'] as const) total[outcome] += counted[outcome];
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  const others = `${counted.failed > 0 ? `, ${counted.failed} failed` : ''}${counted.skipped > 0 ? `, ${counted.skipped} skipped` : ''}`;
  console.log(
    `${counted.failed === 0 ? 'ok    ' : 'FAILED'} ${kind.name.padEnd(12)} ${seconds} s  ${counted.passed} passed${others}`,
  );
  if (showsTimes) listTimes(finishedFiles, slowTests);
}

/** The files, the slowest first, and under each the tests that make it slow. */
function listTimes(files: readonly FinishedFile[], tests: readonly FinishedTest[]): void {
  for (const { file, seconds } of files.toSorted((one, other) => other.seconds - one.seconds)) {
    console.log(`  ${seconds.toFixed(1).padStart(6)} s  ${file.replace(`${root}/`, '')}`);
    for (const { title, milliseconds } of tests.filter((test) => test.file === file))
      console.log(`    ${(milliseconds / 1000).toFixed(1).padStart(6)} s  ${title}`);
  }
}

function nodeArguments({ concurrency, timeoutMs, filesAProcess }: TestKind): string[] {
  return [join(root, 'scripts', 'run-files.ts'), ...[concurrency, timeoutMs, filesAProcess].map(String)];
}

/** What tests write stands between the events. */
function parseEvent(line: string): FinishedFile | FinishedTest | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const event = JSON.parse(line) as FinishedFile | FinishedTest;
    return 'outcome' in event || 'seconds' in event ? event : undefined;
  } catch {
    return undefined; // something else that begins with a brace
  }
}

function show(test: FinishedTest): void {
  const place = test.file.replace(`${root}/`, '');
  console.log(`\nFAILED ${test.title}\n  ${place}:${test.line}`);
  for (const line of (test.failure ?? '').split('\n')) console.log(`  ${line.replaceAll(`${root}/`, '')}`);
  for (const line of test.written ?? []) console.log(`  | ${line.slice(0, 300)}`);
}

function summarise(): void {
  for (const [reason, count] of skippedWhy) console.log(`skipped ${count}: ${reason}`);
  console.log(`took ${((performance.now() - started) / 1000).toFixed(0)} s`);
  const { passed, failed, skipped } = total;
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
