// Brings a clone to the state that package-lock.json and the sources describe: packages, the console, and for tests the
// programs that npm cannot bring. Runs on the machine's own Node.js (20 or newer) before anything is installed, so it is
// plain JavaScript and imports nothing but Node's own modules. Says nothing when there is nothing to do.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { installPeers } from './install-peers.mjs';
import { machineEnvironment } from './machine-environment.mjs';
import { ensureNodeRuns } from './packaged-node.mjs';
import { linkPostgresLibraries } from './postgres-libraries.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const REINSTALL = 'remove the folder node_modules and start again, which installs it anew.';

try {
  installPackages();
  linkPostgresLibraries(root);
  if (process.argv.includes('--web')) buildConsole();
  if (process.argv.includes('--peers')) installPeers();
} catch (error) {
  console.error(`\n${explain(error)}`);
  process.exitCode = 1;
}

/** One sentence with what to do. */
function explain(error) {
  const reasons = {
    ENOSPC: 'there is no space left on its disk. Free some, then start again.',
    EROFS:
      'its file system can only be read. Put it where it can be written, or let somebody who may prepare it.',
    EACCES: 'this user may not write there. Start once as the user whose it is, or take a clone of your own.',
  };
  const reason = reasons[error?.code];
  if (reason !== undefined) return `${root} cannot be prepared: ${reason}`;
  return error instanceof Error ? error.message : String(error);
}

function installPackages() {
  const stamp = join(root, 'node_modules', '.prepared');
  const wanted = hashOf(['package-lock.json', '.npmrc']);
  // an installation that was interrupted has no stamp; one that lost its Node.js since is made anew, too
  if (read(stamp) === wanted && existsSync(join(root, 'node_modules', '.bin', 'node'))) return;
  console.error('Installing the npm packages (once, about a minute)…');
  // development packages are wanted, too: the console is built with them
  const result = spawnSync('npm', ['ci', '--include=dev', '--include=optional', '--loglevel=error'], {
    cwd: root,
    env: machineEnvironment(),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (result.signal !== null || result.status >= 128)
    throw new Error('The installation was interrupted: start again, and it begins anew.');
  if (result.status !== 0) throw new Error('npm could not install the packages; the reason stands above.');
  ensureNodeRuns(root);
  writeFileSync(stamp, wanted);
}

function buildConsole() {
  const stamp = join(root, 'var', 'console.hash');
  const wanted = hashOf([
    'package-lock.json',
    'package.json',
    ...filesBelow('web'),
    ...filesBelow(join('src', 'contract')),
  ]);
  if (read(stamp) === wanted && existsSync(join(root, 'web', 'dist', 'index.html'))) return;
  console.error('Building the console (once, a few seconds)…');
  if (!existsSync(join(root, 'node_modules', 'vite', 'package.json')))
    throw new Error(`The package vite is missing or broken: ${REINSTALL}`);
  rmSync(stamp, { force: true }); // a build that is interrupted leaves neither the old console nor the new one
  const result = spawnSync(join(root, 'node_modules', '.bin', 'node'), [join('web', 'build.ts')], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (result.status !== 0)
    throw new Error(
      `The console could not be built; the reason stands above. If it is a package: ${REINSTALL}`,
    );
  mkdirSync(dirname(stamp), { recursive: true });
  writeFileSync(stamp, wanted);
}

function filesBelow(folder) {
  const found = [];
  for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
    if (entry.name === 'dist' || entry.name === 'node_modules') continue;
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...filesBelow(path));
    else found.push(path);
  }
  return found.sort();
}

function hashOf(paths) {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const path of paths)
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  return hash.digest('hex');
}

function read(path) {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
