import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const DIST = join(import.meta.dirname, '..', '..', 'web', 'dist');
const BUDGET_BYTES = 300_000;
const missing = existsSync(join(DIST, 'index.html')) ? false : 'the console is not built (vite build web)';

/** Every script that is loaded before the first page can be used: what the page names, and what those import. */
function firstScripts(): Set<string> {
  const found = new Set<string>();
  const follow = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    const text = readFileSync(join(DIST, 'assets', name), 'utf8');
    for (const [, next] of text.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g))
      follow(next as string);
  };
  const page = readFileSync(join(DIST, 'index.html'), 'utf8');
  for (const [, name] of page.matchAll(/assets\/([^"]+\.js)"/g)) follow(name as string);
  return found;
}

test('the first page needs less than 300 kB of compressed script', { skip: missing }, (t) => {
  const bytes = [...firstScripts()].reduce(
    (sum, name) => sum + gzipSync(readFileSync(join(DIST, 'assets', name))).length,
    0,
  );
  t.diagnostic(`${bytes} bytes of script, compressed`);
  assert.ok(bytes > 0 && bytes < BUDGET_BYTES, `${bytes} bytes`);
});

test('the screen viewer is not part of the first page', { skip: missing }, () => {
  const viewer = readdirSync(join(DIST, 'assets')).filter((name) =>
    readFileSync(join(DIST, 'assets', name)).includes('SecurityResult'),
  );
  const first = firstScripts();
  assert.ok(viewer.length > 0);
  assert.deepEqual(
    viewer.filter((name) => first.has(name)),
    [],
  );
});

test(
  'T-W4 the page holds no script or style of its own and takes the nonce of each answer',
  { skip: missing },
  () => {
    const page = readFileSync(join(DIST, 'index.html'), 'utf8');
    assert.ok(page.includes('__CSP_NONCE__'));
    assert.doesNotMatch(page, /<script(?![^>]*\bsrc=)/);
    assert.doesNotMatch(page, /<style|\son\w+=|javascript:/i);
  },
);
