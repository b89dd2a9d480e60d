import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { referencePages } from '../../src/cloud/reference-pages.ts';

test('the reference pages in docs/ are what the code says today', () => {
  for (const [name, text] of Object.entries(referencePages())) {
    const page = readFileSync(new URL(`../../docs/${name}`, import.meta.url), 'utf8');
    assert.ok(page === text, `docs/${name} is older than the code: npm run reference`);
  }
});
