import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceFiles, namesImportedBy } from './source-files.ts';

/** What only the hooks of an area do, so that every place that shows a thing is told of its change. */
const CALLS = new Set(['readAgain', 'forgetAllBut', 'call']);

test('a component changes nothing in the cloud by itself: the actions of its area do', () => {
  const found = sourceFiles('web/src')
    .filter(({ path, isTest }) => !isTest && path.endsWith('.tsx') && !path.endsWith('-context.tsx'))
    .flatMap(({ path, text }) => [
      ...namesImportedBy(text).flatMap(({ from, names }) =>
        names
          .filter((name) => CALLS.has(name) || (from.endsWith('/services.ts') && !name.endsWith('Address')))
          .map((name) => `${path} imports ${name}`),
      ),
      ...(/[^\w.]fetch\(/.test(text) ? [`${path} calls fetch`] : []),
    ]);
  assert.deepEqual(found, []);
});
