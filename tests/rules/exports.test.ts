import assert from 'node:assert/strict';
import { test } from 'node:test';

import { codeOf, namesImportedBy, resolveImport, sourceFiles } from './source-files.ts';

/** Read by programs that are not of this repository. */
const PUBLIC = ['src/contract/', 'src/kamaki/index.ts'];

/** Names of the values that a file exports where it makes them. */
function valuesOf(text: string): string[] {
  return [
    ...codeOf(text).matchAll(
      /^export (?:async |abstract )?(?:function\*?|const|let|class) (?:(\w+)|\{([^}]*)\})/gm,
    ),
  ].flatMap(([, name, several = '']) => (name === undefined ? several.split(',') : [name]).map(lastWord));
}

/** `name: other` of a pattern gives `other`. */
function lastWord(part: string): string {
  return part.split(':').at(-1)!.trim();
}

test('what a file exports another file imports', () => {
  const used = new Set<string>();
  for (const { path, text } of sourceFiles('src', 'tests', 'bench', 'scripts', 'web/src'))
    for (const { from, names } of namesImportedBy(text))
      for (const name of names) used.add(`${resolveImport(path, from)} ${name}`);
  const unused = sourceFiles('src')
    .filter(({ path, isTest }) => !isTest && !PUBLIC.some((begin) => path.startsWith(begin)))
    .filter(({ path }) => !used.has(`${path} *`))
    .flatMap(({ path, text }) => valuesOf(text).map((name) => `${path} ${name}`))
    .filter((value) => value.endsWith(' ') === false && !used.has(value));
  assert.deepEqual(unused, []);
});
