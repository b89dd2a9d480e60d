import assert from 'node:assert/strict';
import { test } from 'node:test';
import { say as greekFaults } from '../../web/src/text/el/faults.ts';
import { codeOf, sourceFiles } from './source-files.ts';

const sources = sourceFiles('src').filter((file) => !file.isTest);

/** Codes that mean the same everywhere and have another status where the clients of a protocol know no better one. */
const OTHER_STATUS: Readonly<Record<string, string>> = {
  disk_full: 'Swift has 507 for it, the clients of the other services know 503 only',
  not_a_component: 'compute says 401 to whoever is no component, object storage 403',
};

/** Every code of every catalogue, with its statuses. */
function catalogues(): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { text } of sources.filter(({ path }) => path.endsWith('/errors.ts'))) {
    const row = /^ {2}(?<code>\w+): \[\s*(?<status>\d{3}),/gm;
    for (const { groups } of text.matchAll(row)) {
      const { code, status } = groups as { code: string; status: string };
      found.set(code, (found.get(code) ?? new Set()).add(status));
    }
  }
  return found;
}

test('a code of an error has one status in all services', () => {
  const found = catalogues();
  assert.ok(found.size > 200, `only ${found.size} codes were found`);
  const differing = [...found].filter(([code, statuses]) => statuses.size > 1 && !(code in OTHER_STATUS));
  assert.deepEqual(
    differing.map(([code, statuses]) => `${code}: ${[...statuses].join(', ')}`),
    [],
  );
});

test('what the console words is a refusal that a service has', () => {
  const found = catalogues();
  assert.deepEqual(
    Object.keys(greekFaults).filter((code) => !found.has(code)),
    [],
  );
});

test('nothing is refused in free text: what a schema did not say is a row of the catalogue', () => {
  const places = sources
    .filter(({ path }) => !/\/api\/protocol\.ts$/.test(path))
    .flatMap(({ path, text }) =>
      [...codeOf(text).matchAll(/\b(?:fail|error)\(\s*'bad_request'/g)].map(() => path),
    );
  assert.deepEqual(places, []);
});
