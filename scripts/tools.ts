import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { machineEnvironment } from './machine-environment.mjs';

const directory = join(import.meta.dirname, '..', 'tools');
const modules = join(directory, 'node_modules');

/**
 * Installs linter and formatter when they are missing or not the ones of `tools/package.json`, and returns the directory
 * of their commands. Throws when any package is not, byte for byte, one that `tools/integrity.json` lists: nothing of it
 * has run by then, for install scripts are off.
 */
export function ensureTools(): string {
  const stamp = join(modules, '.prepared');
  const wanted = createHash('sha256')
    .update(readFileSync(join(directory, 'package.json')))
    .update(readFileSync(join(directory, 'integrity.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return join(modules, '.bin');
  console.error('Installing linter and formatter (once)…');
  rmSync(modules, { recursive: true, force: true });
  const result = spawnSync('npm', ['install', '--no-package-lock', '--ignore-scripts', '--loglevel=error'], {
    cwd: directory,
    env: machineEnvironment(),
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (result.status !== 0)
    throw new Error('npm could not install linter and formatter; the reason stands above.');
  const strangers = unlistedPackages(
    readFileSync(join(modules, '.package-lock.json'), 'utf8'),
    readFileSync(join(directory, 'integrity.json'), 'utf8'),
  );
  if (strangers.length > 0) {
    rmSync(modules, { recursive: true, force: true });
    throw new Error(
      `These packages are not the ones that tools/integrity.json lists:\n  ${strangers.join('\n  ')}`,
    );
  }
  writeFileSync(stamp, wanted);
  return join(modules, '.bin');
}

/** What npm says that it installed (its hidden lock file) and the list does not allow: `name@version integrity`. */
export function unlistedPackages(installed: string, list: string): string[] {
  const allowed = JSON.parse(list) as Record<string, string>;
  const { packages } = JSON.parse(installed) as {
    packages: Record<string, { version: string; integrity?: string }>;
  };
  return Object.entries(packages)
    .map(
      ([path, { version, integrity }]) =>
        [`${path.replace(/^.*node_modules\//, '')}@${version}`, integrity] as const,
    )
    .filter(([name, integrity]) => integrity === undefined || allowed[name] !== integrity)
    .map(([name, integrity]) => `${name} ${integrity ?? 'without a hash'}`);
}
