// `npm test`: every check and every kind of test, then one closing line. `npm test -- unit integration` runs these kinds
// alone; a word that is no kind chooses files by their path: `npm test -- integration bus`. With `--times` it also says
// how long each file took, and what each process cost.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';

import { runChecks } from './check-steps.ts';
import { missingPeers } from './install-peers.mjs';
import { runTogether } from './run-together.ts';
import { processorSeconds } from './processor-time.ts';
import type { FinishedFile, FinishedProcess, FinishedTest } from './test-events.ts';
import { batchesOf, filesOf, type TestKind, testKinds } from './test-kinds.ts';
import { startThrowAwayServer, type ThrowAwayServer } from '../tests/kit/postgres-server.ts';

const root = join(import.meta.dirname, '..');
/** What Node.js compiled is kept for the other files' processes: each would take most of a second for it. */
const COMPILED = join(root, 'var', 'compile-cache');
const SLOW_TEST_MS = 5_000;
/** At a time: they wait for peers, disks, guests and deaths much of it. The checks take all processors while they last. */
const PROCESSES = availableParallelism() + 1;
const PROCESSES_BESIDE_CHECKS = 1;
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
  const runs = testKinds
    .filter(({ name }) => isChosen(name))
    .map((kind) => newRun(kind, filesOf(kind, patterns)))
    .filter(({ waiting }) => waiting.length > 0);
  if (runs.some(({ kind }) => kind.needsDatabase)) server = await startThrowAwayServer();
  const checks = isChosen('check') && patterns.length === 0 ? countChecks() : Promise.resolve();
  await Promise.all([checks, runAll(runs, checks)]);
} finally {
  await server?.stop();
}
summarise();

/** One kind in this run. */
interface KindRun {
  kind: TestKind;
  /** Files that no process has yet, by the process that they will share. */
  waiting: string[][];
  /** Its processes now. */
  running: number;
  began: number | undefined;
  counted: Record<FinishedTest['outcome'], number>;
  files: FinishedFile[];
  processes: FinishedProcess[];
  slowTests: FinishedTest[];
}

function newRun(kind: TestKind, files: readonly string[]): KindRun {
  const counted = { passed: 0, failed: 0, skipped: 0 };
  return {
    kind,
    waiting: batchesOf(kind, files),
    running: 0,
    began: undefined,
    counted,
    files: [],
    processes: [],
    slowTests: [],
  };
}

/**
 * As many processes as may run at a time, of the first kind that may have one more: kinds overlap, so that the processors
 * never wait for the last file of one.
 */
async function runAll(runs: readonly KindRun[], checks: Promise<void>): Promise<void> {
  const processes = new Set<Promise<void>>();
  let most = PROCESSES_BESIDE_CHECKS;
  const checked = checks.then(() => {
    most = PROCESSES;
  });
  for (;;) {
    const next = runs.find(({ kind, waiting, running }) => waiting.length > 0 && running < kind.concurrency);
    if (next !== undefined && processes.size < most) {
      const one: Promise<void> = runNext(next).finally(() => processes.delete(one));
      processes.add(one);
    } else if (processes.size > 0) await Promise.race([...processes, ...(most < PROCESSES ? [checked] : [])]);
    else return;
  }
}

async function runNext(run: KindRun): Promise<void> {
  const { kind, counted } = run;
  const files = run.waiting.shift() ?? [];
  run.began ??= performance.now();
  run.running += 1;
  const { timeoutMs, silenceMs } = kind;
  await runTogether({ files, timeoutMs, silenceMs, environment: environmentOf(kind) }, (event) => {
    if ('processorSeconds' in event) run.processes.push(event);
    else if ('seconds' in event) run.files.push(event);
    else if ('outcome' in event) count(run, event);
  });
  run.running -= 1;
  if (run.waiting.length > 0 || run.running > 0) return;
  for (const outcome of ['passed', 'failed', 'skipped'] as const) total[outcome] += counted[outcome];
  const seconds = ((performance.now() - run.began) / 1000).toFixed(1);
  const others = `${counted.failed > 0 ? `, ${counted.failed} failed` : ''}${counted.skipped > 0 ? `, ${counted.skipped} skipped` : ''}`;
  console.log(
    `${counted.failed === 0 ? 'ok    ' : 'FAILED'} ${kind.name.padEnd(12)} ${seconds} s  ${counted.passed} passed${others}`,
  );
  if (showsTimes) listTimes(run);
}

function count(run: KindRun, test: FinishedTest): void {
  run.counted[test.outcome] += 1;
  if (test.milliseconds >= SLOW_TEST_MS) run.slowTests.push(test);
  if (test.outcome === 'failed') show(test);
  if (test.outcome === 'skipped')
    skippedWhy.set(test.reason ?? 'no reason', (skippedWhy.get(test.reason ?? 'no reason') ?? 0) + 1);
}

function environmentOf({ needsDatabase }: TestKind): NodeJS.ProcessEnv {
  return {
    NODE_COMPILE_CACHE: COMPILED,
    ...process.env,
    ...(needsDatabase && server !== undefined ? { TEST_DATABASE_URL: server.url } : {}),
  };
}

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

/** The files, the slowest first, and under each the tests that make it slow; then the processes, the dearest first. */
function listTimes({ files, processes, slowTests: tests }: KindRun): void {
  for (const { file, seconds, processor } of files.toSorted((one, other) => other.seconds - one.seconds)) {
    console.log(
      `  ${seconds.toFixed(1).padStart(6)} s, ${processor.toFixed(1).padStart(5)} of processor  ${file.replace(`${root}/`, '')}`,
    );
    for (const { title, milliseconds } of tests.filter((test) => test.file === file))
      console.log(`    ${(milliseconds / 1000).toFixed(1).padStart(6)} s  ${title}`);
  }
  for (const one of processes.toSorted((a, b) => b.processorSeconds - a.processorSeconds))
    console.log(
      `  ${one.processorSeconds.toFixed(1).padStart(6)} s of processor time  ${one.files.join(' ')}`,
    );
}

function show(test: FinishedTest): void {
  const place = test.file.replace(`${root}/`, '');
  console.log(`\nFAILED ${test.title}\n  ${place}:${test.line}`);
  for (const line of (test.failure ?? '').split('\n')) console.log(`  ${line.replaceAll(`${root}/`, '')}`);
  for (const line of test.written ?? []) console.log(`  | ${line.slice(0, 300)}`);
}

function summarise(): void {
  for (const [reason, count] of skippedWhy) console.log(`skipped ${count}: ${reason}`);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`took ${seconds} s, and ${processorSeconds().toFixed(0)} s of processor time`);
  const { passed, failed, skipped } = total;
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
