import assert from 'node:assert/strict';
import { test } from 'node:test';

import { codeOf, importsOf, type SourceFile, sourceFiles } from './source-files.ts';

const production = sourceFiles('src').filter((file) => !file.isTest);

/** Places of a pattern as `path: match`. */
function places(files: readonly SourceFile[], pattern: RegExp): string[] {
  return files.flatMap(({ path, text }) =>
    [...codeOf(text).matchAll(new RegExp(pattern, 'g'))].map((match) => `${path}: ${match[0]}`),
  );
}

test('only platform/settings reads the environment', () => {
  // kamaki is a program of its own, which knows the contract only
  const others = production.filter(
    ({ path }) => !['src/platform/settings.ts', 'src/kamaki/main.ts'].includes(path),
  );
  assert.deepEqual(places(others, /process\.env\b/), []);
});

test('the domain takes time, chance and delays as arguments', () => {
  const domain = production.filter(({ path }) => /^src\/\w+\/domain\//.test(path));
  assert.deepEqual(
    places(
      domain,
      /\bDate\.now\b|\bnew Date\(\)|\brandomUUID\b|\bMath\.random\b|\bsetTimeout\(|\bsetInterval\(/,
    ),
    [],
  );
});

test('T-S5 no SQL is made of text: kysely parameters only', () => {
  const queries = production.filter(({ path }) => !/\/store\/migrations/.test(path));
  assert.deepEqual(places(queries, /\bsql\.(?:raw|lit|literal)\b|\.key\((?!['"`])/), []);
});

test('T-S6 only `reveal` reads a secret, and it is never revealed into a log', () => {
  assert.deepEqual(places(production, /\blog\.\w+\([^;]*\.reveal\(\)/), []);
});

test('T-G10 what comes from the network is read by the one JSON reader of contract/json', () => {
  const facing = production.filter(({ path }) =>
    /^src\/(?:\w+\/api|\w+\/ganeti|platform\/(?!embedded|settings))/.test(path),
  );
  assert.deepEqual(places(facing, /\bJSON\.parse\(/), []);
});

test('T-G9 nobody reads headersDistinct', () => {
  assert.deepEqual(places(production, /headersDistinct/), []);
});

test('files are named in kebab-case, and none is longer than 500 lines', () => {
  const files = sourceFiles('src', 'tests', 'scripts', 'web/src');
  assert.deepEqual(
    files.map(({ path }) => path).filter((path) => !/^(?:[a-z0-9.-]+\/)*[a-z0-9.-]+\.tsx?$/.test(path)),
    [],
  );
  assert.deepEqual(
    files.filter(({ text }) => text.split('\n').length > 501).map(({ path }) => path),
    [],
  );
});

test('imports name the file with its ending', () => {
  const wrong = sourceFiles('src', 'tests', 'scripts').flatMap(({ path, text }) =>
    importsOf(text)
      .filter(({ from }) => from.startsWith('.') && !/\.(?:ts|mjs|json)$/.test(from) && !from.includes('${'))
      .map(({ from }) => `${path} imports ${from}`),
  );
  assert.deepEqual(wrong, []);
});

test('nothing is left to be done, and no error is swallowed without a word', () => {
  const files = sourceFiles('src', 'web/src', 'scripts');
  const marks = files.flatMap(({ path, text }) =>
    [...text.matchAll(/\b(?:TODO|FIXME|XXX)\b/g)].map((mark) => `${path}: ${mark[0]}`),
  );
  assert.deepEqual(marks, []);
  assert.deepEqual(
    files.flatMap(({ path, text }) => [...text.matchAll(/catch\s*(?:\(\w+\)\s*)?\{\s*\}/g)].map(() => path)),
    [],
  );
});

test('nothing listens on a network but the gateway, and the door of plain VNC where it is switched on', () => {
  const others = production.filter(({ path }) => !/^src\/(?:gateway|cloud|console\/vnc)\//.test(path));
  assert.deepEqual(places(others, /\.listen\(\s*(?:\d|\{\s*(?:port|host))/), []);
});
