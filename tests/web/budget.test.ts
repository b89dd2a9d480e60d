import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

const DIST = join(import.meta.dirname, '..', '..', 'web', 'dist');
/** Each language has scripts of its own, with its texts in them; the page is of the same name, `index.html` in English. */
const LANGUAGES = ['en', 'el'] as const;
type Language = (typeof LANGUAGES)[number];
const folderOf = (language: Language): string => join(DIST, 'assets', language);
const SCRIPTS = folderOf('en');
/** All that comes at first, also what the page does not wait for. */
const WHOLE_BUDGET_BYTES = 250_000;
/** Scripts that come at first: each is a round trip for whoever is far away. */
const MOST_SCRIPTS = 8;
/** What the Overview waits for. */
const USABLE_BUDGET_BYTES = 172_032;
const missing = existsSync(join(DIST, 'index.html')) ? false : 'the console is not built (node web/build.ts)';

/** The scripts that the page names and those that load with them; also parts that come by themselves, by their names. */
function scripts(language: Language, ...parts: string[]): Set<string> {
  const folder = folderOf(language);
  const found = new Set<string>();
  const follow = (name: string): void => {
    if (found.has(name)) return;
    found.add(name);
    const text = readFileSync(join(folder, name), 'utf8');
    for (const [, next] of text.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g))
      follow(next as string);
  };
  const page = readFileSync(join(DIST, language === 'en' ? 'index.html' : `index.${language}.html`), 'utf8');
  for (const [, name] of page.matchAll(/assets\/\w\w\/([^"]+\.js)"/g)) follow(name as string);
  for (const part of parts) {
    const file = readdirSync(folder).find((name) => name.startsWith(`${part}-`) && name.endsWith('.js'));
    assert.ok(file !== undefined, `there is no script of ${part}`);
    follow(file);
  }
  return found;
}

function compressed(language: Language, names: Iterable<string>): number {
  const sizeOf = (name: string) => gzipSync(readFileSync(join(folderOf(language), name))).length;
  return [...names].reduce((sum, name) => sum + sizeOf(name), 0);
}

test('the Overview can be used after at most 168 KiB of compressed script', { skip: missing }, (t) => {
  const bytes = compressed('en', scripts('en'));
  t.diagnostic(`${bytes} bytes of script, compressed`);
  assert.ok(bytes > 0 && bytes <= USABLE_BUDGET_BYTES, `${bytes} bytes`);
});

test(
  'all that the first page loads is less than 250 kB of compressed script, in at most eight files, in either language',
  { skip: missing },
  (t) => {
    for (const language of LANGUAGES) {
      const first = scripts(language, 'frame-extras');
      const bytes = compressed(language, first);
      t.diagnostic(`${language}: ${bytes} bytes of script, compressed, in ${first.size} files`);
      assert.ok(bytes > 0 && bytes < WHOLE_BUDGET_BYTES, `${language}: ${bytes} bytes`);
      assert.ok(first.size <= MOST_SCRIPTS, `${language}: ${first.size} files`);
    }
  },
);

test('every component of the console has its style sheet', { skip: missing }, () => {
  const all = readFileSync(join(DIST, '..', '..', 'node_modules/@mantine/core/styles.layer.css'), 'utf8');
  const styles = readdirSync(join(DIST, 'assets')).filter((name) => name.endsWith('.css'));
  const built = styles.map((name) => readFileSync(join(DIST, 'assets', name), 'utf8')).join('');
  const used = readdirSync(SCRIPTS).flatMap(
    (name) => readFileSync(join(SCRIPTS, name), 'utf8').match(/\bm_[0-9a-f]{6,8}\b/g) ?? [],
  );
  const without = [...new Set(used)].filter(
    (name) => all.includes(`.${name}`) && !built.includes(`.${name}`),
  );
  assert.deepEqual(
    without,
    [],
    'a sheet of node_modules/@mantine/core/styles has to be named in web/src/styles/mantine.ts',
  );
});

test('the screen viewer is not part of the first page', { skip: missing }, () => {
  const viewer = readdirSync(SCRIPTS).filter((name) =>
    readFileSync(join(SCRIPTS, name)).includes('SecurityResult'),
  );
  const first = scripts('en', 'frame-extras');
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
