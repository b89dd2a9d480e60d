import { execFile } from 'node:child_process';
import { join } from 'node:path';

import { ensureTools } from './tools.ts';

const root = join(import.meta.dirname, '..');
const sources = ['src', 'tests', 'scripts', 'bench', 'web'];

type Command = [program: string, args: string[]];

const steps: Record<string, (fix: boolean) => Command[]> = {
  types: () => [
    ['node_modules/.bin/tsc', ['-p', '.', '--incremental', '--tsBuildInfoFile', 'var/types.tsbuildinfo']],
    [
      'node_modules/.bin/tsc',
      ['-p', 'web', '--incremental', '--tsBuildInfoFile', 'var/web-types.tsbuildinfo'],
    ],
  ],
  lint: () => [[join(ensureTools(), 'oxlint'), ['--type-aware', '--format=unix', ...sources]]],
  format: (fix) => [
    [
      join(ensureTools(), 'oxfmt'),
      [
        ...(fix ? [] : ['--list-different']),
        ...sources,
        'package.json',
        'tsconfig.json',
        'tools/package.json',
      ],
    ],
  ],
  rules: () => [
    [process.execPath, ['--test', '--test-isolation=none', '--test-reporter=spec', 'tests/rules/*.test.ts']],
  ],
};

export const checkNames: readonly string[] = Object.keys(steps);

export interface CheckResult {
  name: string;
  seconds: number;
  /** What it had to say; undefined when all is well. */
  output: string | undefined;
}

/** Runs the named steps one after the other, each to its end. `fix` lets the formatter write. */
export async function* runChecks(names: readonly string[], fix = false): AsyncGenerator<CheckResult> {
  for (const name of names) {
    const started = performance.now();
    const output: string[] = [];
    for (const command of steps[name]?.(fix) ?? []) output.push(...(await runCommand(command)));
    const seconds = (performance.now() - started) / 1000;
    yield { name, seconds, output: output.length === 0 ? undefined : output.join('\n') };
  }
}

/** What a command had to say; nothing when all is well. */
function runCommand([program, args]: Command): Promise<string[]> {
  const options = {
    cwd: root,
    env: { ...process.env, OXLINT_TSGOLINT_PATH: join(root, 'tools', 'node_modules', '.bin', 'tsgolint') },
    maxBuffer: 64 * 1024 * 1024,
  };
  return new Promise((resolve) => {
    execFile(program, args, options, (error, stdout, stderr) => {
      if (error === null) resolve([]);
      else resolve([`${stdout}${stderr}`.trim() || error.message]);
    });
  });
}
