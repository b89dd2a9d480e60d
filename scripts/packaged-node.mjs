// The Node.js that npm installs is linked with libatomic, which a lean machine does not have and npm cannot bring.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { aptInstall, isDebian, isDebianRoot } from './install-peers.mjs';

const LIBRARY = 'libatomic.so.1';
const PACKAGE = 'libatomic1';

/**
 * Makes sure that the packaged Node.js runs. What it lacks is installed where we may; else Debian's package is unpacked
 * beside it and `node_modules/.bin/node` becomes a two-line script that points there. Throws with what to install.
 */
export function ensureNodeRuns(root) {
  const node = join(root, 'node_modules', '.bin', 'node');
  if (!existsSync(node)) {
    throw new Error(
      `There is no Node.js package for ${process.platform} on ${process.arch}: Linux on x64 or arm64 is needed.`,
    );
  }
  const problem = whyNot(node);
  if (problem === undefined) return;
  if (problem.includes(LIBRARY)) {
    if (isDebianRoot()) aptInstall([PACKAGE]);
    else if (isDebian()) unpackBeside(node, join(root, 'node_modules', '.libraries'));
  }
  const still = whyNot(node);
  if (still === undefined) return;
  rmSync(node); // npm would take it for the machine's own at the next try
  throw new Error(
    `The Node.js of npm does not run here: ${still}\nInstall what it names (on Debian: apt-get install ${PACKAGE}).`,
  );
}

function whyNot(node) {
  const result = spawnSync(node, ['--version'], { encoding: 'utf8' });
  if (result.status === 0) return undefined;
  return (result.stderr || result.error?.message || `it ended with ${result.status ?? result.signal}`).trim();
}

/** Needs no rights: apt fetches into a directory of ours, with lists of its own should the machine have none. */
function unpackBeside(node, directory) {
  mkdirSync(join(directory, 'lists', 'partial'), { recursive: true });
  const run = (program, args) => spawnSync(program, args, { cwd: directory, encoding: 'utf8' }).status === 0;
  const own = ['-o', `Dir::State::lists=${join(directory, 'lists')}`, '-o', `Dir::Cache=${directory}`];
  const fetched =
    run('apt-get', ['-qq', 'download', PACKAGE]) ||
    (run('apt-get', [...own, '-qq', 'update']) && run('apt-get', [...own, '-qq', 'download', PACKAGE]));
  const archive = readdirSync(directory).find((name) => name.endsWith('.deb'));
  if (!fetched || archive === undefined || !run('dpkg-deb', ['-x', archive, '.'])) return;
  rmSync(join(directory, 'lists'), { recursive: true, force: true });
  const [library] = findLibrary(directory);
  if (library === undefined) return;
  const real = resolve(dirname(node), readlinkSync(node));
  rmSync(node);
  writeFileSync(
    node,
    `#!/bin/sh\nLD_LIBRARY_PATH="${dirname(library)}\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "${real}" "$@"\n`,
  );
  chmodSync(node, 0o755);
}

function findLibrary(directory) {
  return readdirSync(directory, { recursive: true })
    .map((name) => join(directory, String(name)))
    .filter((path) => path.endsWith(`/${LIBRARY}`));
}
