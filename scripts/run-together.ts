import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import type { FinishedTest, RunEvent, TestStep } from './test-events.ts';

/** Of what a process writes for people: so many lines are shown with a failure. */
const KEPT_LINES = 15;
/** What a process started may hold its output open when it has ended: nobody waits longer for the end of that. */
const LAST_WORDS_MS = 5_000;

/** Files that one process runs, one after the other: what they share is loaded once. */
export interface Batch {
  files: readonly string[];
  /** That one test may take. */
  timeoutMs: number;
  /** In which nothing may begin or end: a hook has no time-out, nor has what lives on after the last test. */
  silenceMs: number;
  environment: NodeJS.ProcessEnv;
}

/**
 * Runs the files and tells what ends as it does. A process that ends badly without a failed test is a failure itself, and
 * so is one that says nothing for too long: it is ended, and named by what it was at.
 */
export async function runTogether(
  { files, timeoutMs, silenceMs, environment }: Batch,
  tell: (event: RunEvent) => void,
): Promise<void> {
  const root = join(import.meta.dirname, '..');
  const child = spawn(
    process.execPath,
    [join(import.meta.dirname, 'run-files.ts'), String(timeoutMs), ...files],
    { cwd: root, env: environment, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  const written: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => keepLast(written, line));
  const lines = createInterface({ input: child.stdout });
  child.once('exit', () => setTimeout(() => lines.close(), LAST_WORDS_MS).unref());
  const fail = (where: Pick<FinishedTest, 'title' | 'file' | 'line'>, failure: string): void =>
    tell({ ...where, outcome: 'failed', milliseconds: 0, failure, written });
  const place = new Place({ title: 'a file of these', file: join(root, files[0] ?? ''), line: 0 });
  const itRan = `it ran ${files.join(', ')}`;
  let hasFailed = false;
  const silence = setTimeout(() => {
    hasFailed = true;
    fail(place.now, `its process said nothing for ${silenceMs / 1000} s and was ended; ${place}; ${itRan}`);
    child.kill('SIGKILL');
  }, silenceMs);
  for await (const line of lines) {
    const event = parseEvent(line);
    if (event === undefined) continue;
    silence.refresh();
    if ('step' in event) place.note(event);
    const isFailure = 'outcome' in event && event.outcome === 'failed';
    hasFailed ||= isFailure;
    tell(isFailure ? { ...event, written: [...written] } : event);
  }
  const [code, signal] = await ended;
  clearTimeout(silence);
  if (code !== 0 && !hasFailed) fail(place.first, `its process ended with ${code ?? signal}; ${itRan}`);
}

type Where = Omit<TestStep, 'step'>;

/** What a process is at, by what it told. */
class Place {
  readonly first: Where;
  readonly #open: Where[] = [];
  #ended: Where | undefined;

  constructor(first: Where) {
    this.first = first;
  }

  note({ step, ...where }: TestStep): void {
    if (step === 'begins') return void this.#open.push(where);
    this.#ended = where;
    const began = this.#open.findLastIndex(({ title, file }) => title === where.title && file === where.file);
    if (began !== -1) this.#open.splice(began, 1);
  }

  /** The innermost that has begun and not ended, else what ended last. */
  get now(): Where {
    return this.#open.at(-1) ?? this.#ended ?? this.first;
  }

  toString(): string {
    const named = (places: readonly Where[]): string =>
      places.map(({ title }) => `"${title}"`).join(' in ') || 'nothing';
    return `begun and not ended: ${named(this.#open.toReversed())}; last ended: ${named(this.#ended === undefined ? [] : [this.#ended])}`;
  }
}

/** What tests write stands between the events. */
function parseEvent(line: string): RunEvent | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const event = JSON.parse(line) as RunEvent;
    return ['outcome', 'step', 'seconds', 'processorSeconds'].some((key) => key in event) ? event : undefined;
  } catch {
    return undefined; // something else that begins with a brace
  }
}

function keepLast(lines: string[], line: string): void {
  if (line !== '') lines.push(line);
  if (lines.length > KEPT_LINES) lines.shift();
}
