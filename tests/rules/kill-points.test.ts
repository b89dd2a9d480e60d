import assert from 'node:assert/strict';
import { test } from 'node:test';

import { killPointsIn } from '#kit/kill-points';

import { sourceFiles } from './source-files.ts';

test('T-F1 every kill point of the source is reached by a test', () => {
  const points = killPointsIn('src');
  const tests = sourceFiles('src', 'tests').filter((file) => file.isTest || file.path.startsWith('tests/'));
  const named = tests.flatMap(({ text }) =>
    [...text.matchAll(/[a-z]+(?:\.[a-z-]+)+(?:\.\*|\*)?/g)].map((match) => match[0]),
  );
  const exact = new Set(named);
  const prefixes = named.filter((name) => name.endsWith('*')).map((name) => name.slice(0, -1));
  const folders = tests.flatMap(({ text }) =>
    [...text.matchAll(/killPointsIn\('([^']+)'\)/g)].map((match) => match[1] ?? ''),
  );
  const listed = new Set(folders.filter((folder) => folder !== 'src').flatMap(killPointsIn));
  const isTested = (point: string): boolean =>
    exact.has(point) || listed.has(point) || prefixes.some((prefix) => point.startsWith(prefix));
  const untested = points.filter((point) => !isTested(point));
  assert.deepEqual(untested, []);
});
