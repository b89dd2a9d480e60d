import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

const SOURCE = join(import.meta.dirname, '..', '..', 'web', 'src');
const files = readdirSync(SOURCE, { recursive: true, encoding: 'utf8' }).filter((name) =>
  /\.tsx?$/.test(name),
);

test('T-W4 the console writes text only: nothing in it makes markup of a string', () => {
  const dangerous =
    /dangerouslySetInnerHTML|\.innerHTML|\.outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function\(/;
  assert.deepEqual(
    files.filter((name) => dangerous.test(readFileSync(join(SOURCE, name), 'utf8'))),
    [],
  );
});

test('T-W5 no token has a place in what the browser keeps', () => {
  const keeps = files.filter((name) =>
    /localStorage|sessionStorage|indexedDB/.test(readFileSync(join(SOURCE, name), 'utf8')),
  );
  assert.deepEqual(keeps, [join('parts', 'kept.ts')]);
});
