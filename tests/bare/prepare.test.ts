import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';

const ROOT = join(import.meta.dirname, '..', '..');

/**
 * The part of a clone that prepares it, with an npm that only says that it was called: what a real one installs is tried by
 * the first start. `ending` is what its installation ends with.
 */
function clone(t: TestContext): { path: string; prepare(ending?: string): string; calls(): number } {
  const path = mkdtempSync(join(tmpdir(), 'prepare-'));
  t.after(() => rmSync(path, { recursive: true, force: true }));
  cpSync(join(ROOT, 'scripts'), join(path, 'scripts'), { recursive: true });
  for (const name of ['package-lock.json', '.npmrc', 'package.json'])
    cpSync(join(ROOT, name), join(path, name));
  for (const name of ['bin', 'web', join('src', 'contract')])
    mkdirSync(join(path, name), { recursive: true });
  const npm = [
    '#!/bin/sh',
    'echo called >> calls',
    'rm -rf node_modules',
    'mkdir -p node_modules/.bin',
    '[ -z "$ENDING" ] || eval "$ENDING"',
    `ln -s ${process.execPath} node_modules/.bin/node`,
  ];
  writeFileSync(join(path, 'bin', 'npm'), `${npm.join('\n')}\n`, { mode: 0o755 });
  return {
    path,
    prepare: (ending = '') => {
      const env = { PATH: `${join(path, 'bin')}:/usr/bin:/bin`, ENDING: ending };
      const words = [join(path, 'scripts', 'prepare.mjs'), '--web'];
      return spawnSync(process.execPath, words, { cwd: path, env, encoding: 'utf8' }).stderr;
    },
    calls: () => readFileSync(join(path, 'calls'), 'utf8').split('\n').length - 1,
  };
}

test('an installation that was interrupted begins anew, and what is missing of a whole one is one sentence', (t) => {
  const { path, prepare, calls } = clone(t);
  const stamp = join(path, 'node_modules', '.prepared');
  for (const ending of ['kill -INT $$', 'kill -KILL $$', 'exit 130']) {
    assert.match(prepare(ending), /\nThe installation was interrupted: start again, and it begins anew\.\n$/);
    assert.equal(existsSync(stamp), false);
  }
  assert.match(prepare('exit 1'), /\nnpm could not install the packages; the reason stands above\.\n$/);
  assert.equal(calls(), 4, 'each time from the beginning');

  // whole, but for a package that somebody cut off
  const missing = /\nThe package vite is missing or broken: remove the folder node_modules and start again/;
  for (let round = 0; round < 2; round += 1) {
    const said = prepare();
    assert.match(said, missing);
    assert.doesNotMatch(said, /\n {4}at /);
  }
  assert.equal(calls(), 5, 'a finished installation is not repeated');
  assert.notEqual(readFileSync(stamp, 'utf8'), '');

  rmSync(join(path, 'node_modules', '.bin', 'node'));
  prepare();
  assert.equal(calls(), 6, 'one without its Node.js is');
  rmSync(stamp);
  prepare();
  assert.equal(calls(), 7, 'and one without its stamp');
});
