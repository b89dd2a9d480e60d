import assert from 'node:assert/strict';
import { test } from 'node:test';

import { apiParts } from '../../src/cloud/api-parts.ts';
import { assembly } from '../../src/cloud/assembly.ts';

test('every route has an access rule, a summary and a document or null for each of its answers', async () => {
  const wrong: string[] = [];
  for (const { title, routes } of await apiParts()) {
    for (const { method, path, access, summary, reply } of routes) {
      const name = `${title}: ${method} ${path}`;
      if (typeof access?.name !== 'string' || access.name === '') wrong.push(`${name} has no access rule`);
      if (!/^[A-Z0-9].{4,}[^.]$/.test(summary)) wrong.push(`${name} has no summary`);
      if (Object.keys(reply).length === 0) wrong.push(`${name} says nothing of its answer`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('every setting has a sentence, and every secret one is a Secret', () => {
  for (const [name, { sentence }] of Object.entries(assembly.allSettings)) {
    assert.match(name, /^[A-Z][A-Z0-9_]+$/);
    assert.match(sentence, /^[A-Z`].{15,}[.)]$/s, `${name}: ${sentence}`);
  }
});
