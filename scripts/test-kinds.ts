import { globSync } from 'node:fs';
import { join } from 'node:path';

/** A kind of test: where its files are and how they may be run. */
export interface TestKind {
  name: string;
  files: readonly string[];
  /** Processes of this kind at the same time. */
  concurrency: number;
  /** Files that one process runs, one after the other: what they share is loaded once. */
  filesAProcess: number;
  /** Files that share no process all the same, by a word of their path: their hooks are about the whole process. */
  alone?: string;
  /** The file that takes longest, by a word of its path: it begins first, or all would wait for it at the end. */
  longest?: string;
  needsDatabase: boolean;
  /** Milliseconds that one test may take. */
  timeoutMs: number;
  /** Milliseconds in which a process may say nothing: its hooks have no time of their own. */
  silenceMs: number;
}

const MINUTE = 60_000;
const ALL = 10_000;

/** All kinds in the order of beginning: what is quick to tell first, then the long files, then what fits beside them. A file that two kinds name belongs to the more special one. */
export const testKinds: readonly TestKind[] = [
  kind('rules', ['tests/rules/**/*.test.ts'], {
    filesAProcess: ALL,
    needsDatabase: false,
    timeoutMs: MINUTE,
  }),
  kind('unit', ['src/**/*.test.ts', 'web/src/**/*.test.ts'], {
    filesAProcess: ALL,
    needsDatabase: false,
    timeoutMs: 2 * MINUTE,
  }),
  // what a newcomer meets, in copies that nothing else has prepared
  kind('bare', ['tests/bare/**/*.test.ts'], { needsDatabase: false, timeoutMs: 10 * MINUTE }),
  // everything at once, through a browser
  kind('e2e', ['tests/{e2e,web}/**/*.test.ts'], {
    concurrency: 2,
    filesAProcess: 2,
    longest: 'web/walk',
    timeoutMs: 10 * MINUTE,
  }),
  // processes are killed, power is lost, connections are cut
  kind('failure', ['tests/failure/**/*.test.ts', 'tests/*/{kill,kill-*,*-kill,power-loss}.test.ts'], {
    concurrency: 3,
    filesAProcess: 3,
    longest: 'quota-across-services',
    timeoutMs: 10 * MINUTE,
  }),
  // emulated: a machine wants a core while it boots, and mostly waits otherwise
  kind('machines', ['tests/{machines,vmhost,kamaki}/**/*.test.ts', 'tests/console/qemu-*.test.ts'], {
    concurrency: 3,
    filesAProcess: 3,
    alone: 'tests/kamaki/',
    longest: 'vmhost/outbound',
    timeoutMs: 10 * MINUTE,
  }),
  kind('integration', ['tests/*/**/*.test.ts'], {
    concurrency: 3,
    filesAProcess: 10,
    longest: 'cloud/start',
    timeoutMs: 5 * MINUTE,
  }),
];

function kind(name: string, files: string[], others: Partial<TestKind>): TestKind {
  const timeoutMs = others.timeoutMs ?? 2 * MINUTE;
  return {
    name,
    files,
    concurrency: 1,
    filesAProcess: 1,
    needsDatabase: true,
    timeoutMs,
    // The longest silence that is well is a test of many steps that takes all its time, and then stops what it started.
    silenceMs: timeoutMs + MINUTE,
    ...others,
  };
}

/** Who has a file that several name. */
const PRECEDENCE = ['bare', 'rules', 'unit', 'failure', 'machines', 'e2e', 'integration'];

/** The files of a kind whose path holds at least one of the given words (all of them when there are none). */
export function filesOf(wanted: TestKind, words: readonly string[]): string[] {
  const rank = ({ name }: TestKind): number => PRECEDENCE.indexOf(name);
  const before = testKinds.filter((other) => rank(other) < rank(wanted));
  const taken = new Set(before.flatMap(({ files }) => matching(files)));
  return matching(wanted.files)
    .filter((path) => !taken.has(path))
    .filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
    .sort((one, other) => rankOf(wanted, one) - rankOf(wanted, other) || (one < other ? -1 : 1));
}

/** The files of a kind by the process that they share. */
export function batchesOf({ filesAProcess, alone }: TestKind, files: readonly string[]): string[][] {
  const batches: string[][] = [];
  let open: string[] | undefined;
  for (const file of files) {
    if (alone !== undefined && file.includes(alone)) batches.push([file]);
    else if (open === undefined || open.length === filesAProcess) batches.push((open = [file]));
    else open.push(file);
  }
  return batches;
}

function rankOf({ longest }: TestKind, path: string): number {
  return longest !== undefined && path.includes(longest) ? 0 : 1;
}

function matching(patterns: readonly string[]): string[] {
  return globSync([...patterns], {
    cwd: join(import.meta.dirname, '..'),
    exclude: (path) => String(path).includes('node_modules'),
  });
}
