import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

const FOLDER = join(import.meta.dirname, '..', 'in-page');

/** Runs a script of `in-page/` in the browser with one argument, and answers its result. */
export function inPage<Result>(page: Page, script: string, argument?: unknown): Promise<Result> {
  const source = readFileSync(join(FOLDER, `${script}.js`), 'utf8');
  const expression = source.slice(source.search(/^[^/]/m)).trim().replace(/;$/, '');
  return page.evaluate<Result>(`(${expression})(${JSON.stringify(argument) ?? ''})`);
}
