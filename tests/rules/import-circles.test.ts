import assert from 'node:assert/strict';
import { test } from 'node:test';

import { importsOf, resolveImport, sourceFiles } from './source-files.ts';

/** What each file of ours imports, types included; what is loaded later, by `import()`, is no part of a file. */
function importGraph(folder: string): Map<string, string[]> {
  const files = sourceFiles(folder).filter((file) => !file.isTest);
  const known = new Set(files.map(({ path }) => path));
  return new Map(
    files.map(({ path, text }) => [
      path,
      importsOf(text)
        .filter(({ later }) => !later)
        .map(({ from }) => resolveImport(path, from) ?? '')
        .filter((target) => known.has(target)),
    ]),
  );
}

/** A way from a file back to itself for each circle that a walk over the graph meets. */
function circlesOf(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const circles: string[] = [];
  const done = new Set<string>();
  const way: string[] = [];
  const walk = (path: string): void => {
    if (done.has(path)) return;
    const at = way.indexOf(path);
    if (at !== -1) {
      circles.push([...way.slice(at), path].join(' -> '));
      return;
    }
    way.push(path);
    for (const target of graph.get(path) ?? []) walk(target);
    way.pop();
    done.add(path);
  };
  for (const path of graph.keys()) walk(path);
  return circles;
}

test('no file imports itself by way of others, not even their types', () => {
  assert.deepEqual(circlesOf(importGraph('src')), []);
  assert.deepEqual(circlesOf(importGraph('web/src')), []);
});

test('a circle is found wherever it begins', () => {
  const graph = new Map([
    ['a', ['b']],
    ['b', ['c']],
    ['c', ['b']],
  ]);
  assert.deepEqual(circlesOf(graph), ['b -> c -> b']);
});
