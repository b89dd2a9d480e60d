import { globSync } from 'node:fs';
import { join } from 'node:path';

/** A kind of test: where its files are and how they may be run. */
export interface TestKind {
  name: string;
  files: readonly string[];
  /** In one process, one after the other: for tests that touch nothing but what they are given. */
  together: boolean;
  /** Files at the same time, each in a process of its own. */
  concurrency: number;
  needsDatabase: boolean;
  /** Milliseconds that one file may take. */
  timeoutMs: number;
}

/** Folders of `tests/` whose tests boot machines, break things on purpose or drive a browser, and so run alone. */
const ALONE = { machines: ['vmhost', 'kamaki', 'machines'], failure: ['failure'], e2e: ['e2e', 'web', 'clients'] };
const NOT_INTEGRATION = ['kit', 'rules', ...Object.values(ALONE).flat()];

/** All kinds in the order of running: the quick ones first. */
export const testKinds: readonly TestKind[] = [
  {
    name: 'rules',
    files: ['tests/rules/**/*.test.ts'],
    together: true,
    concurrency: 1,
    needsDatabase: false,
    timeoutMs: 60_000,
  },
  {
    name: 'unit',
    files: ['src/**/*.test.ts', 'web/src/**/*.test.ts'],
    together: true,
    concurrency: 1,
    needsDatabase: false,
    timeoutMs: 120_000,
  },
  {
    name: 'integration',
    files: ['tests/*/**/*.test.ts'],
    together: false,
    concurrency: 2,
    needsDatabase: true,
    timeoutMs: 300_000,
  },
  {
    name: 'machines',
    files: globsOf(ALONE.machines),
    together: false,
    concurrency: 1,
    needsDatabase: true,
    timeoutMs: 600_000,
  },
  {
    name: 'failure',
    files: globsOf(ALONE.failure),
    together: false,
    concurrency: 2,
    needsDatabase: true,
    timeoutMs: 600_000,
  },
  {
    name: 'e2e',
    files: globsOf(ALONE.e2e),
    together: false,
    concurrency: 1,
    needsDatabase: true,
    timeoutMs: 600_000,
  },
];

function globsOf(folders: readonly string[]): string[] {
  return folders.map((folder) => `tests/${folder}/**/*.test.ts`);
}

/** The files of a kind whose path holds every one of the given words. */
export function filesOf(kind: TestKind, words: readonly string[]): string[] {
  const root = join(import.meta.dirname, '..');
  return globSync([...kind.files], { cwd: root, exclude: (path) => String(path).includes('node_modules') })
    .filter((path) => kind.name !== 'integration' || !NOT_INTEGRATION.includes(path.split('/')[1] ?? ''))
    .filter((path) => words.length === 0 || words.some((word) => path.includes(word)))
    .sort();
}
