import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

import { securityPage } from '../../scripts/security-page.ts';
import { root } from './source-files.ts';

test('docs/security.md says of every row of the threat model which test proves it, or that it is open', () => {
  const present = readFileSync(join(root, 'docs', 'security.md'), 'utf8');
  assert.ok(
    securityPage(present) === present,
    'docs/security.md is older than the tests: node scripts/security-page.ts',
  );
});
