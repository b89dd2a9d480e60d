import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOf, sourceFiles } from './source-files.ts';

test('the names of answers are made in one place, so that what is read again has the name of what was read', () => {
  const found = sourceFiles('web/src')
    .filter(({ path, isTest }) => !isTest && path !== 'web/src/api/keys.ts')
    .flatMap(({ path, text }) =>
      [
        ...codeOf(text).matchAll(
          /queryKey: \[(?!\.\.\.)|queryKey\[|(?:QueryData|QueryState)(?:<[^(]*>)?\(\[|(?:invalidate|remove)Queries\(\{/g,
        ),
      ].map(([match]) => `${path}: ${match}`),
    );
  assert.deepEqual(found, []);
});
