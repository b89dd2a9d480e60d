import { resolve } from 'node:path';
import type { TestEvent } from 'node:test/reporters';

/** One finished test as it goes from the process that ran it to `scripts/test.ts`: one JSON line each. */
export interface FinishedTest {
  title: string;
  file: string;
  line: number;
  outcome: 'passed' | 'failed' | 'skipped';
  milliseconds: number;
  /** Of a failure: message and the lines of the stack that are ours. */
  failure?: string;
  /** Of a failure: the last lines that its process wrote for people. */
  written?: string[];
  reason?: string;
}

/** A file whose tests have all ended. */
export interface FinishedFile {
  file: string;
  /** Of its tests together. */
  seconds: number;
  /** Of its process and those that it started and that have ended, from the end of the file before; the database server is none of them. */
  processor: number;
}

/** A process whose files have all ended. */
export interface FinishedProcess {
  files: readonly string[];
  /** Of it and the processes that it started. */
  processorSeconds: number;
}

/** A test or suite that begins, or has ended with all its hooks: from these one tells what a process was at that went silent. */
export interface TestStep {
  step: 'begins' | 'ends';
  title: string;
  file: string;
  line: number;
}

export type RunEvent = FinishedFile | FinishedProcess | FinishedTest | TestStep;

/** A reporter of Node's test runner: gives on what `scripts/test.ts` counts and shows. `costs`: seconds of processor time by file. */
export default async function* testEvents(
  source: AsyncIterable<TestEvent>,
  costs: ReadonlyMap<string, number>,
): AsyncGenerator<string> {
  const files = new Map<string, FinishedFile>();
  for await (const event of source) {
    if (event.type === 'test:dequeue' || event.type === 'test:complete') {
      const { name, file, line } = event.data;
      const step: TestStep = {
        step: event.type === 'test:dequeue' ? 'begins' : 'ends',
        title: name,
        file: resolve(file ?? ''),
        line: line ?? 0,
      };
      yield `${JSON.stringify(step)}\n`;
    }
    if (event.type === 'test:pass' || event.type === 'test:fail') {
      const { name, file, line, nesting, details, skip, todo } = event.data;
      if (nesting === 0 && file !== undefined) {
        const known = files.get(file) ?? { file: resolve(file), seconds: 0, processor: 0 };
        files.set(file, known);
        known.seconds += details.duration_ms / 1000;
        known.processor = costs.get(file) ?? 0;
      }
      if (details.type === 'suite' && event.type === 'test:pass') continue;
      const skipped = skip !== undefined && skip !== false;
      const finished: FinishedTest = {
        title: name,
        file: resolve(file ?? ''),
        line: line ?? 0,
        outcome: event.type === 'test:fail' && todo === undefined ? 'failed' : skipped ? 'skipped' : 'passed',
        milliseconds: details.duration_ms,
        ...(event.type === 'test:fail' ? { failure: describe(event.data.details.error) } : {}),
        ...(typeof skip === 'string' ? { reason: skip } : {}),
      };
      // a parent fails because a part of it did, and that part has been told of
      if (finished.failure?.includes('subtest') === true && /^\d+ subtests? failed/.test(finished.failure))
        continue;
      yield `${JSON.stringify(finished)}\n`;
    }
  }
  for (const file of files.values()) yield `${JSON.stringify(file)}\n`;
}

const LONGEST_FAILURE = 4_000;

function describe(error: Error): string {
  const cause = error.cause instanceof Error ? error.cause : error;
  const stack = (cause.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line) && /\/(src|tests|web|scripts)\//.test(line));
  return [cause.message, ...reasonsOf(cause), ...stack.slice(0, 4)].join('\n').slice(0, LONGEST_FAILURE);
}

/** What led to an error, the nearest first. */
function reasonsOf({ cause }: Error): string[] {
  return cause instanceof Error ? [`because: ${cause.message}`, ...reasonsOf(cause)] : [];
}
