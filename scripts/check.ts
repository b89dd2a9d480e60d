// `npm run check`: types, linter, formatter, and the rules of the house that are written as tests. Takes names of steps:
// `npm run check -- types lint format rules`; `format --fix` writes what the formatter wants.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { ensureTools } from './tools.ts';

const root = join(import.meta.dirname, '..');
const sources = ['src', 'tests', 'scripts', 'bench', 'web'];

type Step = () => [command: string, args: string[]][];

const steps: Record<string, Step> = {
  types: () => [
    ['node_modules/.bin/tsc', ['-p', '.']],
    ['node_modules/.bin/tsc', ['-p', 'web']],
  ],
  lint: () => [[join(ensureTools(), 'oxlint'), ['--type-aware', '--format=unix', ...sources]]],
  format: () => {
    const mode = process.argv.includes('--fix') ? [] : ['--check'];
    return [[join(ensureTools(), 'oxfmt'), [...mode, ...sources, 'package.json', 'tsconfig.json', 'tools/package.json']]];
  },
  rules: () => [[process.execPath, ['--test', '--test-isolation=none', '--test-reporter=dot', 'tests/rules/*.test.ts']]],
};

const wanted = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
for (const name of wanted) {
  if (!Object.hasOwn(steps, name)) {
    console.error(`There is no step '${name}': ${Object.keys(steps).join(', ')}.`);
    process.exit(2);
  }
}
const failed = Object.keys(steps).filter((name) => (wanted.length === 0 || wanted.includes(name)) && !runStep(name));
if (failed.length > 0) console.error(`\nNot as it should be: ${failed.join(', ')}.`);
process.exitCode = failed.length === 0 ? 0 : 1;

function runStep(name: string): boolean {
  const started = performance.now();
  const good = (steps[name]?.() ?? []).map(([command, args]) => runCommand(command, args)).every(Boolean);
  console.log(`${good ? 'ok    ' : 'failed'}  ${name.padEnd(8)} ${((performance.now() - started) / 1000).toFixed(1)} s`);
  return good;
}

function runCommand(command: string, args: string[]): boolean {
  const tsgolint = join(root, 'tools', 'node_modules', '.bin', 'tsgolint');
  const result = spawnSync(command, args, {
    cwd: root,
    env: { ...process.env, ...(existsSync(tsgolint) ? { OXLINT_TSGOLINT_PATH: tsgolint } : {}) },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  if (result.status === 0) return true;
  process.stdout.write(`${result.stdout ?? ''}${result.stderr ?? ''}`);
  return false;
}
